'use client';

import { useVenueWords } from '@/lib/context/context';
import { Button } from '@/ui/button';

import { type Ordering, type OrderingChange, QUOTE_STEP_MINUTES, quoteOf } from './model/ordering';
import styles from './service.module.css';

/** The gentler way, so it stands before the pause: guests who know that they wait can decide for themselves. */
export function QuoteTime({ ordering, busy, onChange }: { ordering: Ordering; busy: boolean; onChange: (change: OrderingChange) => Promise<boolean> }) {
  const words = useVenueWords();
  const minutes = ordering.quote_minutes;
  const set = (next: number | null) => () => void onChange(quoteOf(ordering, next));
  return (
    <section className={styles.panel} aria-labelledby="control-quote">
      <div>
        <h2 id="control-quote" className={styles.panelTitle}>
          {words('control.quote')}
        </h2>
        <p className={styles.faint}>{words('control.quote.text')}</p>
      </div>
      <p className={styles.minutes} aria-live="polite">
        {minutes === null ? words('control.quote.none') : words('control.quote.minutes', { count: minutes })}
      </p>
      <div className={styles.buttons}>
        <Button disabled={minutes === null} busy={busy} onClick={set((minutes ?? 0) - QUOTE_STEP_MINUTES)}>
          {words('control.quote.less', { count: QUOTE_STEP_MINUTES })}
        </Button>
        <Button busy={busy} onClick={set((minutes ?? 0) + QUOTE_STEP_MINUTES)}>
          {words('control.quote.more', { count: QUOTE_STEP_MINUTES })}
        </Button>
        <Button busy={busy} onClick={set((minutes ?? 0) + 2 * QUOTE_STEP_MINUTES)}>
          {words('control.quote.more', { count: 2 * QUOTE_STEP_MINUTES })}
        </Button>
        {minutes !== null && (
          <Button look="plain" busy={busy} onClick={set(null)}>
            {words('control.quote.clear')}
          </Button>
        )}
      </div>
    </section>
  );
}
