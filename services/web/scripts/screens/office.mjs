// The dashboard's pages of the office, on a desk and some on a phone: money, account, tables, menu and staff.
import { setTimeout as sleep } from 'node:timers/promises';

import { withPhone } from '../../e2e/fixtures/browser.ts';
import { tablePath } from '../../e2e/fixtures/diner.ts';
import { failPayout, onboard, payAgain, payOut, payOutByHand, restrict, takeBack } from '../../e2e/fixtures/money.ts';
import { holdTag, withNfc } from '../../e2e/fixtures/nfc.ts';
import { clearBoard, onBoard, placePaid } from '../../e2e/fixtures/orders.ts';
import { at, OFFICE, PHONE, signIn } from '../../e2e/fixtures/staff.ts';
import { asStaff, bistro, pub, reprice, stack } from '../../e2e/fixtures/stack.ts';

/** An evening that left something of everything: matched, explained, failed, by hand, held. */
async function evening() {
  const dishes = ['Steak frites', 'Duck confit', 'Tarte Tatin', 'French onion soup', 'Crème brûlée'];
  for (const [index, dish] of dishes.entries()) await placePaid(bistro, String((index % 6) + 1), [{ dish, quantity: 1 + (index % 3) }]);
  await sleep(2_000);
  const matched = await payOut(bistro);
  for (const [index, dish] of dishes.entries()) await placePaid(bistro, String((index % 6) + 1), [{ dish, quantity: 2 }]);
  await sleep(2_000);
  const failed = await payOut(bistro);
  await failPayout(bistro, failed.id);
  const byHand = await payOutByHand(bistro, 2_000);
  const refunded = await placePaid(bistro, '3', [{ dish: 'Moules marinières', quantity: 2 }]);
  await takeBack(bistro, refunded.orderId, 500);
  await sleep(2_000);
  const differs = await payOut(bistro, ({ payout }) => payout.itemisation === 'itemised' && payout.open_discrepancies > 0);
  for (const dish of dishes.slice(0, 3)) await placePaid(bistro, '5', [{ dish }]);
  await clearBoard(bistro);
  return { matched, failed, byHand, differs };
}

async function moneyPages(page, theme, shoot, { matched, failed, byHand, differs }) {
  await page.goto(at(bistro, 'payouts'));
  await page.getByRole('row').nth(1).waitFor();
  await shoot(page, theme, 'office-payouts', true);
  for (const [name, payout] of Object.entries({ matched, failed, 'by-hand': byHand, differs })) {
    await page.goto(at(bistro, `payouts/${payout.id}`));
    await page.getByRole('heading', { name: 'How it went' }).waitFor();
    await shoot(page, theme, `office-payout-${name}`, true);
  }
  await page.goto(at(bistro, 'payouts/settlements'));
  await page.getByRole('row').nth(1).waitFor();
  await shoot(page, theme, 'office-settlements');
  await page.goto(at(bistro, 'payouts/discrepancies'));
  await page.getByRole('article').first().waitFor();
  await shoot(page, theme, 'office-discrepancies');
  await page.getByRole('button', { name: 'Resolve' }).first().click();
  await shoot(page, theme, 'office-discrepancy-resolve');
  const twice = await placePaid(bistro, '2', [{ dish: 'Espresso' }]);
  await payAgain(bistro, twice.orderId, twice.totalMinor);
  await onBoard(bistro, twice);
  await clearBoard(bistro);
  await page.goto(at(bistro, 'payouts/holds'));
  await page.getByRole('article').first().waitFor({ timeout: 30_000 });
  await shoot(page, theme, 'office-holds');
}

async function accountPage(page, theme, shoot) {
  await page.goto(at(bistro, 'account'));
  await page.getByText('Ready', { exact: true }).waitFor();
  await shoot(page, theme, 'office-account');
  await restrict(bistro);
  await page.reload();
  await page.getByText('Restricted by Stripe').waitFor();
  await shoot(page, theme, 'office-account-restricted');
  await page.goto(at(bistro, 'payouts'));
  await page.getByText('Stripe cannot pay you out yet').waitFor();
  await shoot(page, theme, 'office-payouts-account-incomplete');
  await onboard(bistro);
}

async function tables(page, theme, shoot) {
  await page.goto(at(bistro, 'tables'));
  await page.getByRole('button', { name: /^3/ }).waitFor();
  await shoot(page, theme, 'office-tables');
  await page.getByRole('button', { name: /^3/ }).click();
  await shoot(page, theme, 'office-table');
  await page.getByRole('button', { name: 'Write a tag' }).click();
  await shoot(page, theme, 'office-tag-without-nfc');
  await page.goto(at(bistro, 'tables/sheet'));
  await page.getByRole('img', { name: 'Page 1' }).waitFor();
  await shoot(page, theme, 'office-tables-sheet', true);
}

