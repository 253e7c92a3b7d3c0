'use client';

import { useEffect, useSyncExternalStore } from 'react';

import { useConfig, useDinerWords } from '@/lib/context/context';
import { Notice } from '@/ui/badge';

import styles from './shell.module.css';

const subscribe = (changed: () => void): (() => void) => {
  window.addEventListener('online', changed);
  window.addEventListener('offline', changed);
  return () => {
    window.removeEventListener('online', changed);
    window.removeEventListener('offline', changed);
  };
};

/** Says when there is no network or no real money, and registers what keeps the menu readable without a network. */
export function Offline() {
  const words = useDinerWords();
  const { sandbox } = useConfig();
  const online = useSyncExternalStore(subscribe, () => navigator.onLine, () => true);

  useEffect(() => {
    if ('serviceWorker' in navigator && window.isSecureContext) void navigator.serviceWorker.register('/sw.js').catch(() => undefined);
  }, []);

  return (
    <>
      {sandbox && <aside className={styles.sandbox}>{words('sandbox')}</aside>}
      <div role="status">
        {!online && (
          <div className={styles.notice}>
            <Notice tone="care" icon="offline" title={words('offline.title')}>
              {words('offline.text')}
            </Notice>
          </div>
        )}
      </div>
    </>
  );
}
