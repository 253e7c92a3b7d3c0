import { DiscrepanciesScreen } from '@/features/discrepancies/discrepancies-screen';
import { MoneyTabs } from '@/features/payouts/section-tabs';

import { titled } from '../../../titled';

export const generateMetadata = titled('discrepancies.title');

export default function DiscrepanciesPage() {
  return <DiscrepanciesScreen tabs={<MoneyTabs />} />;
}
