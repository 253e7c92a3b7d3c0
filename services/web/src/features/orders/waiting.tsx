'use client';

import { useEffect, useState } from 'react';

import type { FeedStatus } from '@/feed/feed-client';
import { useDinerWords } from '@/lib/context/context';
import { Notice } from '@/ui/badge';
import { Skeleton } from '@/ui/panel';

import styles from './orders.module.css';

const PATIENCE_MS = 6_000;

/** The order's place while it is fetched; when that takes long, it says that nothing is lost and that it goes on trying. */
export function Waiting({ number, status }: { number: string | undefined; status: FeedStatus }) {
  const words = useDinerWords();
  const isLong = useLong();
  return (
    <main id="content" className={styles.page}>
      <div className={styles.main}>
        <div role="status">{(isLong || status === 'offline') && <Away />}</div>
        <Skeleton height="8rem" width="8rem" round />
        {number ? <h1 className={styles.state}>{words('status.title', { number })}</h1> : <Skeleton height="3rem" width="70%" />}
        <Skeleton height="10rem" />
      </div>
    </main>
  );
}

export function Away() {
  const words = useDinerWords();
  return (
    <Notice tone="care" icon="offline" title={words('status.away')}>
      {words('status.away.text')}
    </Notice>
  );
}

function useLong(): boolean {
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLong(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return isLong;
}
