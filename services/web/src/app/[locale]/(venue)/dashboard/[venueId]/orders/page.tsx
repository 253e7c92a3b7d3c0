import { OrdersScreen } from '@/features/sales/orders-screen';

import { titled } from '../../titled';

export const generateMetadata = titled('nav.orders');

export default function OrdersPage() {
  return <OrdersScreen />;
}
