import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';

import type { Page } from 'playwright-core';

import { phone, withPhone } from './fixtures/browser.ts';
import { addDish, fitsWidth, isAccessible, row, tablePath, toReview } from './fixtures/diner.ts';
import { until } from './fixtures/orders.ts';
import { at, OFFICE, PHONE, signIn, TABLET, withStaff } from './fixtures/staff.ts';
import { asStaff, optionId, pause, pub, stack, strike } from './fixtures/stack.ts';

const LIMIT_MS = 2_000;

async function restoreAll(): Promise<void> {
  const { body } = await asStaff<{ sold_out: { subject_id: string }[] }>(pub, 'GET', `${stack.urls.order}/v1/venues/${pub.venue_id}/availability`);
  for (const { subject_id: id } of body.sold_out) await strike(pub, id, false);
  await pause(pub, false);
}

beforeEach(restoreAll);
afterEach(restoreAll);

const staffRow = (page: Page, name: string) => page.locator('main li', { hasText: name }).first();

test('6: a dish and an option struck on the dashboard are grey on open phones within two seconds', async () => {
  const diner = await phone();
  try {
    const menu = await diner.newPage();
    await menu.goto(tablePath(pub, '1'));
    await row(menu, 'Scotch egg').waitFor();
    await withStaff(pub, 'kitchen', async (page) => {
      await page.getByRole('link', { name: 'Sold out' }).click();
      await page.getByPlaceholder('Find a dish or an option').fill('scotch');
      const egg = staffRow(page, 'Scotch egg');
      await egg.waitFor();
      const greyed = row(menu, 'Scotch egg').getByText('Sold out').waitFor({ timeout: LIMIT_MS + 1_000 });
      const pressedAt = performance.now();
      await egg.getByRole('button', { name: /Out for today/ }).click();
      await greyed;
      console.log(`sold out on the phone after ${Math.round(performance.now() - pressedAt)} ms`);
      await egg.getByText(/Sold out until .* · .+, \d\d:\d\d/).waitFor();
      await isAccessible(page);
      await page.getByPlaceholder('Find a dish or an option').fill('');
      await page.getByText('Only what is sold out').click();
      assert.equal(await page.locator('main li').count(), 1);
      await egg.getByRole('button', { name: /Bring back/ }).click();
      await row(menu, 'Scotch egg').getByText('Sold out').waitFor({ state: 'detached', timeout: LIMIT_MS + 1_000 });
      await page.getByRole('heading', { name: 'Nothing is sold out' }).waitFor();
    });
  } finally {
    await diner.close();
  }
});

test('6: what another screen strikes shows here by itself; modifiers too, and 320 px hold the page', async () => {
  const option = await optionId(pub, 'House burger');
  await withStaff(
    pub,
    'floor',
    async (page) => {
      await page.goto(at(pub, 'availability'));
      await page.getByRole('heading', { name: 'Options' }).waitFor();
      await strike(pub, option, true);
      await page.getByText(/1 thing is sold out/).waitFor({ timeout: LIMIT_MS + 3_000 });
      await isAccessible(page);
      await page.setViewportSize({ width: 320, height: 700 });
      await fitsWidth(page);
    },
    PHONE,
  );
});

test('8: pause with a message, the waiting time, and taking orders again; phones follow', async () => {
  const diner = await phone();
  try {
    const menu = await diner.newPage();
    await menu.goto(tablePath(pub, '2'));
    await addDish(menu, 'Scotch egg');
    await withStaff(pub, 'manager', async (page) => {
      await page.getByRole('link', { name: 'Ordering' }).click();
      await page.getByRole('heading', { name: 'Guests can order' }).waitFor();
      await isAccessible(page);
      await page.getByRole('button', { name: '+10 min' }).click();
      await until('the waiting time', async () => (await venueOrdering()).quote_minutes === 30);
      await page.getByText('30 minutes', { exact: true }).first().waitFor();
      await page.getByText('15 minutes').click();
      await page.getByLabel('What guests read').fill('The oven is being cleaned.');
      await page.getByRole('button', { name: 'Pause ordering' }).click();
      await page.getByText(/Opens by itself at \d\d:\d\d, in 15 minutes/).waitFor();
      await isAccessible(page);
      await menu.getByText('The oven is being cleaned.').waitFor();
      await toReview(menu);
      assert.equal(await menu.getByRole('button', { name: 'You cannot order just now' }).isEnabled(), false);
      await page.getByRole('button', { name: 'Take orders again' }).click();
      await page.getByRole('heading', { name: 'Guests can order' }).waitFor();
      await menu.getByText('The oven is being cleaned.').waitFor({ state: 'detached' });
      assert.equal(await page.getByText('Someone else just changed it').count(), 0);
      await pause(pub, true, 'Somebody else stopped it.');
      await page.getByText('Someone else just changed it').waitFor();
      await page.getByRole('heading', { name: 'Ordering is paused' }).waitFor();
    });
  } finally {
    await diner.close();
  }
});

test('8: a pause ends by itself', async () => {
  await withStaff(
    pub,
    'kitchen',
    async (page) => {
      await page.goto(at(pub, 'control'));
      await page.getByRole('heading', { name: 'Guests can order' }).waitFor();
      const end = new Date(Date.now() + 4_000).toISOString();
      await asStaff(pub, 'POST', `${stack.urls.order}/v1/venues/${pub.venue_id}/pause`, { paused: true, reason: 'A moment.', until: end, quote_minutes: 20 });
      await page.getByRole('heading', { name: 'Ordering is paused' }).waitFor();
      await page.getByRole('heading', { name: 'Guests can order' }).waitFor({ timeout: 20_000 });
    },
    OFFICE,
  );
});

const venueOrdering = async () => (await asStaff<{ ordering: { quote_minutes: number | null } }>(pub, 'GET', `${stack.urls.order}/v1/venues/${pub.venue_id}/availability`)).body.ordering;

test('sign-in: a wrong code, a used one, the reason when a session is over, and back on the same page', async () => {
  await withPhone(async (page) => {
    await page.goto('/');
    await page.getByRole('link', { name: /For staff/ }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await isAccessible(page);
    await page.getByLabel('Pairing code').fill('0000-0000-0000');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText(/This code does not work/).waitFor();
    await isAccessible(page);
    await signIn(page, pub, 'kitchen');
    assert.equal(await page.getByRole('link', { name: 'Payouts' }).count(), 0);
    assert.equal(await page.evaluate(() => location.href.includes('ey')), false);
    await page.goto(at(pub, 'orders'));
    await page.route(`${stack.urls.order}/v1/venues/*/orders*`, (route) => route.fulfill({ status: 401, contentType: 'application/problem+json', headers: { 'access-control-allow-origin': stack.urls.web }, body: '{"type":"urn:twyst:problem:unauthorized","status":401}' }));
    await page.getByText('Your session is over').waitFor({ timeout: 15_000 });
    assert.equal(new URL(page.url()).pathname, at(pub, 'orders'));
    await isAccessible(page);
    await page.unroute(`${stack.urls.order}/v1/venues/*/orders*`);
    await signIn(page, pub, 'owner');
    await page.getByRole('link', { name: 'Payouts' }).waitFor();
    await page.getByRole('button', { name: /Owner/ }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('You are signed out').waitFor();
  }, TABLET);
});
