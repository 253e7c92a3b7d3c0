import { BoardScreen } from '@/features/board/board-screen';

import { titled } from '../../titled';

export const generateMetadata = titled('nav.board');

export default function BoardPage() {
  return <BoardScreen />;
}
