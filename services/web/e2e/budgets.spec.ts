/** What a phone must load, in encoded bytes of the first visit; Stripe's own script is Stripe's. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { BrowserContext, Page } from 'playwright-core';

import { withPhone } from './fixtures/browser.ts';
import { addDish, tablePath, toPayment, toReview } from './fixtures/diner.ts';
import { pub, stack } from './fixtures/stack.ts';

const KIB = 1024;

interface Loaded {
  script: number;
  style: number;
  document: number;
  font: number;
  image: number;
}

async function loadedBy(context: BrowserContext, path: string): Promise<Loaded> {
  const page: Page = await context.newPage();
  const session = await context.newCDPSession(page);
  const sums: Loaded = { script: 0, style: 0, document: 0, font: 0, image: 0 };
  const kinds = new Map<string, keyof Loaded>();
  const names: Record<string, keyof Loaded> = { Script: 'script', Stylesheet: 'style', Document: 'document', Font: 'font', Image: 'image' };
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  session.on('Network.responseReceived', ({ requestId, type, response }) => {
    const kind = names[type];
    if (kind && response.url.startsWith(stack.urls.web)) kinds.set(requestId, kind);
  });
  session.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const kind = kinds.get(requestId);
    if (kind) sums[kind] += encodedDataLength;
  });
  await page.goto(path);
  await page.waitForTimeout(1_500);
  await page.close();
  return sums;
}

test('each page of the diner keeps to its budget', async () => {
  await withPhone(async (page, context) => {
    await page.goto(tablePath(pub, '6'));
    await addDish(page, 'Onion rings');
    await toReview(page);
    await toPayment(page);
    const menu = await loadedBy(context, tablePath(pub, '6'));
    const pay = await loadedBy(context, `${tablePath(pub, '6')}/pay`);
    const status = await loadedBy(context, '/orders/00000000-0000-4000-8000-000000000000');
    const rows = Object.entries({ menu, pay, status }).map(([name, sums]) => `${name}: ${Object.entries(sums).map(([kind, bytes]) => `${kind} ${(bytes / KIB).toFixed(1)}`).join(', ')} KiB`);
    console.log(rows.join('\n'));
    const within = (bytes: number, kibibytes: number, what: string): void => assert.ok(bytes <= kibibytes * KIB, `${what}: ${(bytes / KIB).toFixed(1)} KiB of ${kibibytes}`);
    within(menu.script, 175, 'menu scripts');
    within(menu.document, 30, 'menu document');
    within(menu.style, 15, 'menu styles');
    within(menu.font, 60, 'fonts');
    within(menu.image, 150, 'first images of the menu');
    within(pay.script, 180, 'payment scripts');
    within(status.script, 170, 'status scripts');
  });
});
