'use client';

import { useEffect, useState } from 'react';

import { createClients, settle } from '@/api/client';
import { isTransient } from '@/api/problem';
import type { DinerOrder } from '@/api/types';
import { useConfig } from '@/lib/context/context';
import { markSubmitted, type PlacedRound, visitStore } from '@/lib/table/visit';

import { attemptAt, hasFailedAt, isDoubtful } from './model/attempt';

const ASK_AGAIN_MS = 4_000;

/**
 * The order without an attempt that is over: after a decline and another card, or after the bank asked and was
 * answered, that is what the venue heard last until Stripe's news of what came of it arrive. Only Stripe knows, and is
 * asked through the venue before anybody is told to try again.
 */
export function useCurrentAttempt(round: PlacedRound, order: DinerOrder): DinerOrder {
  const config = useConfig();
  const [verdict, setVerdict] = useState<{ on: string; status: string | null } | null>(null);
  const asks = isDoubtful(order, round.submittedAt);
  const on = `${order.seq} ${round.submittedAt}`;
  const { orderId, accessToken } = round;

  useEffect(() => {
    if (!asks) return undefined;
    let current = true;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const { order: client } = createClients(config, accessToken);
    const ask = async (): Promise<void> => {
      const result = await settle(client.POST('/v1/orders/{order_id}/payment', { params: { path: { order_id: orderId } } }));
      if (!current) return;
      // Nothing else may ever come: after a refusal the venue has no news, and the page would confirm for ever.
      if (!result.ok && (isTransient(result.problem) || result.problem.status >= 500)) {
        timer = setTimeout(() => void ask(), ASK_AGAIN_MS);
        return;
      }
      const status = result.ok ? result.data.payment_status : null;
      setVerdict({ on, status });
      if (hasFailedAt(status)) visitStore().set((rounds) => markSubmitted(rounds, orderId, null));
    };
    void ask();
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [asks, on, config, accessToken, orderId]);

  return asks ? { ...order, attempt: attemptAt(verdict?.on === on ? verdict.status : null) } : order;
}
