'use client';

import type { Payout } from '@/api/office';
import { useVenue } from '@/api/use-venue';
import { useLocale, useVenueWords } from '@/lib/context/context';
import { formatDateTime } from '@/lib/time';

import styles from './payout.module.css';

const STATUSES: readonly string[] = ['pending', 'in_transit', 'paid', 'failed', 'canceled'];
const isStatus = (status: string): status is Payout['status'] => STATUSES.includes(status);

/** What was told twice, by an event and by a reading, is one step. */
const stepsOf = ({ history }: Payout): Payout['history'] => history.filter((each, at) => each.status !== history[at - 1]?.status);

/** Each status as it first became known, and by what: an event of Stripe's, or a reading. */
export function PayoutHistory({ payout }: { payout: Payout }) {
  const words = useVenueWords();
  const locale = useLocale();
  const timeZone = useVenue().data?.timezone;
  if (!payout.history.length) return null;
  return (
    <section className={styles.section} aria-labelledby="history">
      <h2 id="history" className={styles.title}>
        {words('payout.history')}
      </h2>
      <ol className={styles.history}>
        {stepsOf(payout).map((each) => (
          <li key={`${each.status} ${each.seen_by}`}>
            <span className={styles.step}>{isStatus(each.status) ? words(`payout.status.${each.status}`) : each.status}</span>
            <time dateTime={each.seen_at}>{formatDateTime(each.seen_at, locale, timeZone)}</time>
            <span className={styles.reference}>{each.seen_by === 'sync' ? words('payout.history.bySync') : each.seen_by}</span>
          </li>
        ))}
      </ol>
    </section>
  );
}
