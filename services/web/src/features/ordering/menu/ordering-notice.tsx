'use client';

import { useEffect, useState } from 'react';

import type { DinerMenu } from '@/api/types';
import { useDinerWords, useLocale } from '@/lib/context/context';
import { formatDateTime, formatTime, minutesUntil } from '@/lib/time';
import { Notice } from '@/ui/badge';

import styles from './menu.module.css';

const TICK_MS = 5_000;
/** Longer than this nobody waits by the minute. */
const COUNTED_MINUTES = 120;
/** From here on the hour alone does not say which day. */
const TODAY_MINUTES = 12 * 60;

interface Props {
  menu: DinerMenu;
  /** The last time at which the menu was known to be this one; null while it is. */
  staleSince: number | null;
  /** The server's time, null while it is not known: a phone's clock may be hours off. */
  now: () => number | null;
}

/** Why nothing can be ordered, and until when; and that what is shown may be old. */
export function OrderingNotice({ menu, staleSince, now }: Props) {
  const words = useDinerWords();
  const locale = useLocale();
  const [openedAt] = useState(() => Date.now());
  const format = staleSince !== null && openedAt - staleSince > TODAY_MINUTES * 60_000 ? formatDateTime : formatTime;
  return (
    <div className={styles.notices} aria-live="polite">
      <Ordered menu={menu} now={now} />
      {staleSince !== null && <Notice icon="clock">{words('menu.stale', { time: format(staleSince, locale, menu.timezone) })}</Notice>}
    </div>
  );
}

function Ordered({ menu, now }: Omit<Props, 'staleSince'>) {
  const words = useDinerWords();
  const { status, reason, until } = menu.ordering;
  if (status === 'open') return null;
  if (status === 'paused') {
    return (
      <Notice tone="care" icon="clock" title={words('menu.paused.title')}>
        <p>{reason ?? words('menu.paused.text')}</p>
        {until && <Until until={until} timeZone={menu.timezone} now={now} />}
      </Notice>
    );
  }
  const key = status === 'closed' ? 'closed' : 'notPayable';
  return (
    <Notice tone="care" icon={key === 'closed' ? 'clock' : 'bell'} title={words(`menu.${key}.title`)}>
      {words(`menu.${key}.text`)}
    </Notice>
  );
}

function Until({ until, timeZone, now }: { until: string; timeZone: string; now: Props['now'] }) {
  const words = useDinerWords();
  const locale = useLocale();
  const minutes = useMinutesUntil(until, now);
  const format = minutes !== null && minutes > TODAY_MINUTES ? formatDateTime : formatTime;
  return (
    <p>
      {words('menu.paused.until', { time: format(until, locale, timeZone) })} {minutes !== null && minutes <= COUNTED_MINUTES && words('menu.paused.minutes', { minutes })}
    </p>
  );
}

function useMinutesUntil(until: string, now: Props['now']): number | null {
  const [minutes, setMinutes] = useState<number | null>(null);
  useEffect(() => {
    const tick = (): void => {
      const at = now();
      setMinutes(at === null ? null : minutesUntil(until, at));
    };
    const first = setTimeout(tick);
    const timer = setInterval(tick, TICK_MS);
    return () => {
      clearTimeout(first);
      clearInterval(timer);
    };
  }, [until, now]);
  return minutes;
}
