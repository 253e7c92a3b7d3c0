import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import type { Page } from 'playwright-core';

import { phone, withPhone } from './fixtures/browser.ts';
import { fitsWidth, isAccessible } from './fixtures/diner.ts';
import { boardOf, clearBoard, onBoard, placePaid, ticketOf, until } from './fixtures/orders.ts';
import { ageTickets, listenToSounds, played, PHONE, signIn, TABLET, ticketCard, withStaff } from './fixtures/staff.ts';
import { asProcess, asStaff, bistro, orderOf, pub, stack } from './fixtures/stack.ts';

beforeEach(async () => {
  await Promise.all([clearBoard(bistro), clearBoard(pub)]);
});

const FRIES = { dish: 'French fries' };
const done = (page: Page, orderId: string) => ticketCard(page, orderId).getByRole('button', { name: 'Done' });
const tables = (page: Page): Promise<string[]> => page.locator('article[data-order] h2').allInnerTexts().then((all) => all.map((text) => /(\S+)\n?,/.exec(text)?.[1] ?? text));
const orders = (page: Page): Promise<(string | null)[]> => page.locator('article[data-order]').evaluateAll((cards) => cards.map((card) => card.getAttribute('data-order')));
const stateIs = (orderId: string, state: string) => until(`${orderId} ${state}`, async () => (await orderOf(bistro, orderId)).state === state);

test('1: a paid order stands on the board, rings once, and is seen', async () => {
  await withPhone(async (page) => {
    await listenToSounds(page);
    await signIn(page, bistro, 'kitchen');
    await page.getByRole('heading', { name: 'No open orders' }).waitFor();
    await isAccessible(page);
    await page.getByRole('button', { name: 'Start shift' }).click();
    await page.getByText('This screen is silent').waitFor({ state: 'detached' });
    const order = await placePaid(bistro, '1', [{ dish: 'Steak frites', quantity: 2, note: 'no nuts please' }]);
    const card = ticketCard(page, order.orderId);
    await card.waitFor();
    await card.getByText('Steak frites').waitFor();
    await card.getByText('no nuts please').waitFor();
    await until('the bell', async () => (await played(page)) > 0);
    assert.equal(await played(page), 1);
    await until('seen', async () => (await ticketOf(bistro, order.orderId))?.first_seen_at);
    await page.locator('body').click({ position: { x: 5, y: 400 } });
    await isAccessible(page);
  }, TABLET);
});

test('1: what is paid and canceled at one go makes no sound', async () => {
  await withPhone(async (page) => {
    await listenToSounds(page);
    await signIn(page, bistro, 'kitchen');
    await page.getByRole('button', { name: 'Start shift' }).click();
    await asProcess('stop', 'fulfillment-worker');
    const order = await placePaid(bistro, '1', [FRIES]);
    try {
      await stateIs(order.orderId, 'PAYMENT_SUCCEEDED');
      await asStaff(bistro, 'POST', `${stack.urls.order}/v1/venues/${bistro.venue_id}/orders/${order.orderId}/cancel`, { reason: 'Wrong table' });
    } finally {
      await asProcess('start', 'fulfillment-worker');
    }
    const after = await placePaid(bistro, '2', [FRIES]);
    await ticketCard(page, after.orderId).waitFor({ timeout: 60_000 });
    await until('the bell', async () => (await played(page)) > 0);
    assert.equal(await played(page), 1);
    assert.deepEqual(await orders(page), [after.orderId]);
  }, TABLET);
});

test('12: lines are ticked, allergens read, a ticket is bumped, brought back, and recalled to its place', async () => {
  const first = await placePaid(bistro, '1', [{ dish: 'Croque-monsieur', note: 'milk allergy!' }]);
  await onBoard(bistro, first);
  const second = await placePaid(bistro, '2', [{ ...FRIES, allergy: true }]);
  await onBoard(bistro, second);
  await withStaff(bistro, 'kitchen', async (page) => {
    await done(page, second.orderId).waitFor();
    assert.deepEqual(await orders(page), [first.orderId, second.orderId]);
    await ticketCard(page, second.orderId).getByRole('button', { name: /Allergy: French fries.*Press when you have read it/ }).waitFor();
    await isAccessible(page);
    const card = ticketCard(page, first.orderId);
    await card.getByRole('button', { name: /Croque-monsieur/ }).click();
    await until('ticked', async () => (await ticketOf(bistro, first.orderId))?.lines[0]?.ticked);
    assert.equal(await card.getByRole('button', { name: /Croque-monsieur/ }).getAttribute('aria-pressed'), 'true');
    await done(page, first.orderId).click();
    assert.equal(await card.getByRole('button', { name: /Press when you have read it/ }).evaluate((button) => button === document.activeElement), true);
    await page.keyboard.press('Enter');
    await card.getByText(/Read: .*milk/).waitFor();
    await page.keyboard.press('1');
    await card.waitFor({ state: 'detached' });
    await page.getByText('Table 1 is done.').waitFor();
    await stateIs(first.orderId, 'COMPLETED');
    await page.getByRole('button', { name: 'Undo' }).click();
    await card.getByText('Recalled').waitFor();
    assert.deepEqual(await orders(page), [first.orderId, second.orderId]);
    assert.equal((await orderOf(bistro, first.orderId)).state, 'COMPLETED');
    await done(page, first.orderId).click();
    await card.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: /Recall/ }).click();
    await isAccessible(page);
    await page.getByRole('button', { name: `Recall table 1, order ${first.number}` }).click();
    await card.waitFor();
    assert.deepEqual(await orders(page), [first.orderId, second.orderId]);
  });
});

