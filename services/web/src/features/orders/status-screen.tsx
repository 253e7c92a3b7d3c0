'use client';

import { useEffect } from 'react';

import type { DinerOrder } from '@/api/types';
import { useDinerWords, useLocale } from '@/lib/context/context';
import { EMPTY_CART, cartStore } from '@/lib/table/cart';
import { checkoutStore } from '@/lib/table/checkout';
import { type PlacedRound, roundOf, visitStore } from '@/lib/table/visit';
import { useStore } from '@/lib/table/use-store';
import { formatTime } from '@/lib/time';
import { Notice } from '@/ui/badge';

import { isPaid, standingOf } from './model/words';
import { OrderLines } from './order-lines';
import { Progress } from './progress';
import { StatusActions } from './status-actions';
import { StatusHead } from './status-head';
import styles from './orders.module.css';
import { UnknownOrder } from './unknown-order';
import { useCurrentAttempt } from './use-current-attempt';
import { useNow } from './use-now';
import { type FollowedOrder, useOrder } from './use-order';
import { Waiting } from './waiting';

/** D5. */
export function StatusScreen({ orderId }: { orderId: string }) {
  const rounds = useStore(visitStore());
  const round = rounds ? roundOf(rounds, orderId) : null;
  const followed = useOrder(round);
  useForgetWhatStripeAdded();
  useForgetCart(round, followed.order);
  if (rounds && (!round || followed.status === 'refused')) return <UnknownOrder />;
  if (!round || !followed.order) return <Waiting number={round?.number} status={followed.status} />;
  return <Known round={round} order={followed.order} followed={followed} />;
}

function Known({ round, order: told, followed }: { round: PlacedRound; order: DinerOrder; followed: FollowedOrder }) {
  const words = useDinerWords();
  const locale = useLocale();
  const order = useCurrentAttempt(round, told);
  const isUnpaid = order.state === 'CREATED' || order.state === 'PAYMENT_PENDING';
  const now = useNow(isUnpaid && round.submittedAt !== null);
  const standing = standingOf(order, round.submittedAt === null ? null : Math.max(0, now - round.submittedAt));
  const isLost = followed.status === 'connecting' || followed.status === 'offline';
  return (
    <div className={styles.page}>
      <main id="content" className={styles.main}>
        <StatusHead order={order} standing={standing} />
        <div role="status">
          {isLost && followed.heardAt !== null && <Notice icon="offline">{words('status.reconnecting', { time: formatTime(followed.heardAt, locale) })}</Notice>}
        </div>
        {isPaid(order) && <Progress standing={standing} />}
        <StatusActions order={order} round={round} standing={standing} />
        <OrderLines order={order} />
      </main>
    </div>
  );
}

/** Stripe comes back with the payment's secret in the address; it says nothing that we believe and must not stay there. */
function useForgetWhatStripeAdded(): void {
  useEffect(() => {
    if (location.search) history.replaceState(history.state, '', location.pathname);
  }, []);
}

/** The cart is kept until the order of it is paid, so that nothing is lost when it never is. */
function useForgetCart(round: PlacedRound | null, order: DinerOrder | null): void {
  const paid = order !== null && isPaid(order);
  useEffect(() => {
    if (!round || !paid) return;
    const checkout = checkoutStore(round.venueId, round.tableId);
    if (checkout.get()?.orderId !== round.orderId) return;
    cartStore(round.venueId, round.tableId).set(() => EMPTY_CART);
    checkout.set(() => null);
  }, [round, paid]);
}
