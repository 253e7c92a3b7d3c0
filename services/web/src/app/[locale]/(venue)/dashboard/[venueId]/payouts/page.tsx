import { PayoutsScreen } from '@/features/payouts/payouts-screen';

import { titled } from '../../titled';

export const generateMetadata = titled('payouts.title');

export default function PayoutsPage() {
  return <PayoutsScreen />;
}
