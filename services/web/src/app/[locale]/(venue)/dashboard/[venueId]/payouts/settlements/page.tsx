import { SettlementsScreen } from '@/features/payouts/settlements-screen';

import { titled } from '../../../titled';

export const generateMetadata = titled('settlements.title');

export default function SettlementsPage() {
  return <SettlementsScreen />;
}
