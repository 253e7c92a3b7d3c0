'use client';

import { useElements, useStripe } from '@stripe/react-stripe-js';
import type { Stripe, StripeElements, StripeError } from '@stripe/stripe-js';
import { useRef, useState } from 'react';

import { markSubmitted, type PlacedRound, visitStore } from '@/lib/table/visit';

import { type DeclineReason, declineReason, isDoneAlready, isInput } from './decline';

interface Confirming {
  confirm: () => Promise<void>;
  isBusy: boolean;
  decline: { reason: DeclineReason } | null;
  /** Said by the form in the diner's language. */
  inputError: string | null;
}

/**
 * Hands the payment in, once at a time over all tabs. Whatever comes back is only a hint: the order's page, which
 * listens to the venue, says whether it is paid.
 */
export function useConfirm(round: PlacedRound): Confirming {
  const stripe = useStripe();
  const elements = useElements();
  const running = useRef(false);
  const [isBusy, setBusy] = useState(false);
  const [decline, setDecline] = useState<Confirming['decline']>(null);
  const [inputError, setInputError] = useState<string | null>(null);

  const confirm = async (): Promise<void> => {
    if (!stripe || !elements || running.current) return;
    running.current = true;
    setBusy(true);
    setDecline(null);
    setInputError(null);
    const error = await inTurn(round.orderId, () => handIn(stripe, elements, round));
    running.current = false;
    // Without an error the page is being left; the button stays busy until it is gone.
    if (!error) return;
    setBusy(false);
    if (isInput(error)) setInputError(error.message ?? '');
    else setDecline({ reason: declineReason(error.code, error.decline_code) });
  };
  return { confirm, isBusy, decline, inputError };
}

function inTurn<Answer>(orderId: string, run: () => Promise<Answer>): Promise<Answer> {
  return navigator.locks ? navigator.locks.request(`twyst.pay.${orderId}`, run) : run();
}

async function handIn(stripe: Stripe, elements: StripeElements, { orderId }: PlacedRound): Promise<StripeError | null> {
  const statusUrl = new URL(`/orders/${orderId}`, location.href).href;
  const submitted = await elements.submit();
  if (submitted.error) return submitted.error;
  // Written down before it leaves: a reload meanwhile must wait for the bank and not ask again.
  visitStore().set((rounds) => markSubmitted(rounds, orderId, Date.now()));
  const { error } = await stripe.confirmPayment({ elements, confirmParams: { return_url: statusUrl }, redirect: 'if_required' });
  if (!error || isDoneAlready(error) || error.type === 'api_connection_error') {
    // An answer that was lost may have been a yes; the order's page waits for it.
    location.assign(statusUrl);
    return null;
  }
  visitStore().set((rounds) => markSubmitted(rounds, orderId, null));
  return error;
}
