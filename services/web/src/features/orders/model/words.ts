import type { DinerOrder } from '@/api/types';

export const SLOW_AFTER_MS = 10_000;
export const LATE_AFTER_MS = 60_000;

/** What a status page says. `paid` and everything after it only ever comes from the order itself. */
export type Standing =
  | 'created'
  | 'confirming'
  | 'slow'
  | 'late'
  | 'attemptFailed'
  | 'attemptAction'
  | 'canceling'
  | 'paid'
  | 'seen'
  | 'fulfilling'
  | 'completed'
  | 'canceled';

/**
 * `waitedMs` is how long ago the payment was handed in on this phone, null when it was not: a payment that nobody
 * handed in is not being confirmed, it waits to be paid.
 */
export function standingOf(order: DinerOrder, waitedMs: number | null): Standing {
  switch (order.state) {
    case 'CREATED':
    case 'PAYMENT_PENDING':
      return unpaid(order, waitedMs);
    case 'PAYMENT_SUCCEEDED':
      return order.kitchen_seen ? 'seen' : 'paid';
    case 'FULFILLING':
      return 'fulfilling';
    case 'COMPLETED':
      return 'completed';
    case 'CANCELED':
      return 'canceled';
  }
}

function unpaid(order: DinerOrder, waitedMs: number | null): Standing {
  if (order.canceling) return 'canceling';
  if (order.attempt?.kind === 'failed') return 'attemptFailed';
  if (order.attempt?.kind === 'requires_action') return 'attemptAction';
  if (waitedMs === null && order.attempt?.kind !== 'processing') return 'created';
  const waited = waitedMs ?? 0;
  if (waited >= LATE_AFTER_MS) return 'late';
  return waited >= SLOW_AFTER_MS ? 'slow' : 'confirming';
}

/** What a canceled order's page says: that no money moved, and why, if it was the venue that canceled. */
export function canceledWords(order: DinerOrder): { isUncharged: boolean; reason: string | null } {
  return { isUncharged: order.refunded_minor + order.refunding_minor === 0, reason: order.reason };
}

export type Step = 'done' | 'now' | 'later';

/** Paid, seen by the kitchen, being prepared, served: `now` is where the order is, never where it is expected next. */
export function stepsOf(standing: Standing): [Step, Step, Step, Step] {
  const now = { paid: 0, seen: 1, fulfilling: 2, completed: 4 }[standing as 'paid'] ?? -1;
  return [0, 1, 2, 3].map((at): Step => (at < now ? 'done' : at === now ? 'now' : 'later')) as [Step, Step, Step, Step];
}

/** Whether another attempt to pay can do any good. */
export const canPay = (standing: Standing): boolean => ['created', 'attemptFailed', 'attemptAction'].includes(standing);

export const isPaid = (order: DinerOrder): boolean => ['PAYMENT_SUCCEEDED', 'FULFILLING', 'COMPLETED'].includes(order.state);
