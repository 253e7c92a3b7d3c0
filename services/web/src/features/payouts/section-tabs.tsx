'use client';

import { usePathname } from 'next/navigation';

import { useSession } from '@/api/session/use-session';
import { useVenueQuery } from '@/api/session/use-venue-query';
import { useVenueWords } from '@/lib/context/context';
import { Tabs } from '@/ui/tabs';

const PAGES = [
  { page: '', label: 'money.payouts', action: 'payouts' },
  { page: '/settlements', label: 'money.settlements', action: 'payouts' },
  { page: '/discrepancies', label: 'money.discrepancies', action: 'discrepancies' },
  { page: '/holds', label: 'money.holds', action: 'holds' },
] as const;

/** The four pages about the venue's money, and how much waits for somebody on two of them. */
export function MoneyTabs() {
  const words = useVenueWords();
  const { venueId, may } = useSession();
  const here = usePathname().split('/payouts')[1] ?? '';
  const waiting = useWaiting();
  const tabs = PAGES.filter(({ action }) => may(action)).map(({ page, label }) => ({
    href: `/dashboard/${venueId}/payouts${page}`,
    label: words(label),
    isHere: page === here,
    count: waiting[page],
  }));
  return <Tabs label={words('money.sections')} tabs={tabs} />;
}

function useWaiting(): Partial<Record<string, number>> {
  const { may } = useSession();
  const found = useVenueQuery(['discrepancies', 'open'], ({ reconciliation, venueId }) => reconciliation.GET('/v1/venues/{venue_id}/discrepancies', { params: { path: { venue_id: venueId }, query: { status: 'open' } } }), { enabled: may('discrepancies') });
  const held = useVenueQuery(['holds', 'open'], ({ order, venueId }) => order.GET('/v1/venues/{venue_id}/holds', { params: { path: { venue_id: venueId }, query: { status: 'open' } } }), { enabled: may('holds') });
  return { '/discrepancies': found.data?.discrepancies.length, '/holds': held.data?.holds.length };
}
