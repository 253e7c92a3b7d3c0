import type { StripeError } from '@stripe/stripe-js';

/** Why an attempt failed, as far as it helps to choose another way to pay. Fraud is never named: it warns the thief. */
export type DeclineReason = 'funds' | 'expired' | 'cvc' | 'auth' | null;

const REASONS: Record<string, DeclineReason> = {
  insufficient_funds: 'funds',
  expired_card: 'expired',
  incorrect_cvc: 'cvc',
  payment_intent_authentication_failure: 'auth',
  authentication_required: 'auth',
};

export function declineReason(code: string | null | undefined, declineCode?: string | null): DeclineReason {
  return REASONS[declineCode ?? ''] ?? REASONS[code ?? ''] ?? null;
}

/** What the form says itself, beside its fields; it is no answer of a bank. */
export const isInput = (error: StripeError): boolean => error.type === 'validation_error';

/** Another tab, or an earlier press whose answer was lost, has done it already. */
export const isDoneAlready = (error: StripeError): boolean => error.code === 'payment_intent_unexpected_state';
