/** Services that are killed under an open page: it says so, keeps what is there, and comes back by itself. */
import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';

import { withPhone } from './fixtures/browser.ts';
import { addDish, CARDS, isAccessible, pay, sees, settledOnOrder, tablePath, toPayment, toReview } from './fixtures/diner.ts';
import { clearBoard, onBoard, placePaid, until } from './fixtures/orders.ts';
import { at, signIn, TABLET, ticketCard } from './fixtures/staff.ts';
import { act, asProcess, orderOf, pub, stack } from './fixtures/stack.ts';

const PATIENCE = { timeout: 60_000 };

afterEach(async () => {
  for (const name of ['order-api', 'gateway', 'fulfillment-worker']) await asProcess('start', name).catch(() => undefined);
  await until('the order service is back', async () => (await fetch(`${stack.urls.order}/readyz`).catch(() => null))?.ok, 60_000);
});

test('away: the order service goes while a guest orders and while a guest waits; both go on where they were', async () => {
  await withPhone(async (page, context) => {
    await page.goto(tablePath(pub, '6'));
    await addDish(page, 'Onion rings');
    await toReview(page);
    await toPayment(page);
    await pay(page, CARDS.good);
    const orderId = await settledOnOrder(page);
    await sees(page, /Paid\. Sent|kitchen has it/);
    const next = await context.newPage();
    await next.goto(tablePath(pub, '6'));
    await addDish(next, 'Scotch egg');
    await toReview(next);
    await asProcess('stop', 'order-api');
    await page.getByText(/Last update \d\d:\d\d, reconnecting/).waitFor(PATIENCE);
    await isAccessible(page);
    await next.getByRole('button', { name: /Go to payment/ }).click();
    await next.getByText('No answer from the venue. Your order is kept here and nothing was charged.').waitFor(PATIENCE);
    await page.reload();
    await page.getByText('No answer for the moment').waitFor(PATIENCE);
    await isAccessible(page);
    await asProcess('start', 'order-api');
    await sees(page, /Paid\. Sent|kitchen has it/);
    await page.getByText('No answer for the moment').waitFor({ state: 'detached' });
    await toPayment(next);
    await act(pub, orderId, 'start');
    await sees(page, 'Being prepared');
  });
});

test('away: a bump waits for the order service and is not lost', async () => {
  await clearBoard(pub);
  const order = await placePaid(pub, '2', [{ dish: 'Fish and chips' }]);
  await onBoard(pub, order);
  await withPhone(async (page) => {
    await signIn(page, pub, 'kitchen');
    await ticketCard(page, order.orderId).waitFor();
    await asProcess('stop', 'order-api');
    await ticketCard(page, order.orderId).getByRole('button', { name: 'Done' }).click();
    await ticketCard(page, order.orderId).getByText('Done here.').waitFor();
    await page.reload();
    await ticketCard(page, order.orderId).getByText('Done here.').waitFor(PATIENCE);
    await asProcess('start', 'order-api');
    await ticketCard(page, order.orderId).waitFor({ state: 'detached', ...PATIENCE });
    assert.equal((await orderOf(pub, order.orderId)).state, 'COMPLETED');
    await page.goto(at(pub, 'board'));
    await page.getByRole('heading', { name: 'No open orders' }).waitFor();
  }, TABLET);
});

test('away: a board whose kitchen worker is gone says that it receives nothing, and goes on by itself', async () => {
  await clearBoard(pub);
  await withPhone(async (page) => {
    await signIn(page, pub, 'kitchen');
    await page.getByRole('heading', { name: 'No open orders' }).waitFor();
    await asProcess('stop', 'fulfillment-worker');
    await page.getByText('Not receiving orders').waitFor({ timeout: 120_000 });
    const order = await placePaid(pub, '2', [{ dish: 'Fish and chips' }]);
    await asProcess('start', 'fulfillment-worker');
    await ticketCard(page, order.orderId).waitFor(PATIENCE);
    await page.getByText('Not receiving orders').waitFor({ state: 'detached', ...PATIENCE });
  }, TABLET);
});

test('away: paid while the gateway is gone: nothing is called paid, nothing is paid twice, and Stripe’s retry brings it', async () => {
  await withPhone(async (page) => {
    await page.goto(tablePath(pub, '5'));
    await addDish(page, 'Onion rings');
    await toReview(page);
    await toPayment(page);
    await asProcess('stop', 'gateway');
    await pay(page, CARDS.good);
    const orderId = await settledOnOrder(page);
    await sees(page, 'Confirming your payment');
    await page.getByText('Taking longer than usual. Do not pay twice.').waitFor(PATIENCE);
    await page.goBack();
    assert.equal(await settledOnOrder(page), orderId);
    await asProcess('start', 'gateway');
    await page.getByText('Paid. Sent to the kitchen').waitFor({ timeout: 120_000 });
    const { payments, total_minor: total } = await orderOf(pub, orderId);
    assert.deepEqual(payments.map((payment) => payment.amount_received_minor), [total]);
  });
});
