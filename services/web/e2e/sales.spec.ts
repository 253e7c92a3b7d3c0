import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Page } from 'playwright-core';

import { withPhone } from './fixtures/browser.ts';
import { addDish, CARDS, fitsWidth, isAccessible, pay, sees, settledOnOrder, tablePath, toPayment, toReview } from './fixtures/diner.ts';
import { clearBoard, onBoard, placePaid, until } from './fixtures/orders.ts';
import { at, OFFICE, ticketCard, withStaff } from './fixtures/staff.ts';
import { asStaff, bistro, orderOf, stack } from './fixtures/stack.ts';

/** The next such request arrives, and its answer does not. */
const losesAnswer = (page: Page, address: string): Promise<unknown> =>
  page.route(
    address,
    async (route) => {
      await route.fetch();
      await route.abort();
    },
    { times: 1 },
  );

/** Of a dish that is in the cart already, where it stays after another look, and of the whole order. */
async function ticksAllergy(page: Page, dish: string): Promise<void> {
  const sheet = page.getByRole('dialog');
  await page.getByRole('button', { name: `Change ${dish}` }).click();
  await sheet.getByLabel('I have an allergy').check();
  await isAccessible(page);
  await sheet.getByRole('button', { name: /Update/ }).click();
  await page.getByText('You ticked an allergy').waitFor();
  await page.getByRole('button', { name: `Change ${dish}` }).click();
  assert.equal(await sheet.getByLabel('I have an allergy').isChecked(), true);
  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('main').getByLabel('I have an allergy').check();
}

test('13: a manager gives back a part and then all; the kitchen may not; diner, ticket and timeline follow', async () => {
  await clearBoard(bistro);
  await withPhone(async (diner) => {
    await diner.goto(tablePath(bistro, '3'));
    await addDish(diner, 'Croque-monsieur', ['French fries']);
    await toReview(diner);
    await ticksAllergy(diner, 'Croque-monsieur');
    await toPayment(diner);
    await pay(diner, CARDS.good);
    const orderId = await settledOnOrder(diner);
    await sees(diner, 'Paid. Sent to the kitchen');
    await withStaff(bistro, 'kitchen', async (page) => {
      await ticketCard(page, orderId).getByRole('button', { name: /Allergy: the whole order/ }).waitFor();
      await page.goto(at(bistro, `orders/${orderId}`));
      await page.getByRole('heading', { name: /Table 3/ }).waitFor();
      assert.equal(await page.getByRole('button', { name: /Refund|Cancel/ }).count(), 0);
      const kitchen = await page.evaluate(() => (JSON.parse(localStorage.getItem('twyst.v1.session') ?? '{}') as { value: { session: { token: string } } }).value.session.token);
      const refused = await asStaff(bistro, 'POST', `${stack.urls.order}/v1/venues/${bistro.venue_id}/orders/${orderId}/refunds`, { reason: 'x' }, { Authorization: `Bearer ${kitchen}`, 'Idempotency-Key': crypto.randomUUID() });
      assert.equal(refused.status, 403);
    });
    await withStaff(
      bistro,
      'manager',
      async (page) => {
        await page.goto(at(bistro, `orders/${orderId}`));
        await page.getByText('Allergy: the whole order').waitFor();
        await page.getByText('Allergy', { exact: true }).waitFor();
        await page.getByRole('button', { name: 'Refund' }).click();
        await page.getByText('A part').click();
        await page.getByLabel(/Amount/).fill('999');
        await page.getByText(/An amount of at most/).waitFor();
        await page.getByLabel(/Amount/).fill('3,50');
        await page.getByLabel('Reason').fill('Fries were cold');
        await isAccessible(page);
        await losesAnswer(page, '**/refunds');
        await page.getByRole('button', { name: 'Refund €3.50' }).click();
        await page.getByText(/It is not known whether it was done/).waitFor();
        await page.getByRole('button', { name: 'Close' }).click();
        await page.getByRole('button', { name: 'Refund' }).click();
        await page.getByText(/its answer is not known/).waitFor();
        assert.equal(await page.getByLabel('Reason').inputValue(), 'Fries were cold');
        await isAccessible(page);
        await page.getByRole('button', { name: 'Refund €3.50' }).click();
        await page.getByText('Given back', { exact: true }).waitFor();
        await page.getByText('Fries were cold').first().waitFor();
        await diner.getByText(/€3\.50 was paid back/).waitFor();
        await page.route(`**/orders/${orderId}`, (route) => route.abort());
        await page.getByText('What is shown may be old').waitFor();
        await page.unroute(`**/orders/${orderId}`);
        await page.getByText('What is shown may be old').waitFor({ state: 'detached' });
        assert.equal((await orderOf(bistro, orderId)).state, 'PAYMENT_SUCCEEDED');
        await page.getByText('Payment arrived').waitFor();
        await isAccessible(page);
        await page.getByRole('button', { name: 'Refund' }).click();
        await page.getByLabel('Reason').fill('The guest left');
        await page.getByRole('button', { name: /^Refund €/ }).click();
        await until('canceled', async () => (await orderOf(bistro, orderId)).state === 'CANCELED');
        await page.getByText('Canceled', { exact: true }).first().waitFor();
        await page.goto(at(bistro, 'board'));
        await ticketCard(page, orderId).getByRole('button', { name: 'Understood, take away' }).click();
        await ticketCard(page, orderId).waitFor({ state: 'detached' });
      },
      OFFICE,
    );
    await sees(diner, 'Canceled');
  });
});

test('4: orders are found by state, table, number, amount and day, page by page', async () => {
  const order = await placePaid(bistro, '5', [{ dish: 'Steak frites', quantity: 3 }]);
  await onBoard(bistro, order);
  await withStaff(
    bistro,
    'floor',
    async (page) => {
      await page.goto(at(bistro, 'orders'));
      const found = page.locator(`a[href$="${order.orderId}"]`);
      const search = page.getByLabel('Search by table, number or amount');
      await found.waitFor();
      await isAccessible(page);
      for (const text of [order.number.toLowerCase(), '5', `€${(order.totalMinor / 100).toFixed(2)}`]) {
        await search.fill(text);
        await found.waitFor();
      }
      await search.fill('0.01');
      await page.getByRole('heading', { name: 'No order matches' }).waitFor();
      await isAccessible(page);
      await page.getByRole('button', { name: 'Show all orders' }).click();
      await page.getByRole('button', { name: 'Served' }).click();
      await found.waitFor({ state: 'detached' });
      await page.getByRole('button', { name: 'To make' }).click();
      await found.waitFor();
      await page.setViewportSize({ width: 320, height: 800 });
      await fitsWidth(page);
      await found.click();
      await page.getByRole('heading', { name: /Table 5/ }).waitFor();
      await page.getByText('Order placed').waitFor();
      await fitsWidth(page);
      assert.equal(await page.getByRole('button', { name: 'Refund' }).count(), 0);
      await page.getByRole('button', { name: 'Cancel order' }).click();
      await page.getByLabel('Reason').fill('Guest changed their mind');
      await isAccessible(page);
      await page.getByRole('button', { name: 'Cancel the order' }).click();
      await page.getByText('Canceled: Guest changed their mind').waitFor();
      await page.getByText('Given back', { exact: true }).first().waitFor({ timeout: 30_000 });
    },
    OFFICE,
  );
});
