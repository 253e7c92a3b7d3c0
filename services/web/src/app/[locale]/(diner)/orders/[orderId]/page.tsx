import { StatusScreen } from '@/features/orders/status-screen';

export const dynamic = 'force-dynamic';

export default async function OrderPage({ params }: { params: Promise<{ orderId: string }> }) {
  return <StatusScreen {...await params} />;
}
