import { describe, expect, it } from 'vitest';

import type { DinerOrder } from '@/api/types';

import { attemptAt, hasFailedAt, isDoubtful } from './attempt';
import { standingOf } from './words';

const order = (kind: string | null, state = 'PAYMENT_PENDING'): DinerOrder =>
  ({ state, attempt: kind === null ? null : { kind, decline_code: null }, canceling: false, kitchen_seen: false, refunding_minor: 0 }) as DinerOrder;

describe('what the venue heard of an attempt', () => {
  it.each([
    ['failed', 'PAYMENT_PENDING', 1, true],
    ['requires_action', 'PAYMENT_PENDING', 1, true],
    ['failed', 'CREATED', 1, true],
    ['processing', 'PAYMENT_PENDING', 1, false],
    [null, 'PAYMENT_PENDING', 1, false],
    ['failed', 'PAYMENT_PENDING', null, false],
    ['requires_action', 'PAYMENT_SUCCEEDED', 1, false],
  ] as const)('%s in %s, handed in at %s: may be older than this phone’s is %s', (kind, state, submittedAt, expected) => {
    expect(isDoubtful(order(kind, state), submittedAt)).toBe(expected);
  });

  it.each([
    ['requires_payment_method', 'attemptFailed'],
    ['requires_confirmation', 'attemptFailed'],
    ['requires_action', 'attemptAction'],
    ['processing', 'confirming'],
    ['succeeded', 'confirming'],
    [null, 'confirming'],
  ] as const)('Stripe says %s: the page says %s', (status, expected) => {
    expect(standingOf({ ...order('requires_action'), attempt: attemptAt(status) }, 500)).toBe(expected);
    expect(hasFailedAt(status)).toBe(expected === 'attemptFailed');
  });
});
