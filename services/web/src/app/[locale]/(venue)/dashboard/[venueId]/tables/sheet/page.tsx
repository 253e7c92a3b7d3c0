import { SheetScreen } from '@/features/tags/sheet-screen';

import { titled } from '../../../titled';

export const generateMetadata = titled('sheet.title');

export default function SheetPage() {
  return <SheetScreen />;
}