async function tagOnPhone(page, theme, shoot) {
  await page.goto(at(bistro, 'tables'));
  await page.getByRole('button', { name: /^3/ }).click();
  await page.getByRole('button', { name: 'Write a tag' }).click();
  await shoot(page, theme, 'office-tag-hold');
  await page.getByRole('dialog').getByRole('button', { name: 'Start' }).click();
  await holdTag(page, { serial: '04:A2:1B:5C', address: `${stack.urls.web}${tablePath(bistro, '6')}` });
  await page.getByText('This tag opens table 6').waitFor();
  await shoot(page, theme, 'office-tag-occupied');
  await page.getByRole('button', { name: 'Write it anew' }).click();
  await page.getByText('Now hold it there once more').waitFor();
  await holdTag(page);
  await page.getByText('Written and checked').waitFor();
  await shoot(page, theme, 'office-tag-done');
}

async function menu(page, theme, shoot) {
  await page.goto(at(bistro, 'menu'));
  await page.getByRole('button', { name: /^Steak frites/ }).click();
  await page.getByLabel(/^Price in EUR/).fill('27.50');
  await shoot(page, theme, 'office-menu-dish');
  await page.getByLabel(/^Price in EUR/).fill('27.555');
  await shoot(page, theme, 'office-menu-price-invalid');
  await page.getByLabel(/^Price in EUR/).fill('27.50');
  await page.getByRole('button', { name: 'Done', exact: true }).click();
  await shoot(page, theme, 'office-menu');
  await page.getByRole('button', { name: 'Preview' }).click();
  await shoot(page, theme, 'office-menu-preview');
  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'Publish' }).click();
  await shoot(page, theme, 'office-menu-publish');
  const restore = await reprice(bistro, 'Tarte Tatin', 1150);
  await page.getByRole('dialog').getByRole('button', { name: 'Publish' }).click();
  await page.getByText('Somebody else published meanwhile').waitFor();
  await sleep(4_500);
  await shoot(page, theme, 'office-menu-conflict');
  await restore();
  await page.evaluate(() => Object.keys(localStorage).filter((key) => key.includes('menu-draft')).forEach((key) => localStorage.removeItem(key)));
}

async function staff(page, theme, shoot) {
  await page.goto(at(bistro, 'staff'));
  await page.getByRole('table').first().waitFor();
  await shoot(page, theme, 'office-staff');
  await page.getByRole('button', { name: 'Add a person' }).click();
  await shoot(page, theme, 'office-staff-add');
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: /^New code: Floor/ }).click();
  await page.getByTestId('pairing-code').waitFor();
  await shoot(page, theme, 'office-staff-code');
}

async function beforeTheFirstOrder(shoot) {
  const { body } = await asStaff(pub, 'GET', `${stack.urls.reconciliation}/v1/venues/${pub.venue_id}/payouts`);
  if (body.payouts.length) return;
  await withPhone(async (page) => {
    await signIn(page, pub, 'accountant');
    await page.goto(at(pub, 'payouts'));
    await page.getByText('No payout yet').waitFor();
    await shoot(page, 'light', 'office-payouts-none', true);
    await page.goto(at(pub, 'payouts/discrepancies'));
    await page.getByText('Nothing to compare yet').waitFor();
    await shoot(page, 'light', 'office-discrepancies-none');
    await page.goto(at(pub, 'payouts/holds'));
    await page.getByText('No money is held').waitFor();
    await shoot(page, 'light', 'office-holds-none');
  }, OFFICE);
}

/** What has never been paid out is only to be seen on a stack that is new. */
export async function officeScreens(shoot) {
  await beforeTheFirstOrder(shoot);
  const made = await evening();
  for (const theme of ['light', 'dark']) {
    await withPhone(async (page) => {
      await signIn(page, bistro, 'owner');
      await moneyPages(page, theme, shoot, made);
      for (const part of [accountPage, tables, menu, staff]) await part(page, theme, shoot);
    }, { ...OFFICE, colorScheme: theme });
  }
  await withPhone(async (page) => {
    await withNfc(page);
    await signIn(page, bistro, 'owner');
    await tagOnPhone(page, 'light', shoot);
    await page.goto(at(bistro, 'payouts'));
    await page.getByRole('row').nth(1).waitFor();
    await shoot(page, 'light', 'office-payouts-phone');
    await page.goto(at(bistro, `payouts/${made.matched.id}`));
    await page.getByRole('heading', { name: 'Statement' }).scrollIntoViewIfNeeded();
    await shoot(page, 'light', 'office-payout-phone');
  }, PHONE);
}
