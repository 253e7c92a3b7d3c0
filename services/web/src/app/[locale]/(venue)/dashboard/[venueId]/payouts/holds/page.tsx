import { HoldsScreen } from '@/features/discrepancies/holds-screen';
import { MoneyTabs } from '@/features/payouts/section-tabs';

import { titled } from '../../../titled';

export const generateMetadata = titled('holds.title');

export default function HoldsPage() {
  return <HoldsScreen tabs={<MoneyTabs />} />;
}
