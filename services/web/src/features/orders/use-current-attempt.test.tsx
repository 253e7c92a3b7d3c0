// @vitest-environment happy-dom
import { act, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, expect, it, vi } from 'vitest';

import type { DinerOrder } from '@/api/types';
import { PageProvider } from '@/lib/context/context';
import type { PlacedRound } from '@/lib/table/visit';

import { useCurrentAttempt } from './use-current-attempt';

const config = { orderUrl: 'http://order', fulfillmentUrl: 'http://kitchen', reconciliationUrl: 'http://money', stripeScriptUrl: null, publishableKey: 'pk', sandbox: true, sandboxUrl: null };
const Page = ({ children }: { children: ReactNode }) => (
  <PageProvider config={config} locale="en" messages={{}}>
    {children}
  </PageProvider>
);
const order = { state: 'PAYMENT_PENDING', seq: 3, attempt: { kind: 'requires_action', decline_code: null } } as DinerOrder;
const round = { orderId: 'o', accessToken: 't', submittedAt: 1 } as PlacedRound;

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const answers = (...given: (number | string)[]): (() => number) => {
  let asked = 0;
  vi.useFakeTimers();
  vi.stubGlobal('fetch', async () => {
    const answer = given[Math.min(asked++, given.length - 1)]!;
    if (answer === 0) throw new TypeError('no answer');
    const [status, body] = typeof answer === 'number' ? [answer, {}] : [200, { payment_status: answer }];
    return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
  });
  return () => asked;
};

const pass = (milliseconds: number): Promise<void> =>
  act(async () => {
    await vi.advanceTimersByTimeAsync(milliseconds);
  });

it.each([0, 503, 500, 429])('asks again until Stripe’s word comes, after %d', async (failure) => {
  answers(failure, failure, 'requires_payment_method');
  const { result } = renderHook(() => useCurrentAttempt(round, order), { wrapper: Page });
  await pass(1_000);
  expect(result.current.attempt).toBeNull();
  await pass(10_000);
  expect(result.current.attempt?.kind).toBe('failed');
});

it('asks no more when there is nothing to pay, or when the page is gone', async () => {
  const refused = answers(409);
  const first = renderHook(() => useCurrentAttempt(round, order), { wrapper: Page });
  await pass(20_000);
  expect(refused()).toBe(1);
  first.unmount();
  const failing = answers(503);
  const { unmount } = renderHook(() => useCurrentAttempt(round, order), { wrapper: Page });
  await pass(1_000);
  unmount();
  await pass(20_000);
  expect(failing()).toBe(1);
});
