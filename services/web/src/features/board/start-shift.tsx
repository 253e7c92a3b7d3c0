'use client';

import { useVenueWords } from '@/lib/context/context';
import { Button } from '@/ui/button';
import { Icon } from '@/ui/icon';

import styles from './board.module.css';
import { useBoard } from './live/board-provider';

/** Browsers make no noise before somebody has pressed something; a silent board must say that it is one. */
export function StartShift() {
  const words = useVenueWords();
  const { shift } = useBoard();
  if (shift.started) {
    return shift.muted ? (
      <p className={styles.mutedMark} role="status">
        <Icon name="muted" size={22} /> {words('board.muted')}
      </p>
    ) : null;
  }
  return (
    <aside className={styles.shift} aria-label={words('board.shift')}>
      <Icon name="muted" size={26} />
      <p>{words('board.shift.text')}</p>
      <Button look="main" icon="sound" onClick={shift.start}>
        {words('board.shift.start')}
      </Button>
    </aside>
  );
}
