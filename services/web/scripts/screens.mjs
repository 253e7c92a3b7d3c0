// Takes docs/screens: every screen of the diner on a phone, in light and dark, from the running stack (make up).
import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { addDish, CARDS, fillCard, pay, payButton, row, sees, settledOnOrder, tablePath, toPayment, toReview } from '../e2e/fixtures/diner.ts';
import { PHONE, withPhone } from '../e2e/fixtures/browser.ts';
import { act, bistro, clearFaults, delayWebhooks, markSeen, pause, pub, strike } from '../e2e/fixtures/stack.ts';

const LARGEST_BYTES = 150_000;
const target = path.resolve(import.meta.dirname, '../../../docs/screens');
const taken = [];

/** JPEG: the plates are gradients, of which a PNG is four times as large. */
async function shoot(page, theme, name) {
  await sleep(500);
  const file = path.join(target, `${name}-${theme}.jpg`);
  for (const quality of [82, 70, 58, 46]) {
    await page.screenshot({ path: file, type: 'jpeg', quality });
    if (statSync(file).size <= LARGEST_BYTES) break;
  }
  taken.push([path.basename(file), statSync(file).size]);
}

async function menu(page, theme) {
  await page.goto(tablePath(bistro, '6'));
  await shoot(page, theme, 'menu');
  await row(page, 'Duck confit').scrollIntoViewIfNeeded();
  await page.mouse.wheel(0, 320);
  await shoot(page, theme, 'menu-mains');
  await page.getByRole('searchbox').fill('lemon');
  await shoot(page, theme, 'menu-search');
  await page.getByRole('searchbox').fill('');
  await row(page, 'Steak frites').click();
  await shoot(page, theme, 'item');
  await page.getByRole('button', { name: /Add to order/ }).click();
  await shoot(page, theme, 'item-choice-missing');
  await page.getByRole('button', { name: 'Close' }).click();
  await addDish(page, 'Steak frites', ['Medium rare', 'Béarnaise']);
  await addDish(page, 'Tarte Tatin');
  await shoot(page, theme, 'menu-with-order');
  await page.getByRole('button', { name: 'Help and language' }).click();
  await shoot(page, theme, 'help');
  await page.getByRole('button', { name: 'Close' }).click();
}

async function order(page, theme) {
  await toReview(page);
  await shoot(page, theme, 'review');
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await shoot(page, theme, 'review-total');
  await toPayment(page);
  await shoot(page, theme, 'pay');
  await pay(page, CARDS.noFunds);
  await page.getByText('There is not enough money').waitFor();
  await shoot(page, theme, 'pay-declined');
  await delayWebhooks(6);
  await fillCard(page, CARDS.good);
  await payButton(page).click();
  const orderId = await settledOnOrder(page);
  await sees(page, 'Confirming your payment');
  await shoot(page, theme, 'status-confirming');
  await clearFaults();
  await sees(page, 'Paid. Sent to the kitchen');
  await shoot(page, theme, 'status-paid');
  await markSeen(bistro, orderId);
  await sees(page, 'The kitchen has it');
  await shoot(page, theme, 'status-seen');
  await act(bistro, orderId, 'start');
  await sees(page, 'Being prepared');
  await shoot(page, theme, 'status-being-prepared');
  await act(bistro, orderId, 'complete');
  await sees(page, 'Served. Enjoy!');
  await page.goto(`/orders/${orderId}/receipt`);
  await page.getByText('Thank you.').waitFor();
  await shoot(page, theme, 'receipt');
  await page.goto(`${tablePath(bistro, '6')}/visit`);
  await page.getByText('Served', { exact: true }).waitFor();
  await shoot(page, theme, 'visit');
}

async function special(page, theme) {
  await page.goto(tablePath(pub, '6'));
  await addDish(page, 'Scotch egg');
  await addDish(page, 'Halloumi fries');
  const egg = await row(page, 'Scotch egg').getAttribute('data-item');
  await strike(pub, egg, true);
  await row(page, 'Scotch egg').getByText('Sold out').waitFor();
  await sleep(4_500);
  await shoot(page, theme, 'menu-sold-out');
  await toReview(page);
  await page.getByRole('button', { name: /Go to payment/ }).click();
  await page.getByText(/comes off your order/).waitFor();
  await shoot(page, theme, 'review-changed');
  await strike(pub, egg, false);
  await pause(pub, true, 'The fryer is being cleaned.');
  await page.goto(tablePath(pub, '6'));
  await page.getByText('The fryer is being cleaned.').waitFor();
  await shoot(page, theme, 'menu-paused');
  await pause(pub, false);
  await page.goto(`/venues/${pub.venue_id}/tables/${pub.venue_id}`);
  await shoot(page, theme, 'wrong-tag');
}

mkdirSync(target, { recursive: true });
for (const theme of ['light', 'dark']) {
  await withPhone(async (page) => {
    await menu(page, theme);
    await order(page, theme);
  }, { ...PHONE, colorScheme: theme });
  await withPhone((page) => special(page, theme), { ...PHONE, colorScheme: theme });
}
await withPhone((page) => page.goto(tablePath(bistro, '6')).then(() => shoot(page, 'light', 'menu-fr')), { ...PHONE, locale: 'fr-FR' });
console.log(taken.map(([name, bytes]) => `${name} ${Math.round(bytes / 1000)} kB`).join('\n'));
process.exit(0);
