/** Devices whose clock is wrong: a phone that came from another time zone by hand, a tablet that lost its battery. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Page } from 'playwright-core';

import { withPhone } from './fixtures/browser.ts';
import { addDish, CARDS, pay, sees, settledOnOrder, tablePath, toPayment, toReview } from './fixtures/diner.ts';
import { clearBoard, onBoard, placePaid } from './fixtures/orders.ts';
import { at, signIn, TABLET, ticketCard } from './fixtures/staff.ts';
import { asStaff, orderOf, pause, pub, stack } from './fixtures/stack.ts';

const HOURS_WRONG = [3, -3];
const HOUR_MS = 3_600_000;

/** Everything that tells the time of day is wrong; what measures it is not. */
const setWrong = (page: Page, hours: number): Promise<unknown> =>
  page.context().addInitScript((byMs) => {
    const Right = Date;
    const wrong = (): number => Right.now() + byMs;
    globalThis.Date = new Proxy(Right, {
      construct: (target, given) => (given.length ? Reflect.construct(target, given) : new target(wrong())) as Date,
      apply: () => new Right(wrong()).toString(),
      get: (target, name) => (name === 'now' ? wrong : Reflect.get(target, name)),
    });
  }, hours * HOUR_MS);

for (const hours of HOURS_WRONG) {
  test(`clock: a phone ${hours} hours wrong orders, pays and follows its order; a pause ends when it ends`, async () => {
    await withPhone(async (page) => {
      await setWrong(page, hours);
      await page.goto(tablePath(pub, '3'));
      await addDish(page, 'Onion rings');
      await toReview(page);
      const until = new Date(Date.now() + 15 * 60_000).toISOString();
      try {
        await asStaff(pub, 'POST', `${stack.urls.order}/v1/venues/${pub.venue_id}/pause`, { paused: true, reason: 'The fryer is being cleaned.', until, quote_minutes: null });
        await page.getByText(/Orders are taken again at \d\d:\d\d\. That is in 1[45] min\./).waitFor({ timeout: 30_000 });
      } finally {
        await pause(pub, false);
      }
      await page.getByText('The fryer is being cleaned.').waitFor({ state: 'detached' });
      await toPayment(page);
      await pay(page, CARDS.good);
      const orderId = await settledOnOrder(page);
      await sees(page, /Paid\. Sent|kitchen has it/);
      await page.reload();
      await sees(page, /Paid\. Sent|kitchen has it/);
      assert.equal((await orderOf(pub, orderId)).payments.length, 1);
    });
  });

  test(`clock: a screen ${hours} hours wrong tells a ticket’s true age, and makes codes that last`, async () => {
    await clearBoard(pub);
    const order = await placePaid(pub, '1', [{ dish: 'Fish and chips' }]);
    await onBoard(pub, order);
    await withPhone(async (page) => {
      await setWrong(page, hours);
      await signIn(page, pub, 'owner');
      await page.goto(at(pub, 'board'));
      await ticketCard(page, order.orderId).getByText(/^0:\d\d$|^1:\d\d$/).first().waitFor();
      assert.equal(await page.getByText('Not receiving orders').count(), 0);
      await ticketCard(page, order.orderId).getByRole('button', { name: 'Done' }).click();
      await ticketCard(page, order.orderId).waitFor({ state: 'detached' });
      await page.goto(at(pub, 'staff'));
      await page.getByRole('button', { name: /^New code: / }).first().click();
      await page.getByTestId('pairing-code').waitFor();
      await page.getByText('15 min left').waitFor();
    }, TABLET);
  });
}
