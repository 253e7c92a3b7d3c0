'use client';

import { useEffect, useState } from 'react';

import { createClients, settle } from '@/api/client';
import type { DinerOrder } from '@/api/types';
import { useConfig } from '@/lib/context/context';
import { markSubmitted, type PlacedRound, visitStore } from '@/lib/table/visit';

const CAN_BE_PAID = new Set(['requires_payment_method', 'requires_confirmation']);

/**
 * The order without an attempt that is over: after a decline and another card, the decline is what the venue heard
 * last until Stripe's news of the second attempt arrives. Only Stripe knows whether that one failed too, and is asked
 * through the venue before anybody is told to try again.
 */
export function useCurrentAttempt(round: PlacedRound, order: DinerOrder): DinerOrder {
  const config = useConfig();
  const [verdict, setVerdict] = useState<{ on: string; hasFailed: boolean } | null>(null);
  const isUnpaid = order.state === 'CREATED' || order.state === 'PAYMENT_PENDING';
  const isDoubtful = isUnpaid && order.attempt?.kind === 'failed' && round.submittedAt !== null;
  const on = `${order.seq} ${round.submittedAt}`;
  const { orderId, accessToken } = round;

  useEffect(() => {
    if (!isDoubtful) return undefined;
    let current = true;
    const call = createClients(config, accessToken).order.POST('/v1/orders/{order_id}/payment', { params: { path: { order_id: orderId } } });
    void settle(call).then((result) => {
      if (!current) return;
      const hasFailed = result.ok && CAN_BE_PAID.has(result.data.payment_status);
      setVerdict({ on, hasFailed });
      if (hasFailed) visitStore().set((rounds) => markSubmitted(rounds, orderId, null));
    });
    return () => {
      current = false;
    };
  }, [isDoubtful, on, config, accessToken, orderId]);

  return isDoubtful && !(verdict?.on === on && verdict.hasFailed) ? { ...order, attempt: null } : order;
}
