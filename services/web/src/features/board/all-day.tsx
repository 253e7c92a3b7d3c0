'use client';

import { useMemo } from 'react';

import { useVenueWords } from '@/lib/context/context';

import styles from './board.module.css';
import { useBoard } from './live/board-provider';
import { allDay } from './model/board';

/** How much of everything is still to make, over all tickets. */
export function AllDay() {
  const words = useVenueWords();
  const { tickets } = useBoard().live;
  const counts = useMemo(() => allDay(tickets), [tickets]);
  return (
    <aside className={styles.allDay} aria-labelledby="all-day">
      <h2 id="all-day" className={styles.allDayTitle}>
        {words('board.allDay')}
      </h2>
      {!counts.length && <p className={styles.faint}>{words('board.allDay.none')}</p>}
      <ul>
        {counts.map(({ name, units, kinds }) => (
          <li key={name} className={styles.countRow}>
            <span className={styles.countUnits}>{units}</span>
            <span>
              {name}
              {kinds.map(({ modifiers, units: of }) => (
                <span key={modifiers} className={styles.countKind}>
                  {of} × {modifiers}
                </span>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </aside>
  );
}
