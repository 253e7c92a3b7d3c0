import { MenuScreen } from '@/features/menu-editor/menu-screen';

import { titled } from '../../titled';

export const generateMetadata = titled('menu.edit.title');

export default function MenuPage() {
  return <MenuScreen />;
}
