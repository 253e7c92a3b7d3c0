'use client';

import { useState } from 'react';

import { settle } from '@/api/client';
import type { StripeAccount } from '@/api/office';
import type { Problem } from '@/api/problem';
import { useSession } from '@/api/session/use-session';
import { useRefresh } from '@/api/session/use-venue-query';
import { useVenueWords } from '@/lib/context/context';
import { Button } from '@/ui/button';
import { ProblemNotice } from '@/ui/problem';

import styles from './account.module.css';

const LABELS = { none: 'account.create', incomplete: 'account.continue', restricted: 'account.continue', wrong_currency: 'account.update', ready: 'account.update' } as const;

/** To Stripe's own pages. Their address opens once and for minutes, so it is asked for when it is wanted. */
export function WayToStripe({ account }: { account: StripeAccount }) {
  const words = useVenueWords();
  const { order, venueId } = useSession();
  const refresh = useRefresh();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const go = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    const params = { path: { venue_id: venueId } };
    const opened = account.status === 'none' ? await settle(order.POST('/v1/venues/{venue_id}/stripe-account', { params })) : null;
    const link = opened?.ok === false ? opened : await settle(order.POST('/v1/venues/{venue_id}/stripe-account/link', { params }));
    if (link.ok && 'url' in link.data) return location.assign(link.data.url);
    setBusy(false);
    if (!link.ok) setProblem(link.problem);
    await refresh('stripe-account');
  };
  const isMain = account.status !== 'ready';
  return (
    <div className={styles.way}>
      <Button look={isMain ? 'main' : 'second'} busy={busy} onClick={() => void go()}>
        {words(LABELS[account.status])}
      </Button>
      <p className={styles.small}>{words('account.leaving')}</p>
      {problem && <ProblemNotice problem={problem}>{problem.slug === 'stripe-refused' ? words('account.refused', { reason: problem.detail ?? '' }) : undefined}</ProblemNotice>}
    </div>
  );
}
