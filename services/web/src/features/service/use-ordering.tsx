'use client';

import { useRef, useState } from 'react';

import { settle } from '@/api/client';
import type { Problem } from '@/api/problem';
import { useSession } from '@/api/session/use-session';

import { isElsewhere, type Ordering, type OrderingChange } from './model/ordering';
import { useAvailabilityNews } from './use-availability-news';

export interface OrderingControl {
  ordering: Ordering | null;
  /** Somebody else changed it since this page was opened or last used. */
  elsewhere: boolean;
  busy: boolean;
  problem: Problem | null;
  now: () => number;
  change: (change: OrderingChange) => Promise<boolean>;
}

/** The ordering as everybody hears of it, so that two who change it at once see each other's doing. */
export function useOrdering(): OrderingControl {
  const { venueId, order } = useSession();
  const [ordering, setOrdering] = useState<Ordering | null>(null);
  const [elsewhere, setElsewhere] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const known = useRef<Ordering | null>(null);
  const sending = useRef(0);
  const own = useRef<Ordering | null>(null);

  const take = (news: Ordering): void => {
    known.current = news;
    setOrdering(news);
  };
  const now = useAvailabilityNews((kind, news) => {
    if (!news) return;
    // The feed may be faster than the answer to what was sent from here.
    if (kind === 'ordering' && !sending.current && isElsewhere(known.current, news, own.current)) setElsewhere(true);
    take(news);
  });
  const change = async (wanted: OrderingChange): Promise<boolean> => {
    setBusy(true);
    setElsewhere(false);
    sending.current += 1;
    const result = await settle(order.POST('/v1/venues/{venue_id}/pause', { params: { path: { venue_id: venueId } }, body: wanted }));
    sending.current -= 1;
    setBusy(false);
    setProblem(result.ok ? null : result.problem);
    if (!result.ok) return false;
    own.current = result.data;
    take(result.data);
    return true;
  };
  return { ordering, elsewhere, busy, problem, now, change };
}
