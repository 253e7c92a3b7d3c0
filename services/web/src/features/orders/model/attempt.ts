import type { DinerOrder } from '@/api/types';

const HEARD_TOO_EARLY = new Set(['failed', 'requires_action']);
const CAN_BE_PAID = new Set(['requires_payment_method', 'requires_confirmation']);

/** Whether what the venue heard of the attempt may be older than what was handed in on this phone. */
export const isDoubtful = (order: DinerOrder, submittedAt: number | null): boolean =>
  (order.state === 'CREATED' || order.state === 'PAYMENT_PENDING') && submittedAt !== null && HEARD_TOO_EARLY.has(order.attempt?.kind ?? '');

/** Stripe's status of a PaymentIntent whose last attempt came to nothing; null is what nobody knows. */
export const hasFailedAt = (status: string | null): boolean => CAN_BE_PAID.has(status ?? '');

/** The attempt at that status of Stripe's. None is in doubt, or on its way: both are being confirmed. */
export function attemptAt(status: string | null): DinerOrder['attempt'] {
  if (hasFailedAt(status)) return { kind: 'failed', decline_code: null };
  return status === 'requires_action' ? { kind: 'requires_action', decline_code: null } : null;
}
