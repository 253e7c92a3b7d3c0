import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';

import type { Page } from 'playwright-core';

import { withPhone } from './fixtures/browser.ts';
import { addDish, CARDS, fitsWidth, isAccessible, pay, payButton, row, sees, settledOnOrder, tablePath, toReview } from './fixtures/diner.ts';
import { optionId, orderOf, pause, pub, reprice, strike } from './fixtures/stack.ts';

const itemId = (page: Parameters<typeof row>[0], name: string): Promise<string> => row(page, name).getAttribute('data-item').then((id) => id ?? '');

let undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const step of undo.reverse()) await step();
  undo = [];
});

test('6: what sells out turns grey on open phones and is named before it is ordered; the rest is kept', async () => {
  await withPhone(async (page) => {
    await page.goto(tablePath(pub, '1'));
    await addDish(page, 'Scotch egg');
    await addDish(page, 'Pork crackling');
    const egg = await itemId(page, 'Scotch egg');
    undo.push(() => strike(pub, egg, false));
    await row(page, 'Scotch egg').click();
    await strike(pub, egg, true);
    await page.getByRole('dialog').getByText('Sold out', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    await row(page, 'Scotch egg').getByText('Sold out').waitFor();
    await isAccessible(page);
    await toReview(page);
    await page.getByRole('button', { name: /Go to payment/ }).click();
    await page.getByText('Scotch egg is sold out and comes off your order.').waitFor();
    await isAccessible(page);
    const rest = await page.getByText(/^Your total: /).innerText();
    await page.getByRole('button', { name: 'Agree and go on' }).click();
    await page.waitForURL(/\/pay$/);
    await payButton(page).waitFor();
    assert.equal((await payButton(page).innerText()).replace('Pay ', ''), /becomes (.+)\.$/.exec(rest)?.[1]);
    await page.goBack();
    await page.getByRole('button', { name: 'Change Pork crackling' }).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Change Scotch egg' }).count(), 0);
  });
});

test('6: an option that sells out cannot be chosen any more, and what was chosen of it is let go', async () => {
  await withPhone(async (page) => {
    await page.goto(tablePath(pub, '2'));
    await row(page, 'House bitter').click();
    const option = page.getByRole('radio').first();
    const [name, id] = [await option.locator('..').innerText(), await optionId(pub, 'House bitter')];
    await option.check();
    undo.push(() => strike(pub, id, false));
    await strike(pub, id, true);
    await page.getByRole('radio', { disabled: true, checked: false }).waitFor();
    await page.getByRole('button', { name: /Add to order/ }).click();
    await page.getByText(/Please choose/).waitFor();
    await strike(pub, id, false);
    await page.getByRole('radio', { name: name.split('\n')[0], disabled: false }).waitFor();
  });
});

test('7: a new price is shown beside the old one, agreed to, and exactly that is charged', async () => {
  await withPhone(async (page) => {
    await page.goto(tablePath(pub, '3'));
    await addDish(page, 'Halloumi fries');
    undo.push(await reprice(pub, 'Halloumi fries', 810));
    await toReview(page);
    await page.getByRole('button', { name: /Go to payment/ }).click();
    await page.getByText('Halloumi fries: £7.50 is now £8.10 each.').waitFor();
    await page.getByRole('button', { name: 'Agree and go on' }).click();
    await page.waitForURL(/\/pay$/);
    await page.getByRole('button', { name: 'Pay £8.10' }).waitFor();
    await pay(page, CARDS.good);
    const orderId = await settledOnOrder(page);
    await sees(page, 'Paid. Sent to the kitchen');
    assert.deepEqual((await orderOf(pub, orderId)).payments.map((each) => each.amount_received_minor), [810]);
  });
});

test('8: a pause leaves the menu readable and takes no order, and ends by itself on open phones', async () => {
  await withPhone(async (page) => {
    await page.goto(tablePath(pub, '4'));
    await addDish(page, 'Onion rings');
    undo.push(() => pause(pub, false));
    await pause(pub, true, 'Fryer is being cleaned');
    await page.getByText('Fryer is being cleaned').waitFor();
    await isAccessible(page);
    await row(page, 'Scotch egg').click();
    await page.getByText('Not available just now').waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    await toReview(page);
    assert.equal(await page.getByRole('button', { name: 'You cannot order just now' }).isDisabled(), true);
    await pause(pub, false);
    await page.getByRole('button', { name: /Go to payment/ }).waitFor();
  });
});

/** Greys out what declares milk, with the reason, keeps that over a reload, and takes it back. */
async function avoidsMilk(page: Page): Promise<void> {
  await page.getByText('Avoid an allergen…').click();
  await page.getByRole('checkbox', { name: 'milk' }).check();
  await page.getByText(/dishes declare what you ticked and are greyed out\..*no promise/).waitFor();
  await row(page, 'Halloumi fries').getByText('Declares milk').waitFor();
  await fitsWidth(page);
  await isAccessible(page);
  await page.reload();
  await row(page, 'Halloumi fries').getByText('Declares milk').waitFor();
  await page.getByText('Avoiding: milk. Tell the staff as well.').click();
  await page.getByRole('checkbox', { name: 'milk' }).uncheck();
  await row(page, 'Halloumi fries').getByText('Declares milk').waitFor({ state: 'detached' });
}

test('15: search, a wrong tag, and 320 px in three languages', async () => {
  for (const locale of ['en-GB', 'fr-FR', 'ja-JP']) {
    await withPhone(
      async (page) => {
        await page.goto(tablePath(pub, '5'));
        assert.equal(await page.locator('html').getAttribute('lang'), locale.slice(0, 2));
        await fitsWidth(page);
        await row(page, 'Scotch egg').click();
        await fitsWidth(page);
        await page.getByRole('dialog').getByRole('button').last().click();
        await page.goto(`${tablePath(pub, '5')}/review`);
        await page.locator('input[name=tip]').first().waitFor();
        await fitsWidth(page);
        await page.goto(`${tablePath(pub, '5')}/visit`);
        await fitsWidth(page);
        await page.goto(`/venues/${pub.venue_id}/tables/${pub.venue_id}`);
        await isAccessible(page);
        await fitsWidth(page);
      },
      { viewport: { width: 320, height: 640 }, locale },
    );
  }
  await withPhone(async (page) => {
    await page.goto(tablePath(pub, '5'));
    await avoidsMilk(page);
    await page.getByRole('searchbox').fill('creme');
    await page.getByText(/Nothing on the menu is called/).waitFor();
    await page.getByRole('searchbox').fill('halloumi');
    await page.waitForFunction(() => document.querySelectorAll('[data-item]').length === 1);
    await isAccessible(page);
  });
});
