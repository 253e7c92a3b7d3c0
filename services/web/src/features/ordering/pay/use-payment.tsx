'use client';

import type { Stripe } from '@stripe/stripe-js';
import { useEffect, useState } from 'react';

import { createClients, settle } from '@/api/client';
import type { Problem } from '@/api/problem';
import type { DinerOrder } from '@/api/types';
import { type PageConfig, useConfig, useLocale } from '@/lib/context/context';
import type { Locale } from '@/lib/i18n/locale';
import type { PlacedRound } from '@/lib/table/visit';

import { openStripe } from './stripe';

export type Payment =
  | { step: 'loading' }
  | { step: 'ready'; order: DinerOrder; clientSecret: string; stripe: Stripe }
  /** Paid, canceled, or on its way: the order's own page says it. */
  | { step: 'elsewhere' }
  | { step: 'failed'; problem: Problem | null };

const UNPAID = new Set(['CREATED', 'PAYMENT_PENDING']);

/** The order as it stands, a fresh secret, and Stripe; asked for again with every `attempt`. */
export function usePayment(round: PlacedRound | null, attempt: number): Payment {
  const config = useConfig();
  const locale = useLocale();
  const [payment, setPayment] = useState<{ of: string; payment: Payment } | null>(null);
  const asked = `${round?.orderId} ${attempt}`;

  useEffect(() => {
    if (!round) return undefined;
    let current = true;
    void prepare(config, locale, round).then((prepared) => {
      if (current) setPayment({ of: asked, payment: prepared });
    });
    return () => {
      current = false;
    };
    // A round is named by its order; its other fields change while it is paid.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [asked, config, locale]);

  return payment?.of === asked ? payment.payment : { step: 'loading' };
}

async function prepare(config: PageConfig, locale: Locale, { orderId, accessToken, submittedAt }: PlacedRound): Promise<Payment> {
  const { order } = createClients(config, accessToken);
  const path = { order_id: orderId };
  const found = await settle(order.GET('/v1/orders/{order_id}', { params: { path } }));
  if (!found.ok) return { step: 'failed', problem: found.problem };
  const isAtTheBank = submittedAt !== null && !['failed', 'requires_action'].includes(found.data.attempt?.kind ?? '');
  if (!UNPAID.has(found.data.state) || found.data.canceling || isAtTheBank) return { step: 'elsewhere' };
  const secret = await settle(order.POST('/v1/orders/{order_id}/payment', { params: { path } }));
  if (!secret.ok) return secret.problem.slug === 'nothing-to-pay' ? { step: 'elsewhere' } : { step: 'failed', problem: secret.problem };
  if (secret.data.payment_status === 'processing') return { step: 'elsewhere' };
  try {
    const stripe = await openStripe(config.stripeScriptUrl, secret.data.publishable_key, locale);
    return { step: 'ready', order: found.data, clientSecret: secret.data.client_secret, stripe };
  } catch {
    return { step: 'failed', problem: null };
  }
}
