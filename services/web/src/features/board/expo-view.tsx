'use client';

import { useCallback, useMemo } from 'react';

import { useVenueWords } from '@/lib/context/context';
import { classes } from '@/ui/classes';
import { Icon } from '@/ui/icon';

import styles from './expo.module.css';
import { useBoard } from './live/board-provider';
import { useEverySecond } from './live/seconds';
import { type Course, expoOf } from './model/expo';
import { ageOf, isUnseen, needsAllergyCheck } from './model/ticket';
import { Elapsed } from './ticket/ticket-head';
import { useBumping } from './use-bumping';

/** V3: the pass. What can be carried out, then what is waited for, and whether the kitchen has seen it. */
export function ExpoView() {
  const words = useVenueWords();
  const { live, bumps } = useBoard();
  const { queued } = bumps;
  const { ready, waiting } = useMemo(() => expoOf(live.tickets.filter((ticket) => !queued.has(ticket.order_id))), [live.tickets, queued]);
  return (
    <div className={styles.expo}>
      {([['ready', ready], ['waiting', waiting]] as const).map(([kind, courses]) => (
        <section key={kind} className={styles.column} data-kind={kind} aria-labelledby={`expo-${kind}`}>
          <h2 id={`expo-${kind}`} className={styles.columnTitle}>
            {words(`board.expo.${kind}`)} <span className={styles.columnCount}>{courses.length}</span>
          </h2>
          {!courses.length && <p className={styles.none}>{words(`board.expo.${kind}.none`)}</p>}
          <ol className={styles.courses}>
            {courses.map((course) => (
              <li key={course.ticket.order_id}>
                <CourseRow course={course} />
              </li>
            ))}
          </ol>
        </section>
      ))}
    </div>
  );
}

function CourseRow({ course: { ticket, units, ready } }: { course: Course }) {
  const words = useVenueWords();
  const { now } = useBoard().live;
  const { bump } = useBumping();
  const age = useEverySecond(useCallback(() => ageOf(ticket, now()), [ticket, now]));
  const rest = ticket.lines.filter((line) => !line.ticked);
  const isDone = ready === units;
  return (
    <article className={styles.course} data-age={age} data-order={ticket.order_id} aria-labelledby={`course-${ticket.order_id}`}>
      <h3 id={`course-${ticket.order_id}`} className={styles.table}>
        <span className="visually-hidden">{words('board.table')} </span>
        {ticket.table_label}
      </h3>
      <div className={styles.state}>
        <p className={styles.age}>
          {age !== 'fresh' && <strong>{words(`board.age.${age}`)} </strong>}
          <Elapsed since={ticket.opened_at} until={null} now={now} />
        </p>
        <p className={classes(styles.seen, isUnseen(ticket) && styles.unseen)}>
          <Icon name={isUnseen(ticket) ? 'alert' : 'check'} size={18} />
          {words(isUnseen(ticket) ? 'board.expo.unseen' : 'board.expo.seen')}
        </p>
      </div>
      <div className={styles.progress}>
        <p className={styles.units}>{words('board.expo.progress', { ready, units })}</p>
        <progress className={styles.bar} value={ready} max={units} aria-hidden="true" />
        {!isDone && <p className={styles.rest}>{rest.map((line) => `${line.quantity} × ${line.name}`).join(' · ')}</p>}
        {needsAllergyCheck(ticket) && <p className={styles.allergy}>{words('board.expo.allergy')}</p>}
      </div>
      {isDone && !needsAllergyCheck(ticket) && (
        <button type="button" className={styles.serve} onClick={() => bump(ticket)}>
          {words('board.expo.served')}
        </button>
      )}
    </article>
  );
}
