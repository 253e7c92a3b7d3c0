import { PayoutScreen } from '@/features/payouts/payout-screen';

import { titled } from '../../../titled';

export const generateMetadata = titled('payouts.title');

export default async function PayoutPage({ params }: { params: Promise<{ payoutId: string }> }) {
  const { payoutId } = await params;
  return <PayoutScreen payoutId={payoutId} />;
}
