import { PayScreen } from '@/features/ordering/pay/pay-screen';

export const dynamic = 'force-dynamic';

export default async function PayPage({ params }: { params: Promise<{ venueId: string; tableId: string }> }) {
  return <PayScreen {...await params} />;
}
