import { describe, expect, it } from 'vitest';

import { NETWORK_PROBLEM, type Problem } from '@/api/problem';
import type { Store } from '@/lib/table/store';

import { answered, keyFor, type Open } from './asked';

function memory(): Store<Open> {
  let value: Open = {};
  return { get: () => value, set: (change) => void (value = change(value)), subscribe: () => () => undefined };
}

const PART = { amount_minor: 500, reason: 'cold' };
const problem = (status: number, slug = 'unreadable'): Problem => ({ ...NETWORK_PROBLEM, status, slug });

describe('a request whose answer is lost', () => {
  it.each([NETWORK_PROBLEM, problem(500), problem(503), problem(504), problem(408), problem(409, 'request-in-flight'), problem(429), problem(401)])('is asked again with the same key after $status $slug', (lost) => {
    const store = memory();
    const key = keyFor(store, 'refund.1', PART);
    answered(store, 'refund.1', lost);
    expect(keyFor(store, 'refund.1', { ...PART })).toBe(key);
    expect(store.get()['refund.1']?.body).toEqual(PART);
  });

  it.each([null, problem(403), problem(409, 'refund-refused'), problem(422)])('is another one once the answer is known: %j', (known) => {
    const store = memory();
    const key = keyFor(store, 'refund.1', PART);
    answered(store, 'refund.1', known);
    expect(store.get()).toEqual({});
    expect(keyFor(store, 'refund.1', PART)).not.toBe(key);
  });

  it('is kept apart from another amount, another order and another act', () => {
    const store = memory();
    const key = keyFor(store, 'refund.1', PART);
    answered(store, 'refund.1', NETWORK_PROBLEM);
    const others = [keyFor(store, 'refund.2', PART), keyFor(store, 'cancel.1', PART), keyFor(store, 'refund.1', { ...PART, amount_minor: 600 })];
    expect(new Set([key, ...others]).size).toBe(4);
  });
});
