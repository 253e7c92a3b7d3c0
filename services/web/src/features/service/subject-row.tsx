'use client';

import { useLocale, useVenueWords } from '@/lib/context/context';
import { formatDateTime, formatTime } from '@/lib/time';
import { classes } from '@/ui/classes';
import { Icon } from '@/ui/icon';

import { isSoldOut, type Subject } from './model/subjects';
import styles from './service.module.css';
import type { Striking } from './use-striking';

interface Props {
  subject: Subject;
  striking: Striking;
  timeZone: string | undefined;
  withPlaces: boolean;
}

/** One press strikes it for today; a second, smaller one until somebody brings it back. */
export function SubjectRow({ subject, striking, timeZone, withPlaces }: Props) {
  const words = useVenueWords();
  const { pending, strike, restore } = striking;
  const soldOut = isSoldOut(subject, pending);
  const isPending = pending.has(subject.subject_id);
  return (
    <li className={classes(styles.row, soldOut && styles.soldOut)} aria-busy={isPending || undefined}>
      <div className={styles.subject}>
        <span className={styles.name}>{subject.name}</span>
        {withPlaces && <span className={styles.faint}>{subject.places.join(', ')}</span>}
        {soldOut && <Since subject={subject} timeZone={timeZone} />}
      </div>
      {soldOut ? (
        <button type="button" className={styles.restore} onClick={() => void restore(subject)}>
          <Icon name="undo" size={20} /> {words('availability.restore')}
          <span className="visually-hidden"> {subject.name}</span>
        </button>
      ) : (
        <span className={styles.strikes}>
          <button type="button" className={styles.strike} onClick={() => void strike(subject, 'today')}>
            {words('availability.today')}
            <span className="visually-hidden"> {subject.name}</span>
          </button>
          <button type="button" className={classes(styles.strike, styles.longer)} onClick={() => void strike(subject, 'open-ended')}>
            {words('availability.openEnded')}
            <span className="visually-hidden"> {subject.name}</span>
          </button>
        </span>
      )}
    </li>
  );
}

function Since({ subject, timeZone }: { subject: Subject; timeZone: string | undefined }) {
  const words = useVenueWords();
  const locale = useLocale();
  if (!subject.sold_out) return <span className={styles.faint}>{words('availability.saving')}</span>;
  const { at, by, until } = subject.sold_out;
  return (
    <span className={styles.since}>
      {until ? words('availability.until', { time: formatDateTime(until, locale, timeZone) }) : words('availability.untilRestored')} · {words('availability.by', { name: by, time: formatTime(at, locale, timeZone) })}
    </span>
  );
}
