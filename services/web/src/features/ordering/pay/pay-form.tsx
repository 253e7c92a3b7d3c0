'use client';

import { ExpressCheckoutElement, PaymentElement } from '@stripe/react-stripe-js';
import { useState, useSyncExternalStore } from 'react';

import type { DinerOrder } from '@/api/types';
import { useDinerWords, useLocale } from '@/lib/context/context';
import { formatMoney } from '@/lib/money';
import type { PlacedRound } from '@/lib/table/visit';
import { Notice } from '@/ui/badge';
import { Button } from '@/ui/button';

import styles from './pay.module.css';
import { useConfirm } from './use-confirm';

const subscribeOnline = (changed: () => void): (() => void) => {
  window.addEventListener('online', changed);
  window.addEventListener('offline', changed);
  return () => {
    window.removeEventListener('online', changed);
    window.removeEventListener('offline', changed);
  };
};

/** Wallets first where there are any: one press and a glance. */
export function PayForm({ round, order, onFailedToLoad }: { round: PlacedRound; order: DinerOrder; onFailedToLoad: () => void }) {
  const words = useDinerWords();
  const locale = useLocale();
  const { confirm, isBusy, decline, inputError } = useConfirm(round);
  const [hasWallets, setWallets] = useState(false);
  const [isReady, setReady] = useState(false);
  const online = useSyncExternalStore(subscribeOnline, () => navigator.onLine, () => true);
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        void confirm();
      }}
    >
      <div role="alert">
        {decline && (
          <Notice tone="bad" icon="alert" title={decline.reason ? words(`pay.declined.${decline.reason}`) : words('pay.declined.title')}>
            {words('pay.declined.text')}
          </Notice>
        )}
        {inputError && (
          <Notice tone="care" icon="alert">
            {inputError}
          </Notice>
        )}
      </div>
      <section className={hasWallets ? styles.wallets : styles.noWallets} aria-label={words('pay.express')}>
        <ExpressCheckoutElement onReady={({ availablePaymentMethods }) => setWallets(Boolean(availablePaymentMethods))} onConfirm={() => void confirm()} />
        <p className={styles.or}>{words('pay.or')}</p>
      </section>
      <PaymentElement onReady={() => setReady(true)} onLoadError={onFailedToLoad} />
      <Button type="submit" look="main" wide busy={isBusy} disabled={!isReady || !online}>
        {isBusy ? words('pay.submitting') : online ? words('pay.submit', { amount: formatMoney(order.total_minor, order.currency, locale) }) : words('offline.title')}
      </Button>
    </form>
  );
}
