// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import type { StaffCall } from '@/api/types';
import { PageProvider } from '@/lib/context/context';
import { CATALOGUE } from '@/lib/i18n/catalogue';
import { callStore } from '@/lib/table/call';

import { CallStaff } from './call-staff';

const config = { orderUrl: 'http://order', fulfillmentUrl: 'http://kitchen', reconciliationUrl: 'http://money', stripeScriptUrl: null, publishableKey: 'pk', sandbox: true, sandboxUrl: null };
const json = { 'Content-Type': 'application/json' };

let state: StaffCall['state'];
let live: boolean;
let refusal: { status: number; headers: Record<string, string> } | null;
let asked: string[];

const answer = (): object => ({
  call: { call_id: 'c', venue_id: 'v', table_id: 't', table_label: '7', reason: 'bill', state, revision: state === 'open' ? 1 : 2, called_at: '2026-01-01T12:00:00Z', expires_at: '2026-01-01T12:15:00Z', ended_at: null },
  board_live: live,
  server_time: '2026-01-01T12:00:00Z',
  access_token: 'twc1.v.s',
});

beforeEach(() => {
  vi.useFakeTimers();
  [state, live, refusal, asked] = ['open', true, null, []];
  callStore('v', 't').set(() => null);
  vi.stubGlobal('fetch', async (request: Request) => {
    asked.push(`${request.method} ${new URL(request.url).pathname} ${request.headers.get('authorization') ?? '-'} ${await request.text()}`.trim());
    if (refusal) return new Response('{}', { status: refusal.status, headers: { ...json, ...refusal.headers } });
    if (request.url.endsWith('/withdraw')) state = 'withdrawn';
    return new Response(JSON.stringify(answer()), { status: 200, headers: json });
  });
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const show = () =>
  render(
    <PageProvider config={config} locale="en" messages={{ ...CATALOGUE.en.common, ...CATALOGUE.en.diner }}>
      <CallStaff venueId="v" tableId="t" heading="h2" />
    </PageProvider>,
  );
const pass = (milliseconds: number) => act(async () => void (await vi.advanceTimersByTimeAsync(milliseconds)));
async function press(name: string): Promise<void> {
  fireEvent.click(screen.getByRole('button', { name }));
  await pass(100);
}
const status = (): string => screen.getByRole('status').textContent;

it('asks with a reason, follows with the call’s own token, and says when somebody is coming', async () => {
  show();
  await press('The bill');
  expect(asked[0]).toBe('POST /v1/venues/v/tables/t/calls - {"reason":"bill"}');
  expect(status()).toContain(CATALOGUE.en.diner['call.asked']);
  state = 'acknowledged';
  await pass(4_000);
  expect(asked.at(-1)).toBe('GET /v1/calls/c Bearer twc1.v.s');
  expect(status()).toContain('Somebody is coming');
  const looks = asked.length;
  await pass(20_000);
  expect(asked).toHaveLength(looks);
});

it('says so when no screen is there, and sends nobody away with a promise', async () => {
  live = false;
  show();
  await press('Help');
  expect(status()).toContain(CATALOGUE.en.diner['call.unseen']);
  expect(status()).toMatch(/wave/i);
});

it('is taken back', async () => {
  show();
  await press('Help');
  await press('Never mind');
  expect(asked.at(-1)).toBe('POST /v1/calls/c/withdraw Bearer twc1.v.s');
  expect(screen.getByRole('button', { name: 'Help' })).toBeTruthy();
});

it('tells that nobody answered', async () => {
  show();
  await press('Help');
  state = 'expired';
  await pass(4_000);
  expect(status()).toContain(CATALOGUE.en.diner['call.expired']);
});

it.each([
  [{ status: 429, headers: { 'Retry-After': '9' } }, '9 seconds'],
  [{ status: 404, headers: {} }, CATALOGUE.en.diner['call.failed']],
])('says that it did not get through: %o', async (refused, text) => {
  refusal = refused;
  show();
  await press('Help');
  expect(status()).toContain(text);
  expect(status()).toMatch(/wave/i);
});

it('is found again by another tab of the phone', async () => {
  callStore('v', 't').set(() => ({ callId: 'c', accessToken: 'twc1.v.s' }));
  show();
  await pass(100);
  expect(status()).toContain(CATALOGUE.en.diner['call.asked']);
});
