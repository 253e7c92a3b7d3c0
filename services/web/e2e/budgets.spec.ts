/** What a page must load, in encoded bytes and requests of the first visit, and how much of it moves; Stripe's own script is Stripe's. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { BrowserContext } from 'playwright-core';

import { withPhone } from './fixtures/browser.ts';
import { addDish, isAccessible, tablePath, toPayment, toReview } from './fixtures/diner.ts';
import { clearBoard, onBoard, placePaid } from './fixtures/orders.ts';
import { at, signIn, TABLET } from './fixtures/staff.ts';
import { markSeen, pub, stack } from './fixtures/stack.ts';

const KIB = 1024;

type Kind = 'script' | 'style' | 'document' | 'font' | 'image';
type Loaded = Record<Kind, number> & { requests: number; shift: number };

const KINDS: Record<string, Kind> = { Script: 'script', Stylesheet: 'style', Document: 'document', Font: 'font', Image: 'image' };

interface Budget {
  script: number;
  style?: number;
  document?: number;
  image?: number;
  requests: number;
}

const DINER: Record<string, Budget> = {
  menu: { script: 175, style: 15, document: 30, image: 150, requests: 40 },
  pay: { script: 180, requests: 30 },
  status: { script: 170, requests: 30 },
};
const VENUE: Record<string, Budget> = {
  board: { script: 215, requests: 40 },
  orders: { script: 215, requests: 40 },
  payouts: { script: 215, requests: 40 },
};
const FONTS_KIB = 60;
const SHIFT = 0.02;

async function loadedBy(context: BrowserContext, path: string, ready: string): Promise<Loaded> {
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  const sums: Loaded = { script: 0, style: 0, document: 0, font: 0, image: 0, requests: 0, shift: 0 };
  const kinds = new Map<string, Kind>();
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  session.on('Network.responseReceived', ({ requestId, type, response }) => {
    const kind = KINDS[type];
    if (!kind || !response.url.startsWith(stack.urls.web)) return;
    kinds.set(requestId, kind);
    sums.requests += 1;
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const kind = kinds.get(requestId);
    if (kind) sums[kind] += encodedDataLength;
  });
  await page.addInitScript(() => {
    const seen = window as unknown as { shift: number };
    seen.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[]) if (!entry.hadRecentInput) seen.shift += entry.value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  await page.goto(path);
  await page.locator(ready).first().waitFor();
  await page.waitForTimeout(1_500);
  sums.shift = await page.evaluate(() => (window as unknown as { shift: number }).shift);
  await isAccessible(page);
  await page.close();
  return sums;
}

function keepsTo(name: string, { script, style, document, image, requests }: Budget, found: Loaded): void {
  const bytes = Object.values(KINDS).map((kind) => `${kind} ${(found[kind] / KIB).toFixed(1)}`);
  console.log(`${name}: ${bytes.join(', ')} KiB; ${found.requests} requests; layout shift ${found.shift.toFixed(3)}`);
  for (const [kind, most] of Object.entries({ script, style, document, image, font: FONTS_KIB }) as [Kind, number | undefined][]) {
    if (most !== undefined) assert.ok(found[kind] <= most * KIB, `${name}, ${kind}: ${(found[kind] / KIB).toFixed(1)} KiB of ${most}`);
  }
  assert.ok(found.script > 0 && found.document > 0, `${name}: nothing was counted`);
  assert.ok(found.requests <= requests, `${name}: ${found.requests} requests of ${requests}`);
  assert.ok(found.shift <= SHIFT, `${name}: moves by ${found.shift.toFixed(3)} of ${SHIFT}`);
}

test('each page of the diner keeps to its budget', async () => {
  await withPhone(async (page, context) => {
    await page.goto(tablePath(pub, '6'));
    await addDish(page, 'Onion rings');
    await toReview(page);
    await toPayment(page);
    keepsTo('menu', DINER.menu!, await loadedBy(context, tablePath(pub, '6'), 'button[data-item]'));
    keepsTo('pay', DINER.pay!, await loadedBy(context, `${tablePath(pub, '6')}/pay`, 'form'));
    const orderId = await page.evaluate(() => (JSON.parse(localStorage.getItem('twyst.v1.visit') ?? '') as { value: { orderId: string }[] }).value[0]?.orderId);
    assert.ok(orderId);
    keepsTo('status', DINER.status!, await loadedBy(context, `/orders/${orderId}`, 'h1'));
  });
});

test('each page of the venue keeps to its budget', async () => {
  await clearBoard(pub);
  const order = await placePaid(pub, '3', [{ dish: 'Fish and chips' }]);
  await onBoard(pub, order);
  // The alarm for an order that nobody saw pushes the page down, and shall.
  await markSeen(pub, order.orderId);
  await withPhone(async (page, context) => {
    await signIn(page, pub, 'owner');
    const ready: Record<string, string> = { board: 'article[data-order]', orders: 'main h2', payouts: 'main dl' };
    for (const [name, budget] of Object.entries(VENUE)) keepsTo(name, budget, await loadedBy(context, at(pub, name), ready[name]!));
  }, TABLET);
  await clearBoard(pub);
});
