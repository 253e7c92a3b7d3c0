import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import type { Page } from 'playwright-core';

import { withDetour, withPhone } from './fixtures/browser.ts';
import { addDish, isAccessible, pay, CARDS, sees, settledOnOrder, tablePath, toPayment, toReview } from './fixtures/diner.ts';
import { boardOf, clearBoard, onBoard, type Placed, placePaid, ticketOf, until } from './fixtures/orders.ts';
import { proxyTo } from './fixtures/proxy.ts';
import { at, listenToSounds, OFFICE, played, signIn, TABLET, ticketCard, withStaff } from './fixtures/staff.ts';
import { asProcess, pub, stack } from './fixtures/stack.ts';

beforeEach(() => clearBoard(pub));

const CUTS = 50;
const CHIPS = { dish: 'Triple-cooked chips' };
const shown = (page: Page): Promise<string[]> => page.locator('article[data-order]').evaluateAll((cards) => cards.map((card) => card.getAttribute('data-order') ?? ''));
const standing = async (): Promise<string[]> => (await boardOf(pub)).tickets.map((ticket) => ticket.order_id);

async function equalsTheDatabase(page: Page, orders: number): Promise<void> {
  await until('the board equals the database', async () => {
    const [seen, kept] = [await shown(page), await standing()];
    return kept.length === orders && JSON.stringify(seen) === JSON.stringify(kept);
  }, 30_000);
}

test('10: fifty cuts lose and double nothing', async () => {
  const proxy = await proxyTo(stack.urls.fulfillment);
  try {
    await withDetour(stack.urls.fulfillment, proxy.port, async (browser) => {
      const page = await (await browser.newContext({ ...TABLET, baseURL: stack.urls.web })).newPage();
      await listenToSounds(page);
      await signIn(page, pub, 'kitchen');
      await page.getByRole('button', { name: 'Start shift' }).click();
      await page.getByText('Live', { exact: true }).waitFor();
      let cut = 0;
      let orders = 0;
      for (let round = 0; round < CUTS; round += 1) {
        if (round % 10 === 0) orders += (await placePaid(pub, String((round / 10) % 6 + 1), [CHIPS])) ? 1 : 0;
        // Each reconnection is a connection that can be cut again.
        await until('a connection to cut', async () => proxy.cut() > 0, 20_000);
        cut += 1;
      }
      assert.equal(cut, CUTS);
      await equalsTheDatabase(page, orders);
      assert.equal(new Set(await shown(page)).size, orders);
    });
  } finally {
    await proxy.close();
  }
});

test('10: after fifteen seconds it says that it reconnects, after thirty that no orders come; it polls, and catches up', async () => {
  const proxy = await proxyTo(stack.urls.fulfillment);
  try {
    await withDetour(stack.urls.fulfillment, proxy.port, async (browser) => {
      const page = await (await browser.newContext({ ...TABLET, baseURL: stack.urls.web })).newPage();
      await listenToSounds(page);
      await signIn(page, pub, 'kitchen');
      await page.getByRole('button', { name: 'Start shift' }).click();
      const before = await placePaid(pub, '1', [CHIPS]);
      await ticketCard(page, before.orderId).waitFor();
      proxy.down();
      await page.getByText('Reconnecting. What you see may be a little old.').waitFor({ timeout: 25_000 });
      assert.equal(await page.getByText('Not receiving orders').count(), 0);
      await page.getByText('Not receiving orders').waitFor({ timeout: 25_000 });
      await isAccessible(page);
      const rung = await played(page);
      await until('the alarm goes on', async () => (await played(page)) > rung);
      assert.deepEqual(await shown(page), [before.orderId]);
      const missed = await placePaid(pub, '2', [CHIPS]);
      await onBoard(pub, missed);
      proxy.up();
      await ticketCard(page, missed.orderId).waitFor({ timeout: 30_000 });
      await page.getByText('Not receiving orders').waitFor({ state: 'detached' });
      await equalsTheDatabase(page, 2);
    });
  } finally {
    await proxy.close();
  }
});

test('10: the kitchen’s service restarts under the board, and a cursor that is lost begins anew', async () => {
  await withPhone(async (page) => {
    await signIn(page, pub, 'kitchen');
    const first = await placePaid(pub, '3', [CHIPS]);
    await ticketCard(page, first.orderId).waitFor();
    await asProcess('restart', 'fulfillment-api');
    const second = await placePaid(pub, '4', [CHIPS]);
    await ticketCard(page, second.orderId).waitFor({ timeout: 60_000 });
    // A cursor that the feed never gave out is as lost as one that was pruned.
    let lost = false;
    await page.route('**/board/stream*', (route) => {
      const url = new URL(route.request().url());
      if (!url.searchParams.has('after') || lost) return route.continue();
      lost = true;
      url.searchParams.set('after', '999999999');
      return route.continue({ url: url.toString() });
    });
    await asProcess('restart', 'fulfillment-api');
    await until('the lost cursor was asked for', async () => lost, 60_000);
    const third = await placePaid(pub, '5', [CHIPS]);
    await ticketCard(page, third.orderId).waitFor({ timeout: 60_000 });
    await equalsTheDatabase(page, 3);
  }, TABLET);
});

test('11: paid while no board is there: the alarm on another page; a board comes, sees it, and the diner hears of it', async () => {
  await withPhone(async (diner) => {
    await diner.goto(tablePath(pub, '6'));
    await addDish(diner, 'Onion rings');
    await toReview(diner);
    await toPayment(diner);
    await pay(diner, CARDS.good);
    const orderId = await settledOnOrder(diner);
    await sees(diner, 'Paid. Sent to the kitchen');
    await withStaff(
      pub,
      'owner',
      async (office) => {
        await office.goto(at(pub, 'orders'));
        await office.getByText(/Paid and not seen: table 6/).waitFor({ timeout: 40_000 });
        await isAccessible(office);
        await office.getByRole('link', { name: 'Open the board' }).click();
        await ticketCard(office, orderId).waitFor();
        await office.getByText(/Paid and not seen/).waitFor({ state: 'detached' });
      },
      OFFICE,
    );
    await sees(diner, 'The kitchen has it');
    assert.ok((await ticketOf(pub, orderId))?.first_seen_at);
  });
});

test('11: three tabs of one screen follow the same board', async () => {
  const order: Placed = await placePaid(pub, '1', [CHIPS]);
  await onBoard(pub, order);
  await withPhone(async (page, context) => {
    await signIn(page, pub, 'kitchen');
    await ticketCard(page, order.orderId).waitFor();
    const pages = [page];
    for (let more = 0; more < 2; more += 1) {
      const next = await context.newPage();
      await next.goto(at(pub, 'board'));
      await ticketCard(next, order.orderId).waitFor();
      pages.push(next);
    }
    await ticketCard(page, order.orderId).getByRole('button', { name: 'Done' }).click();
    for (const each of pages) await ticketCard(each, order.orderId).waitFor({ state: 'detached' });
  }, TABLET);
});
