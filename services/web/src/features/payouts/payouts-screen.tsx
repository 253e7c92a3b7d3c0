'use client';

import { useState } from 'react';

import type { Balance, Venue } from '@/api/office';
import { useSession } from '@/api/session/use-session';
import { useVenueQuery } from '@/api/session/use-venue-query';
import { useVenue } from '@/api/use-venue';
import { useLocale, useVenueWords } from '@/lib/context/context';
import { formatMoney } from '@/lib/money';
import { formatDateTime } from '@/lib/time';
import { Notice } from '@/ui/badge';
import { Button, ButtonLink } from '@/ui/button';
import { Empty, Skeleton } from '@/ui/panel';
import { Page } from '@/ui/page';
import { Reading } from '@/ui/problem';

import { toComeMinor } from './model/days';
import { PayoutTable } from './payout-table';
import styles from './payouts.module.css';
import { MoneyTabs } from './section-tabs';
import { ThirtyDays } from './thirty-days';

const FIRST = 50;
const MOST = 500;

/** V9. */
export function PayoutsScreen() {
  const words = useVenueWords();
  const locale = useLocale();
  const [limit, setLimit] = useState(FIRST);
  const venue = useVenue();
  const payouts = useVenueQuery(['payouts', limit], ({ reconciliation, venueId }) => reconciliation.GET('/v1/venues/{venue_id}/payouts', { params: { path: { venue_id: venueId }, query: { limit } } }), { everyMs: 15_000 });
  const problem = payouts.problem ?? venue.problem;
  const asOf = payouts.data && (payouts.data.as_of ? words('money.asOf', { time: formatDateTime(payouts.data.as_of, locale, venue.data?.timezone) }) : words('money.asOf.never'));
  return (
    <Page wide title={words('payouts.title')} about={asOf ?? '\u00a0'}>
      <MoneyTabs />
      <Reading
        problem={problem}
        isThere={Boolean(payouts.data && venue.data)}
        onRetry={() => {
          payouts.reload();
          venue.reload();
        }}
        waiting={<Loading />}
      />
      {payouts.data && venue.data && (
        <>
          {!venue.data.can_be_paid && <Incomplete />}
          <Balances balances={payouts.data.balances} venue={venue.data} />
          <ThirtyDays venue={venue.data} />
          {payouts.data.payouts.length ? (
            <PayoutTable payouts={payouts.data.payouts} />
          ) : (
            <Empty icon="bank" title={words('payouts.none.title')}>
              {words('payouts.none.text')}
            </Empty>
          )}
          {payouts.data.cursor && limit < MOST && <Button onClick={() => setLimit(MOST)}>{words('money.more')}</Button>}
        </>
      )}
    </Page>
  );
}

function Loading() {
  return (
    <div className={styles.loading} aria-busy="true">
      <Skeleton height="6rem" />
      <Skeleton height="22rem" />
      <Skeleton height="12rem" />
    </div>
  );
}

function Incomplete() {
  const words = useVenueWords();
  const { venueId, may } = useSession();
  const action = may('stripe_account') && (
    <ButtonLink href={`/dashboard/${venueId}/account`}>{words('payouts.incomplete.action')}</ButtonLink>
  );
  return (
    <Notice tone="care" icon="alert" title={words('payouts.incomplete.title')} end={action}>
      {words('payouts.incomplete.text')} {!action && words('payouts.incomplete.owner')}
    </Notice>
  );
}

/** One block per currency, the menu's first; a venue without any money yet has its zeros. */
function Balances({ balances, venue }: { balances: readonly Balance[]; venue: Venue }) {
  const words = useVenueWords();
  const locale = useLocale();
  const none: Balance = { currency: venue.currency, due_minor: 0, in_stripe_minor: 0, in_transit_minor: 0, paid_out_minor: 0 };
  const shown = balances.length ? [...balances].sort((a, b) => Number(b.currency === venue.currency) - Number(a.currency === venue.currency)) : [none];
  return shown.map((balance) => {
    const money = (minor: number): string => formatMoney(minor, balance.currency, locale);
    return (
      <dl key={balance.currency} className={styles.balances}>
        <div className={styles.balance}>
          <dt>{words('balance.next')}</dt>
          <dd className={styles.figure}>{money(toComeMinor(balance))}</dd>
          <dd className={styles.small}>
            {words('balance.next.text')} {balance.in_stripe_minor !== 0 && words('balance.inStripe', { amount: money(balance.in_stripe_minor) })}
          </dd>
        </div>
        <div className={styles.balance}>
          <dt>{words('balance.transit')}</dt>
          <dd className={styles.figure}>{money(balance.in_transit_minor)}</dd>
          <dd className={styles.small}>{words('balance.transit.text')}</dd>
        </div>
        <div className={styles.balance}>
          <dt>{words('balance.paid')}</dt>
          <dd className={styles.figure}>{money(balance.paid_out_minor)}</dd>
          <dd className={styles.small}>{words('balance.paid.text')}</dd>
        </div>
      </dl>
    );
  });
}
