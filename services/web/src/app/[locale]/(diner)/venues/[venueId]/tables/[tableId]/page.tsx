import type { Metadata } from 'next';
import { notFound } from 'next/navigation';

import { readMenu } from '@/api/menu.server';
import { CallStaff } from '@/features/calling/call-staff';
import { MenuScreen } from '@/features/ordering/menu/menu-screen';

/** Made once per table and language, and again when it is older than this; what is sold out comes by the feed. */
export const revalidate = 20;

type Params = Promise<{ venueId: string; tableId: string }>;

/** None while building: tables are made as they are tapped. */
export const generateStaticParams = (): [] => [];

export async function generateMetadata({ params }: { params: Params }): Promise<Metadata> {
  const { venueId, tableId } = await params;
  const answer = await readMenu(venueId, tableId);
  return answer.found ? { title: answer.menu.venue_name } : {};
}

export default async function MenuPage({ params }: { params: Params }) {
  const { venueId, tableId } = await params;
  const answer = await readMenu(venueId, tableId);
  if (!answer.found) notFound();
  return <MenuScreen menu={answer.menu} readAt={answer.readAt} callStaff={<CallStaff venueId={venueId} tableId={tableId} heading="h3" />} />;
}
