'use client';

import { Elements } from '@stripe/react-stripe-js';
import { useEffect, useMemo, useRef, useState } from 'react';

import { useDinerWords, useLocale } from '@/lib/context/context';
import { formatMoney } from '@/lib/money';
import { checkoutStore } from '@/lib/table/checkout';
import { type PlacedRound, roundOf, visitStore } from '@/lib/table/visit';
import { useStore } from '@/lib/table/use-store';
import { Button, ButtonLink } from '@/ui/button';
import { Empty, ProblemPanel, Skeleton } from '@/ui/panel';

import { PageHead } from '../page-head';
import styles from './pay.module.css';
import { PayForm } from './pay-form';
import { appearance } from './stripe';
import { type Payment, usePayment } from './use-payment';

/** D4. Which order is paid is what this phone wrote down for this table; the address names no order and no secret. */
export function PayScreen({ venueId, tableId }: { venueId: string; tableId: string }) {
  const words = useDinerWords();
  const checkout = useStore(checkoutStore(venueId, tableId));
  const rounds = useStore(visitStore());
  const round = rounds && checkout?.orderId ? roundOf(rounds, checkout.orderId) : null;
  const [attempt, setAttempt] = useState(0);
  const payment = usePayment(round, attempt);
  const base = `/venues/${venueId}/tables/${tableId}`;

  useEffect(() => {
    if (round && payment.step === 'elsewhere') location.replace(`/orders/${round.orderId}`);
  }, [round, payment.step]);
  useFollowOtherTab(rounds !== null, round);

  return (
    <div className={styles.page}>
      <PageHead title={words('pay.title')} back={`${base}/review`} hard about={round ? words('pay.to', { venue: round.venueName, table: round.tableLabel }) : '\u00a0'} />
      <main id="content" className={styles.main}>
        {rounds && !round ? <NothingToPay base={base} /> : <Desk round={round} payment={payment} base={base} onAgain={() => setAttempt(attempt + 1)} />}
      </main>
    </div>
  );
}

/** Another tab saw the order paid and tidied up: this one follows it there instead of offering nothing. */
function useFollowOtherTab(isAlive: boolean, round: PlacedRound | null): void {
  const shown = useRef<string | null>(null);
  useEffect(() => {
    if (round) shown.current = round.orderId;
    else if (isAlive && shown.current) location.replace(`/orders/${shown.current}`);
  }, [isAlive, round]);
}

function Desk({ round, payment, base, onAgain }: { round: PlacedRound | null; payment: Payment; base: string; onAgain: () => void }) {
  if (!round || payment.step === 'loading' || payment.step === 'elsewhere') return <Loading />;
  if (payment.step === 'failed') return <CannotPay onAgain={onAgain} reference={payment.problem?.traceId ?? round.number} />;
  return <Ready round={round} payment={payment} base={base} onAgain={onAgain} />;
}

function Ready({ round, payment, base, onAgain }: { round: PlacedRound; payment: Extract<Payment, { step: 'ready' }>; base: string; onAgain: () => void }) {
  const words = useDinerWords();
  const locale = useLocale();
  const options = useMemo(() => ({ clientSecret: payment.clientSecret, appearance: appearance(), locale }), [payment.clientSecret, locale]);
  const { order } = payment;
  return (
    <>
      <p className={styles.amount}>
        <span>{formatMoney(order.total_minor, order.currency, locale)}</span>
        <span className={styles.number}>{words('pay.number', { number: order.order_number })}</span>
      </p>
      <Elements key={payment.clientSecret} stripe={payment.stripe} options={options}>
        <PayForm round={round} order={order} waiting={<FormLoading />} onFailedToLoad={onAgain}>
          <p className={styles.safe}>{words('pay.safe')}</p>
          <a className={styles.change} href={`${base}/review`}>
            {words('pay.change')}
          </a>
        </PayForm>
      </Elements>
    </>
  );
}

function Loading() {
  const words = useDinerWords();
  return (
    <div role="status" className={styles.loading}>
      <span className="visually-hidden">{words('pay.loading')}</span>
      <Skeleton height="4.125rem" width="55%" />
      <FormLoading />
    </div>
  );
}

function FormLoading() {
  return (
    <div className={styles.loading}>
      <Skeleton height="3.25rem" />
      <Skeleton height="9rem" />
      <Skeleton height="3.25rem" />
    </div>
  );
}

function NothingToPay({ base }: { base: string }) {
  const words = useDinerWords();
  return (
    <Empty
      icon="card"
      title={words('pay.none.title')}
      actions={
        <>
          <ButtonLink look="main" href={base}>
            {words('review.empty.menu')}
          </ButtonLink>
          <ButtonLink href={`${base}/visit`}>{words('menu.orders')}</ButtonLink>
        </>
      }
    >
      {words('pay.none.text')}
    </Empty>
  );
}

function CannotPay({ onAgain, reference }: { onAgain: () => void; reference: string }) {
  const words = useDinerWords();
  return (
    <ProblemPanel
      icon="card"
      title={words('pay.failed.title')}
      reference={words('reference', { reference })}
      actions={
        <Button look="main" onClick={onAgain}>
          {words('retry')}
        </Button>
      }
    >
      {words('pay.failed.text')}
    </ProblemPanel>
  );
}
