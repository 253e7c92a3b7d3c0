import { OrderScreen } from '@/features/sales/order-screen';

import { titled } from '../../../titled';

export const generateMetadata = titled('nav.orders');

export default async function OrderPage({ params }: { params: Promise<{ orderId: string }> }) {
  const { orderId } = await params;
  return <OrderScreen orderId={orderId} />;
}
