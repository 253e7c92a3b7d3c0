import { VisitScreen } from '@/features/orders/visit-screen';

export const dynamic = 'force-dynamic';

export default async function VisitPage({ params }: { params: Promise<{ venueId: string; tableId: string }> }) {
  return <VisitScreen {...await params} />;
}
