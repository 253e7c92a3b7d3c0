import { describe, expect, it } from 'vitest';

import type { DinerOrder } from '@/api/types';

import { canceledWords, canPay, isPaid, standingOf, stepsOf } from './words';

const order = (rest: Partial<DinerOrder>): DinerOrder => ({ state: 'PAYMENT_PENDING', attempt: null, canceling: false, kitchen_seen: false, refunding_minor: 0, ...rest }) as DinerOrder;

describe('what a status page says', () => {
  it.each([
    ['nobody paid yet', order({ state: 'CREATED' }), null, 'created'],
    ['the payment exists and nobody handed it in', order({}), null, 'created'],
    ['it was handed in', order({}), 500, 'confirming'],
    ['ten seconds went by', order({}), 10_000, 'slow'],
    ['a minute went by', order({}), 60_000, 'late'],
    ['the bank works on it and another phone handed it in', order({ attempt: { kind: 'processing', decline_code: null } }), null, 'confirming'],
    ['the attempt failed, whatever the browser thought', order({ attempt: { kind: 'failed', decline_code: 'generic_decline' } }), 500, 'attemptFailed'],
    ['the bank asks', order({ attempt: { kind: 'requires_action', decline_code: null } }), 500, 'attemptAction'],
    ['it is being given up', order({ canceling: true }), 500, 'canceling'],
    ['it is paid', order({ state: 'PAYMENT_SUCCEEDED' }), 90_000, 'paid'],
    ['the kitchen saw it', order({ state: 'PAYMENT_SUCCEEDED', kitchen_seen: true }), null, 'seen'],
    ['it is cooked', order({ state: 'FULFILLING' }), null, 'fulfilling'],
    ['it is served', order({ state: 'COMPLETED' }), null, 'completed'],
    ['it is canceled', order({ state: 'CANCELED' }), null, 'canceled'],
  ] as const)('when %s', (_when, given, waited, expected) => {
    expect(standingOf(given, waited)).toBe(expected);
  });

  it('never calls an order paid on the browser’s evidence', () => {
    for (const waited of [null, 0, 1e6]) {
      expect(['paid', 'seen', 'fulfilling', 'completed']).not.toContain(standingOf(order({}), waited));
    }
    expect(isPaid(order({}))).toBe(false);
  });

  it('offers to pay only what can be paid', () => {
    expect((['created', 'attemptFailed', 'attemptAction'] as const).every(canPay)).toBe(true);
    expect((['confirming', 'slow', 'late', 'paid', 'canceled', 'canceling'] as const).some(canPay)).toBe(false);
  });

  it('passes on why the venue canceled, paid or not, and calls uncharged only what is', () => {
    const canceled = (rest: Partial<DinerOrder>) => canceledWords(order({ state: 'CANCELED', reason: null, refunded_minor: 0, ...rest }));
    expect(canceled({ reason: 'The oven is out.' })).toEqual({ isUncharged: true, reason: 'The oven is out.' });
    expect(canceled({ reason: 'The oven is out.', refunding_minor: 500 })).toEqual({ isUncharged: false, reason: 'The oven is out.' });
    expect(canceled({ refunded_minor: 500 })).toEqual({ isUncharged: false, reason: null });
    expect(canceled({})).toEqual({ isUncharged: true, reason: null });
  });

  it('shows four steps', () => {
    expect(stepsOf('paid')).toEqual(['now', 'later', 'later', 'later']);
    expect(stepsOf('fulfilling')).toEqual(['done', 'done', 'now', 'later']);
    expect(stepsOf('completed')).toEqual(['done', 'done', 'done', 'done']);
  });
});
