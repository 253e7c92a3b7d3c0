import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { Store } from '@/lib/table/store';

import type { Bump, Outcome } from '../model/bumps';
import { BumpQueue, type QueuedBump } from './bump-queue';

function memory(): Store<QueuedBump[]> {
  let value: QueuedBump[] = [];
  return { get: () => value, set: (change) => void (value = change(value)), subscribe: () => () => undefined };
}

const bump = (orderId: string): Bump => ({ orderId, table: orderId, at: 0, recalledAt: null, startKey: `s-${orderId}`, completeKey: `c-${orderId}` });

describe('the queue of bumps', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function queueWith(outcomes: Outcome[]) {
    const store = memory();
    const sent: string[] = [];
    const overtaken: string[] = [];
    const queue = new BumpQueue(store);
    queue.start({ send: async ({ orderId }) => (sent.push(orderId), outcomes.shift() ?? 'sent'), onOvertaken: ({ orderId }) => overtaken.push(orderId) });
    return { store, sent, overtaken, queue };
  }

  it('sends in order and repeats what failed until it is through', async () => {
    const { store, sent, queue } = queueWith(['sent', 'again', 'again']);
    queue.add(bump('a'));
    queue.add(bump('b'));
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toEqual(['a', 'b']);
    await vi.advanceTimersByTimeAsync(4_000);
    expect(sent).toEqual(['a', 'b', 'b', 'b']);
    expect(store.get().map(({ orderId, sent: done }) => [orderId, done])).toEqual([['a', true], ['b', true]]);
    queue.drop('a');
    expect(store.get()).toHaveLength(1);
  });

  it('goes on past one that fails, and comes back to it', async () => {
    const { store, sent, queue } = queueWith(['again', 'sent', 'again', 'sent', 'sent']);
    queue.add(bump('a'));
    queue.add(bump('b'));
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toEqual(['a', 'b']);
    await vi.advanceTimersByTimeAsync(2_000);
    queue.add(bump('c'));
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toEqual(['a', 'b', 'a', 'a', 'c']);
    expect(store.get().every(({ sent: done }) => done)).toBe(true);
  });

  it('tries no other while nothing gets through', async () => {
    const { sent, queue } = queueWith(['away', 'away']);
    queue.add(bump('a'));
    queue.add(bump('b'));
    await vi.advanceTimersByTimeAsync(2_000);
    expect(sent).toEqual(['a', 'a']);
    await vi.advanceTimersByTimeAsync(2_000);
    expect(sent).toEqual(['a', 'a', 'a', 'b']);
  });

  it('lets a waiting bump be taken back, and not one that was sent', async () => {
    const { store, sent, queue } = queueWith(['again', 'sent']);
    queue.add(bump('a'));
    await vi.advanceTimersByTimeAsync(0);
    expect(queue.withdraw('a')).toBe(true);
    await vi.advanceTimersByTimeAsync(10_000);
    expect([sent, store.get()]).toEqual([['a'], []]);
    queue.add(bump('b'));
    await vi.advanceTimersByTimeAsync(0);
    expect(queue.withdraw('b')).toBe(false);
  });

  it('gives up what somebody else did first, and says so', async () => {
    const { store, overtaken, queue } = queueWith(['overtaken']);
    queue.add(bump('a'));
    await vi.advanceTimersByTimeAsync(0);
    expect([overtaken, store.get()]).toEqual([['a'], []]);
  });

  it('goes on where it was stopped and started again in the middle of a bump', async () => {
    const { sent, queue } = queueWith([]);
    queue.add(bump('a'));
    queue.stop();
    queue.start({ send: async ({ orderId }) => (sent.push(`again ${orderId}`), 'sent'), onOvertaken: () => undefined });
    queue.add(bump('b'));
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toEqual(['a', 'again b']);
  });

  it('stands still while it is stopped', async () => {
    const { sent, queue } = queueWith([]);
    queue.stop();
    queue.add(bump('a'));
    await vi.advanceTimersByTimeAsync(10_000);
    expect(sent).toEqual([]);
  });
});
