'use client';

import { type FormEvent, useState } from 'react';

import { useLocale, useVenueWords } from '@/lib/context/context';
import { formatDateTime } from '@/lib/time';
import { Button } from '@/ui/button';
import { Choice, TextField } from '@/ui/field';

import { type Ordering, type OrderingChange, PAUSE_MINUTES, type PauseLength, pauseOf } from './model/ordering';
import styles from './service.module.css';

interface Props {
  ordering: Ordering;
  busy: boolean;
  now: () => number;
  opening: number | null;
  timeZone: string;
  onPause: (change: OrderingChange) => Promise<boolean>;
}

/** For how long, and what guests are told meanwhile. */
export function PauseForm({ ordering, busy, now, opening, timeZone, onPause }: Props) {
  const words = useVenueWords();
  const locale = useLocale();
  const [length, setLength] = useState<PauseLength>(PAUSE_MINUTES[0]);
  const pause = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const reason = String(new FormData(event.currentTarget).get('reason') ?? '');
    if (reason.trim()) void onPause(pauseOf(ordering, length, reason, now(), opening));
  };
  return (
    <form className={styles.panel} onSubmit={pause} aria-labelledby="control-pause">
      <div>
        <h2 id="control-pause" className={styles.panelTitle}>
          {words('control.pause')}
        </h2>
        <p className={styles.faint}>{words('control.pause.text')}</p>
      </div>
      <fieldset className={styles.lengths}>
        <legend className="visually-hidden">{words('control.pause.length')}</legend>
        {PAUSE_MINUTES.map((minutes) => (
          <Choice key={minutes} type="radio" name="length" checked={length === minutes} onChange={() => setLength(minutes)}>
            {words('control.pause.minutes', { count: minutes })}
          </Choice>
        ))}
        {opening !== null && (
          <Choice type="radio" name="length" checked={length === 'opening'} onChange={() => setLength('opening')} end={formatDateTime(opening, locale, timeZone)}>
            {words('control.pause.opening')}
          </Choice>
        )}
        <Choice type="radio" name="length" checked={length === 'open-ended'} onChange={() => setLength('open-ended')}>
          {words('control.pause.openEnded')}
        </Choice>
      </fieldset>
      <TextField label={words('control.pause.reason')} hint={words('control.pause.reason.hint')} name="reason" required maxLength={140} defaultValue={words('control.pause.reason.default')} />
      <Button look="danger" icon="pause" type="submit" busy={busy}>
        {words('control.pause.submit')}
      </Button>
    </form>
  );
}
