import { notFound } from 'next/navigation';

import { readMenu } from '@/api/menu.server';
import { ReviewScreen } from '@/features/ordering/review/review-screen';

/** The policy of this page names its scripts by a nonce, so that it is made for each request. */
export const dynamic = 'force-dynamic';

export default async function ReviewPage({ params }: { params: Promise<{ venueId: string; tableId: string }> }) {
  const { venueId, tableId } = await params;
  const answer = await readMenu(venueId, tableId);
  if (!answer.found) notFound();
  return <ReviewScreen menu={answer.menu} readAt={answer.readAt} />;
}
