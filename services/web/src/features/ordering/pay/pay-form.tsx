'use client';

import { ExpressCheckoutElement, PaymentElement } from '@stripe/react-stripe-js';
import { type ReactNode, useEffect, useState } from 'react';

import type { DinerOrder } from '@/api/types';
import { useDinerWords, useLocale } from '@/lib/context/context';
import { formatMoney } from '@/lib/money';
import type { PlacedRound } from '@/lib/table/visit';
import { useOnline } from '@/lib/use-online';
import { Notice } from '@/ui/badge';
import { Button } from '@/ui/button';

import styles from './pay.module.css';
import { useConfirm } from './use-confirm';

interface Props {
  round: PlacedRound;
  order: DinerOrder;
  /** Stands in the form's place while Stripe makes it. */
  waiting: ReactNode;
  onFailedToLoad: () => void;
  children: ReactNode;
}

/** Wallets first where there are any: one press and a glance. It shows when it is whole, so that no button moves below a thumb. */
export function PayForm(props: Props) {
  const { wallets, setWallets } = useWallets();
  const [isReady, setReady] = useState(false);
  const isWhole = isReady && wallets !== 'asking';
  return (
    <div className={styles.desk}>
      {!isWhole && props.waiting}
      <div className={isWhole ? styles.whole : styles.unfinished}>
        <Form {...props} wallets={wallets} isReady={isReady} onWallets={setWallets} onReady={() => setReady(true)} />
        {props.children}
      </div>
    </div>
  );
}

type Wallets = 'asking' | 'some' | 'none';
/** Whoever has no wallet need not wait for the question whether they have one. */
const PATIENCE_MS = 3_000;

function useWallets() {
  const [wallets, setWallets] = useState<Wallets>('asking');
  useEffect(() => {
    const timer = setTimeout(() => setWallets((known) => (known === 'asking' ? 'none' : known)), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return { wallets, setWallets };
}

interface FormProps extends Omit<Props, 'waiting' | 'children'> {
  wallets: Wallets;
  isReady: boolean;
  onWallets: (wallets: Wallets) => void;
  onReady: () => void;
}

function Form({ round, order, wallets, isReady, onWallets, onReady, onFailedToLoad }: FormProps) {
  const words = useDinerWords();
  const locale = useLocale();
  const { confirm, isBusy, decline, inputError } = useConfirm(round);
  const online = useOnline();
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
      <section className={wallets === 'some' ? styles.wallets : styles.noWallets} aria-label={words('pay.express')}>
        <ExpressCheckoutElement onReady={({ availablePaymentMethods }) => onWallets(availablePaymentMethods ? 'some' : 'none')} onConfirm={() => void confirm()} />
        <p className={styles.or}>{words('pay.or')}</p>
      </section>
      <PaymentElement onReady={onReady} onLoadError={onFailedToLoad} />
      <Button type="submit" look="main" wide busy={isBusy} disabled={!isReady || !online}>
        {isBusy ? words('pay.submitting') : online ? words('pay.submit', { amount: formatMoney(order.total_minor, order.currency, locale) }) : words('offline.title')}
      </Button>
    </form>
  );
}
