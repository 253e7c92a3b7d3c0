// Takes docs/screens from the running stack (make up): every screen of the diner on a phone, and of the venue on what it is used on.
// `node scripts/screens.mjs venue` takes one group of them.
import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { addDish, CARDS, fillCard, pay, payButton, row, sees, settledOnOrder, tablePath, toPayment, toReview } from '../e2e/fixtures/diner.ts';
import { PHONE, withPhone } from '../e2e/fixtures/browser.ts';
import { boardScreens } from './screens/board.mjs';
import { officeScreens } from './screens/office.mjs';
import { venueScreens } from './screens/venue.mjs';
import { act, asStaff, bistro, clearFaults, delayWebhooks, markSeen, pause, pub, stack, strike } from '../e2e/fixtures/stack.ts';

const LARGEST_BYTES = 150_000;
const target = path.resolve(import.meta.dirname, '../../../docs/screens');
const taken = [];

/** JPEG: the plates are gradients, of which a PNG is four times as large. A whole page is seen through a window as high as it is. */
async function shoot(page, theme, name, whole = false) {
  const window = page.viewportSize();
  if (whole) await page.setViewportSize({ ...window, height: Math.max(window.height, await page.evaluate(() => document.documentElement.scrollHeight)) });
  await sleep(500);
  const file = path.join(target, `${name}-${theme}.jpg`);
  for (const quality of [82, 70, 58, 46]) {
    await page.screenshot({ path: file, type: 'jpeg', quality });
    if (statSync(file).size <= LARGEST_BYTES) break;
  }
  if (whole) await page.setViewportSize(window);
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

/** What few guests ever see. */
async function rare(page, theme) {
  await page.goto('/orders/00000000-0000-4000-8000-000000000000');
  await sees(page, 'No such order on this phone');
  await shoot(page, theme, 'status-unknown');
  await page.goto(`${tablePath(bistro, '5')}/pay`);
  await page.getByText('There is nothing to pay here').waitFor();
  await shoot(page, theme, 'pay-none');
  await page.goto(tablePath(bistro, '5'));
  await addDish(page, 'Tarte Tatin');
  await toReview(page);
  await toPayment(page);
  const away = (route) => route.abort();
  await page.route(`${stack.urls.order}/**`, away);
  await page.reload();
  await page.getByRole('button', { name: 'Try again' }).waitFor();
  await shoot(page, theme, 'pay-away');
  await page.unroute(`${stack.urls.order}/**`, away);
  await page.reload();
  await page.getByLabel('Card number').waitFor();
  await pay(page, CARDS.good);
  const orderId = await settledOnOrder(page);
  await sees(page, 'Paid. Sent to the kitchen');
  await page.route(`${stack.urls.order}/**`, away);
  await page.reload();
  await page.getByText('No answer for the moment').waitFor();
  await shoot(page, theme, 'status-away');
  await page.unroute(`${stack.urls.order}/**`, away);
  await asStaff(bistro, 'POST', `${stack.urls.order}/v1/venues/${bistro.venue_id}/orders/${orderId}/cancel`, { reason: 'The last one has just gone, sorry' });
  await sees(page, 'Canceled');
  await page.getByText(/was paid back/).waitFor();
  await shoot(page, theme, 'status-canceled');
}

async function diner() {
  for (const theme of ['light', 'dark']) {
    await withPhone(async (page) => {
      await menu(page, theme);
      await order(page, theme);
    }, { ...PHONE, colorScheme: theme });
    for (const take of [special, rare]) await withPhone((page) => take(page, theme), { ...PHONE, colorScheme: theme });
  }
  await withPhone((page) => page.goto(tablePath(bistro, '6')).then(() => shoot(page, 'light', 'menu-fr')), { ...PHONE, locale: 'fr-FR' });
}

// The office comes first: what a venue sees before its first payout is only there on a stack that is new.
const groups = { office: () => officeScreens(shoot), board: () => boardScreens(shoot), venue: () => venueScreens(shoot), diner };
const wanted = process.argv.slice(2);

mkdirSync(target, { recursive: true });
for (const [name, take] of Object.entries(groups)) if (!wanted.length || wanted.includes(name)) await take();
console.log(taken.map(([name, bytes]) => `${name} ${Math.round(bytes / 1000)} kB`).join('\n'));
process.exit(0);
