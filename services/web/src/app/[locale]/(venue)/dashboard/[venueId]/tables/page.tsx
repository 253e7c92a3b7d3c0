import { TablesScreen } from '@/features/tags/tables-screen';

import { titled } from '../../titled';

export const generateMetadata = titled('tables.title');

export default function TablesPage() {
  return <TablesScreen />;
}
