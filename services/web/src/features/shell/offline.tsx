'use client';

import { useEffect } from 'react';

import { useConfig, useDinerWords } from '@/lib/context/context';
import { useOnline } from '@/lib/use-online';
import { Notice } from '@/ui/badge';

import styles from './shell.module.css';

/** Says when there is no network or no real money, and registers what keeps the menu readable without a network. */
export function Offline() {
  const words = useDinerWords();
  const { sandbox } = useConfig();
  const online = useOnline();

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