test('12: two tablets bump at once: one order, no complaint, both boards empty', async () => {
  const order = await placePaid(bistro, '3', [FRIES]);
  await onBoard(bistro, order);
  const [one, other] = await Promise.all([phone(TABLET), phone(TABLET)]);
  try {
    const pages = [await one.newPage(), await other.newPage()];
    for (const page of pages) await signIn(page, bistro, 'kitchen');
    for (const page of pages) await done(page, order.orderId).waitFor();
    // Neither bump reaches the service before both tablets have made theirs: else the second's ticket is just taken away.
    const bumped = new Set<Page>();
    for (const page of pages)
      await page.route(`${stack.urls.order}/**/orders/${order.orderId}/*`, async (route) => {
        bumped.add(page);
        await until('both have bumped', () => Promise.resolve(bumped.size === pages.length));
        await route.continue();
      });
    await Promise.all(pages.map((page) => done(page, order.orderId).click()));
    await Promise.all(pages.map((page) => page.getByRole('heading', { name: 'No open orders' }).waitFor()));
    await stateIs(order.orderId, 'COMPLETED');
  } finally {
    await Promise.all([one.close(), other.close()]);
  }
});

test('12: a bump without a network is kept with a mark and sent later; another screen’s bump is told', async () => {
  const kept = await placePaid(bistro, '4', [FRIES]);
  const lost = await placePaid(bistro, '5', [FRIES]);
  await Promise.all([onBoard(bistro, kept), onBoard(bistro, lost)]);
  await withStaff(bistro, 'kitchen', async (page) => {
    await done(page, lost.orderId).waitFor();
    await page.route(`${stack.urls.order}/**`, (route) => route.abort());
    await done(page, kept.orderId).click();
    await done(page, lost.orderId).click();
    await ticketCard(page, kept.orderId).getByText('Done here. Sent as soon as there is a connection.').waitFor();
    await isAccessible(page);
    await asStaff(bistro, 'POST', `${stack.urls.order}/v1/venues/${bistro.venue_id}/orders/${lost.orderId}/cancel`, { reason: 'Guest left' });
    await page.reload();
    await ticketCard(page, kept.orderId).getByText('Done here. Sent as soon as there is a connection.').waitFor();
    const struck = ticketCard(page, lost.orderId);
    await struck.getByText('Do not make this order: Guest left').waitFor();
    await isAccessible(page);
    await page.unroute(`${stack.urls.order}/**`);
    await ticketCard(page, kept.orderId).waitFor({ state: 'detached' });
    await stateIs(kept.orderId, 'COMPLETED');
    await struck.getByRole('button', { name: 'Understood, take away' }).click();
    await page.getByRole('heading', { name: 'No open orders' }).waitFor();
    assert.equal((await ticketOf(bistro, lost.orderId))?.needs_dismissal, false);
  });
});

test('12: age is said in words on a tablet whose clock is ten minutes wrong', async () => {
  const order = await placePaid(bistro, '6', [FRIES]);
  await onBoard(bistro, order);
  const context = await phone(TABLET);
  try {
    const page = await context.newPage();
    await page.clock.install({ time: Date.now() + 600_000 });
    await page.clock.resume();
    await signIn(page, bistro, 'kitchen');
    const card = ticketCard(page, order.orderId);
    await card.waitFor();
    assert.equal(await card.getAttribute('data-age'), 'fresh');
    assert.match(await card.innerText(), /\b0:\d\d\b/);
  } finally {
    await context.close();
  }
});

test('12: a ticket past its quoted time is late by word, shape and place', async () => {
  const order = await placePaid(bistro, '6', [FRIES]);
  await onBoard(bistro, order);
  const later = await placePaid(bistro, '1', [FRIES]);
  await onBoard(bistro, later);
  await withPhone(async (page) => {
    await ageTickets(page, { [order.orderId]: 1_300 });
    await signIn(page, bistro, 'kitchen');
    const card = ticketCard(page, order.orderId);
    await card.waitFor();
    assert.equal(await card.getAttribute('data-age'), 'late');
    assert.match((await card.innerText()).replace(/\s+/g, ' '), /late 2[12]:\d\d/i);
    assert.equal((await orders(page))[0], order.orderId);
    assert.equal((await tables(page)).length, 2);
    await isAccessible(page);
  }, TABLET);
});

test('12: the pass shows what is ready and what is waited for; all-day counts; a phone and a narrow window hold it', async () => {
  const order = await placePaid(bistro, '2', [{ dish: 'French fries', quantity: 3 }]);
  await onBoard(bistro, order);
  await withStaff(bistro, 'floor', async (page) => {
    await done(page, order.orderId).waitFor();
    await page.getByRole('button', { name: 'All day' }).click();
    assert.match(await page.getByRole('complementary', { name: 'All day' }).innerText(), /3\s+French fries/);
    await ticketCard(page, order.orderId).getByRole('button', { name: /French fries/ }).click();
    await page.getByRole('button', { name: 'Pass' }).click();
    await page.getByRole('region', { name: /Ready to go/ }).getByText('3 of 3 ready').waitFor();
    await isAccessible(page);
    for (const width of [390, 320]) {
      await page.setViewportSize({ width, height: 800 });
      await fitsWidth(page);
    }
    await page.getByRole('button', { name: 'Served' }).click();
    await page.getByText('Nothing is ready').waitFor();
    await page.getByRole('button', { name: 'Kitchen', exact: true }).click();
    await stateIs(order.orderId, 'COMPLETED');
    assert.equal((await boardOf(bistro)).tickets.length, 0);
  }, PHONE);
});
