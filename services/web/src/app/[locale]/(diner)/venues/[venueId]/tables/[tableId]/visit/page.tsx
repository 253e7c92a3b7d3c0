import { CallStaff } from '@/features/calling/call-staff';
import { VisitScreen } from '@/features/orders/visit-screen';

export const dynamic = 'force-dynamic';

export default async function VisitPage({ params }: { params: Promise<{ venueId: string; tableId: string }> }) {
  const place = await params;
  return <VisitScreen {...place} callStaff={<CallStaff {...place} heading="h2" />} />;
}
