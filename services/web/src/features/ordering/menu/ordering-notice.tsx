'use client';

import { useEffect, useState } from 'react';

import type { DinerMenu, Ordering } from '@/api/types';
import { useDinerWords, useLocale } from '@/lib/context/context';
import { formatTime, minutesUntil } from '@/lib/time';
import { Notice } from '@/ui/badge';

import styles from './menu.module.css';

const MINUTE_MS = 60_000;

/** Why nothing can be ordered, and until when; and that what is shown may be old. */
export function OrderingNotice({ menu, stale }: { menu: DinerMenu; stale: boolean }) {
  const words = useDinerWords();
  const locale = useLocale();
  const [loadedAt] = useState(() => Date.now());
  return (
    <div className={styles.notices} aria-live="polite">
      <Ordered ordering={menu.ordering} />
      {stale && <Notice icon="clock">{words('menu.stale', { time: formatTime(loadedAt, locale, menu.timezone) })}</Notice>}
    </div>
  );
}

function Ordered({ ordering: { status, reason, until } }: { ordering: Ordering }) {
  const words = useDinerWords();
  const now = useNow(until !== null);
  if (status === 'open') return null;
  if (status === 'paused') {
    return (
      <Notice tone="care" icon="clock" title={words('menu.paused.title')}>
        <p>{reason ?? words('menu.paused.text')}</p>
        {until && now !== null && <p>{words('menu.paused.until', { minutes: minutesUntil(until, now) })}</p>}
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

/** The time, twice a minute; null where the page is made, since that may have been a while ago. */
function useNow(ticking: boolean): number | null {
  const [now, setNow] = useState<number | null>(null);
  useEffect(() => {
    if (!ticking) return undefined;
    const tick = (): void => setNow(Date.now());
    const first = setTimeout(tick);
    const timer = setInterval(tick, MINUTE_MS / 2);
    return () => {
      clearTimeout(first);
      clearInterval(timer);
    };
  }, [ticking]);
  return now;
}
