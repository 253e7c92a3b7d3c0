import { ReceiptScreen } from '@/features/orders/receipt-screen';

export const dynamic = 'force-dynamic';

export default async function ReceiptPage({ params }: { params: Promise<{ orderId: string }> }) {
  return <ReceiptScreen {...await params} />;
}
