'use client';

import { useCallback } from 'react';

import { useVenueWords } from '@/lib/context/context';
import { formatAge } from '@/lib/time';
import { classes } from '@/ui/classes';

import { useEverySecond } from '../live/seconds';
import type { Age, Ticket } from '../model/ticket';
import styles from './ticket.module.css';

const LONG_LABEL = 4;

/** The table for three metres, and the age said by the band's height, by a word, by the figure, and by colour. */
export function TicketHead({ id, ticket, age, place, now }: { id: string; ticket: Ticket; age: Age; place: number | null; now: () => number }) {
  const words = useVenueWords();
  return (
    <header className={styles.head}>
      <h2 id={id} className={classes(styles.table, ticket.table_label.length > LONG_LABEL && styles.longTable)}>
        <span className="visually-hidden">{words('board.table')} </span>
        {ticket.table_label}
        <span className="visually-hidden">, {words('board.number', { number: ticket.order_number })}</span>
      </h2>
      <div className={styles.times}>
        <p className={styles.age}>
          {age !== 'fresh' && <strong className={styles.ageWord}>{words(`board.age.${age}`)}</strong>}
          <Elapsed since={ticket.opened_at} until={ticket.state === 'voided' ? ticket.finished_at : null} now={now} />
        </p>
        <p className={styles.number} aria-hidden="true">
          {ticket.order_number}
          {ticket.state === 'fulfilling' && <span className={styles.started}>{words('board.started')}</span>}
        </p>
      </div>
      {place !== null && (
        <kbd className={styles.key} aria-hidden="true">
          {place}
        </kbd>
      )}
    </header>
  );
}

export function Elapsed({ since, until, now }: { since: string; until: string | null; now: () => number }) {
  const read = useCallback(() => formatAge((until ? Date.parse(until) : now()) - Date.parse(since)), [since, until, now]);
  return <span className={styles.elapsed}>{useEverySecond(read)}</span>;
}
