import assert from 'node:assert/strict';
import { test } from 'node:test';

import { withPhone } from './fixtures/browser.ts';
import { fitsWidth, isAccessible, tablePath } from './fixtures/diner.ts';
import { until } from './fixtures/orders.ts';
import { at, listenToSounds, played, PHONE, signIn, TABLET, withStaff } from './fixtures/staff.ts';
import { bistro, pub } from './fixtures/stack.ts';

const BOARD_IS_AWAY_MS = 45_000;

test('a guest calls from the help sheet, the board rings once and answers, and the guest reads that somebody is coming', async () => {
  await withPhone(async (tablet) => {
    await listenToSounds(tablet);
    await signIn(tablet, bistro, 'floor');
    await tablet.goto(at(bistro, 'board'));
    await tablet.getByRole('button', { name: 'Start shift' }).click();
    await withPhone(async (page) => {
      await page.goto(tablePath(bistro, '3'));
      await page.getByRole('button', { name: 'Help and language' }).click();
      const sheet = page.getByRole('dialog');
      await isAccessible(page);
      const before = await played(tablet);
      await sheet.getByRole('button', { name: 'Water or cutlery' }).click();
      await sheet.getByText('The staff have been asked').waitFor();
      const card = tablet.locator('article[data-call]', { hasText: 'Water or cutlery' });
      await card.waitFor();
      await until('the doorbell', async () => (await played(tablet)) > before);
      await isAccessible(tablet);
      // Any page of the dashboard shows it.
      await tablet.goto(at(bistro, 'orders'));
      await card.waitFor();
      await tablet.goto(at(bistro, 'board'));
      const coming = card.getByRole('button', { name: 'Coming to table 3' });
      await coming.focus();
      await tablet.keyboard.press('Enter');
      await card.waitFor({ state: 'detached' });
      await sheet.getByText('Somebody is coming').waitFor();
      await isAccessible(page);
      // The visit tells the same of this table.
      await page.goto(`${tablePath(bistro, '3')}/visit`);
      await page.getByText('Somebody is coming').waitFor();
      await page.getByRole('button', { name: 'Call again' }).click();
      await page.getByRole('button', { name: 'The bill' }).click();
      await tablet.locator('article[data-call]', { hasText: 'The bill' }).waitFor();
      await page.getByRole('button', { name: 'Never mind' }).click();
      await tablet.locator('article[data-call]').waitFor({ state: 'detached' });
      await isAccessible(page);
      await fitsWidth(page);
    }, PHONE);
  }, TABLET);
});

test('where no screen is on, the guest is told to wave, and that a screen is there when one comes', async () => {
  await new Promise((resolve) => setTimeout(resolve, BOARD_IS_AWAY_MS));
  await withPhone(async (page) => {
    await page.goto(`${tablePath(pub, '1')}/visit`);
    await page.getByRole('button', { name: 'Help', exact: true }).click();
    await page.getByText('No screen of the staff is on').waitFor();
    await page.getByText('Please wave to a member of staff').waitFor();
    await withStaff(pub, 'floor', async (tablet) => {
      await tablet.goto(at(pub, 'board'));
      await page.getByText('The staff have been asked').waitFor({ timeout: 20_000 });
      await tablet.getByRole('button', { name: 'Coming to table 1' }).click();
    });
    await page.getByText('Somebody is coming').waitFor();
    assert.equal(await page.getByText('No screen of the staff is on').count(), 0);
  }, PHONE);
});
