/** Scenario 14: what Stripe paid out is the sum of the orders, to the cent; and what is said where it is not. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import type { Page } from 'playwright-core';

import { fitsWidth, isAccessible } from './fixtures/diner.ts';
import { failPayout, onboard, payAgain, payOut, payOutByHand, payoutOf, readCsv, refundWithoutReversal, restrict } from './fixtures/money.ts';
import { placePaid, until } from './fixtures/orders.ts';
import { at, OFFICE, PHONE, withStaff } from './fixtures/staff.ts';
import { asStaff, bistro, pub, stack, type Venue } from './fixtures/stack.ts';

const NARROW = { ...PHONE, viewport: { width: 320, height: 720 } };

const money = (minor: number, currency: string): string => new Intl.NumberFormat('en', { style: 'currency', currency }).format(minor / 100);

async function paidOut(venue: Venue): Promise<string> {
  await placePaid(venue, '1', [{ dish: venue === bistro ? 'Steak frites' : 'House burger', quantity: 2 }]);
  const second = await placePaid(venue, '2', [{ dish: venue === bistro ? 'Tarte Tatin' : 'Onion rings' }]);
  await until('the books know both orders', async () => {
    const { body } = await asStaff<{ orders: { order_id: string }[] }>(venue, 'GET', `${stack.urls.reconciliation}/v1/venues/${venue.venue_id}/settlements`);
    return body.orders.some((each) => each.order_id === second.orderId);
  });
  return (await payOut(venue)).id;
}

const cells = (page: Page, row: string) => page.getByRole('row', { name: new RegExp(`^${row}`) }).getByRole('cell').allInnerTexts();

for (const venue of [bistro, pub]) {
  test(`14: a payout in ${venue.currency} is the sum of its orders, on the page and in its CSV`, async () => {
    const payoutId = await paidOut(venue);
    const { payout, statement } = await payoutOf(venue, payoutId);
    await withStaff(
      venue,
      'accountant',
      async (page) => {
        await page.goto(at(venue, 'payouts'));
        const row = page.getByRole('row').filter({ has: page.locator(`a[href$="${payoutId}"]`) });
        await row.getByText('Paid', { exact: true }).waitFor();
        await row.getByText(money(payout.amount_minor, venue.currency)).waitFor();
        await isAccessible(page);
        await row.getByRole('link').click();
        await page.getByRole('heading', { name: 'Statement' }).waitFor();
        if (!payout.open_discrepancies) await page.getByText('Matched to the cent').waitFor();
        const [twyst, stripe] = await cells(page, 'Paid out');
        assert.equal(stripe, money(payout.amount_minor, venue.currency));
        assert.equal(twyst, money(statement.stripe_minor - statement.difference_minor, venue.currency));
        const [, orders] = await cells(page, 'Orders');
        assert.equal(orders, money(statement.rows.find(({ section }) => section === 'orders')!.stripe_minor, venue.currency));
        await isAccessible(page);
        const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Download CSV' }).click()]);
        assert.equal(download.suggestedFilename().endsWith('.csv'), true);
        const [head = [], ...lines] = readCsv(readFileSync(await download.path(), 'utf8'));
        const column = head.indexOf('stripe_net_minor');
        assert.equal(lines.reduce((sum, line) => sum + Number(line[column]), 0), payout.amount_minor);
      },
      OFFICE,
    );
  });
}

test('14: a difference is found, explained by a person, and opened again', async () => {
  const order = await placePaid(bistro, '3', [{ dish: 'Duck confit' }]);
  await refundWithoutReversal(bistro, order.orderId, 500);
  const made = await payOut(bistro, ({ payout }) => payout.itemisation === 'itemised');
  await withStaff(
    bistro,
    'accountant',
    async (page) => {
      await page.goto(at(bistro, 'payouts/discrepancies'));
      const card = page.getByRole('article').filter({ hasText: order.number }).filter({ hasText: 'still have the money' });
      await until('the difference', async () => (await card.count()) > 0 || (await page.reload(), false), 60_000);
      await isAccessible(page);
      await card.getByRole('button', { name: 'Resolve' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: 'Resolve' }).click();
      await dialog.getByText('Please write a few words.').waitFor();
      await isAccessible(page);
      await dialog.getByRole('textbox').fill('The guest was refunded out of goodwill; agreed with the platform.');
      await dialog.getByRole('button', { name: 'Resolve' }).click();
      await card.waitFor({ state: 'detached' });
      await page.getByRole('radiogroup').getByText('Resolved', { exact: true }).click();
      await card.getByText('out of goodwill').waitFor();
      await card.getByRole('button', { name: 'Reopen' }).click();
      await dialog.getByRole('textbox').fill('Wait for the platform’s answer.');
      await dialog.getByRole('button', { name: 'Reopen' }).click();
      await page.getByRole('radiogroup').getByText('Open', { exact: true }).click();
      await card.getByText('Wait for the platform’s answer.').waitFor();
    },
    OFFICE,
  );
  assert.equal((await payoutOf(bistro, made.id)).payout.itemisation, 'itemised');
});

test('14: a payout that failed, and one by hand that cannot be itemised', async () => {
  const failed = await paidOut(pub);
  await failPayout(pub, failed);
  const byHand = await payOutByHand(pub, 500);
  await withStaff(
    pub,
    'manager',
    async (page) => {
      await page.goto(at(pub, `payouts/${failed}`));
      await page.getByText('The bank sent this payout back').waitFor();
      await page.getByText('the bank account was closed').waitFor();
      await isAccessible(page);
      await fitsWidth(page);
      await page.goto(at(pub, `payouts/${byHand.id}`));
      await page.getByText('This payout cannot be itemised').waitFor();
      await page.getByRole('row', { name: /Due to you after/ }).waitFor();
      assert.equal(await page.getByRole('button', { name: 'Download CSV' }).count(), 0);
      await isAccessible(page);
      await page.goto(at(pub, 'payouts/settlements'));
      await page.getByRole('row').nth(1).waitFor();
      await isAccessible(page);
      await fitsWidth(page);
    },
    NARROW,
  );
});

test('money of a second payment is held until a manager decides; an accountant only looks', async () => {
  const order = await placePaid(bistro, '4', [{ dish: 'Espresso' }]);
  await payAgain(bistro, order.orderId, order.totalMinor);
  await until('the hold', async () => {
    const { body } = await asStaff<{ holds: { order_id: string }[] }>(bistro, 'GET', `${stack.urls.order}/v1/venues/${bistro.venue_id}/holds?status=open`);
    return body.holds.some((each) => each.order_id === order.orderId);
  });
  await withStaff(bistro, 'accountant', async (page) => {
    await page.goto(at(bistro, 'payouts/holds'));
    const card = page.getByRole('article').filter({ hasText: order.number });
    await card.getByText('A manager or the owner decides.').waitFor();
    assert.equal(await card.getByRole('button').count(), 0);
    await isAccessible(page);
  });
  await withStaff(bistro, 'manager', async (page) => {
    await page.goto(at(bistro, 'payouts/holds'));
    const card = page.getByRole('article').filter({ hasText: order.number });
    await card.getByRole('button', { name: 'Keep the money' }).click();
    await page.getByRole('dialog').getByRole('textbox').fill('It paid for the table beside it.');
    await page.getByRole('dialog').getByRole('button', { name: 'Keep the money' }).click();
    await card.getByText('Kept', { exact: true }).waitFor();
    await card.getByText('It paid for the table beside it.').waitFor();
  });
});

test('the Stripe account: restricted, then completed on Stripe’s page, and back', async () => {
  await restrict(pub);
  try {
    await withStaff(pub, 'owner', async (page) => {
      await page.goto(at(pub, 'account'));
      await page.getByText('Restricted by Stripe').waitFor();
      await page.getByText('A document that shows who you are').waitFor();
      await isAccessible(page);
      await page.getByRole('button', { name: 'Go on at Stripe' }).click();
      await page.waitForURL(/_sandbox\/onboarding/);
      await page.getByRole('button', { name: 'Complete' }).click();
      await page.waitForURL(/account\?onboarding=returned/);
      await page.getByText('You are back from Stripe.').waitFor();
      await page.getByText('Ready', { exact: true }).waitFor();
      await isAccessible(page);
    });
  } finally {
    await onboard(pub);
  }
});
