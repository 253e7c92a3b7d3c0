/** The office: tables and their tags (scenario 15), the menu's editor (scenario 7), staff. */
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { withPhone } from './fixtures/browser.ts';
import { addDish, fitsWidth, isAccessible, tablePath, toReview } from './fixtures/diner.ts';
import { holdTag, withNfc } from './fixtures/nfc.ts';
import { until } from './fixtures/orders.ts';
import { at, OFFICE, PHONE, signIn, withStaff } from './fixtures/staff.ts';
import { asStaff, bistro, menuOf, pub, reprice, stack } from './fixtures/stack.ts';

const NARROW = { ...PHONE, viewport: { width: 320, height: 720 } };
const unique = (): string => Math.random().toString(36).slice(2, 7);

test('15: a tag is read, written, read back; another table’s is not lost by mistake; a wrong or locked one is noticed', async () => {
  await withPhone(async (page) => {
    await withNfc(page);
    await signIn(page, pub, 'manager');
    await page.goto(at(pub, 'tables'));
    await page.getByRole('button', { name: /^5/ }).click();
    await page.getByRole('button', { name: 'Write a tag' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Start' }).click();
    const serial = `04:${unique().replace(/[^a-f0-9]/g, '0').slice(0, 2).padEnd(2, '1')}:11:22`;
    await holdTag(page, { serial, address: `${stack.urls.web}${tablePath(pub, '3')}` });
    await dialog.getByText('This tag opens table 3').waitFor();
    await isAccessible(page);
    await dialog.getByRole('button', { name: 'Write it anew' }).click();
    await dialog.getByText('Now hold it there once more').waitFor();
    await holdTag(page);
    await dialog.getByText('Written and checked').waitFor();
    await isAccessible(page);
    await dialog.getByRole('button', { name: 'Write another' }).click();
    await holdTag(page, { serial: '04:FF:00:01', address: null, faulty: true });
    await dialog.getByText('Now hold it there once more').waitFor();
    await holdTag(page);
    await dialog.getByText('It reads back differently').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: /^5.*1 tag/s }).click();
    await dialog.getByText(`Tag ${serial.toUpperCase()}`).waitFor();
    await dialog.getByRole('button', { name: 'Write a tag' }).click();
    await dialog.getByRole('button', { name: 'Start' }).click();
    await holdTag(page, { serial: '04:FF:00:02', address: null, locked: true });
    await dialog.getByText('This tag cannot be written').waitFor();
    const { body } = await asStaff<{ tags: { tag_id: string; serial: string; table_id: string }[] }>(pub, 'GET', `${stack.urls.order}/v1/venues/${pub.venue_id}/tags`);
    const [tag] = body.tags.filter((each) => each.serial === serial.toUpperCase());
    assert.equal(tag?.table_id, pub.tables.find(({ label }) => label === '5')?.table_id);
    await asStaff(pub, 'DELETE', `${stack.urls.order}/v1/venues/${pub.venue_id}/tags/${tag?.tag_id}`);
  });
});

test('15: without NFC there is a code; tables are added, renamed, printed and taken out of service', async () => {
  const label = `Terrace ${unique()}`;
  await withStaff(
    bistro,
    'manager',
    async (page) => {
      await page.goto(at(bistro, 'tables'));
      await page.getByRole('button', { name: 'Add a table' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Name or number').fill('1');
      await dialog.getByRole('button', { name: 'Add a table' }).click();
      await dialog.getByText('Another table is called that.').waitFor();
      await isAccessible(page);
      await dialog.getByLabel('Name or number').fill(label);
      await dialog.getByRole('button', { name: 'Add a table' }).click();
      await page.getByRole('button', { name: label }).click();
      await isAccessible(page);
      await fitsWidth(page);
      await dialog.getByRole('button', { name: 'Write a tag' }).click();
      await dialog.getByText('This device cannot write tags').waitFor();
      await dialog.getByRole('img', { name: /Android/ }).waitFor();
      await isAccessible(page);
      await dialog.getByRole('button', { name: 'Close' }).click();
      const opener = page.getByRole('button', { name: label });
      await until('the focus is back', () => opener.evaluate((button) => button === document.activeElement));
      await page.keyboard.press('Enter');
      await dialog.getByRole('button', { name: 'Copy the address' }).click();
      await dialog.getByRole('status').getByText(/copied/).waitFor();
      await isAccessible(page);
      await dialog.getByRole('button', { name: 'Rename' }).click();
      await dialog.getByLabel('Name or number').fill(`${label} B`);
      await dialog.getByRole('button', { name: 'Rename' }).click();
      await page.goto(at(bistro, 'tables/sheet'));
      await page.getByText(`${label} B`).waitFor();
      await isAccessible(page);
      await fitsWidth(page);
      await page.goto(at(bistro, 'tables'));
      await page.getByRole('button', { name: `${label} B` }).click();
      await dialog.getByRole('button', { name: 'Take out of service' }).click();
      await dialog.getByRole('button', { name: 'Take out of service' }).click();
      await page.getByRole('button', { name: `${label} B` }).waitFor({ state: 'detached' });
    },
    NARROW,
  );
});

test('7: a price changed in the editor is fresh for the next tap, and asks the guest who had the old one', async () => {
  const dish = 'Crème brûlée';
  const before = (await menuOf(bistro)).categories.flatMap((each) => each.items).find((each) => each.name === dish)!.price_minor;
  const after = before + 150;
  const shown = (minor: number): string => `€${(minor / 100).toFixed(2)}`;
  try {
    await withPhone(async (guest) => {
      await guest.goto(tablePath(bistro, '2'));
      await addDish(guest, dish);
      await toReview(guest);
      await guest.getByText(shown(before)).first().waitFor();
      await withStaff(
        bistro,
        'manager',
        async (page) => {
          await page.goto(at(bistro, 'menu'));
          await page.getByRole('button', { name: new RegExp(`^${dish}`) }).click();
          const dialog = page.getByRole('dialog');
          await dialog.getByLabel(/^Price in EUR/).fill('12.345');
          await dialog.getByRole('button', { name: 'Done' }).click();
          await dialog.getByText(/Please write an amount like/).waitFor();
          await dialog.getByRole('status').getByText('Please fill this in').waitFor();
          await isAccessible(page);
          await dialog.getByLabel(/^Price in EUR/).fill((after / 100).toFixed(2));
          await dialog.getByRole('button', { name: 'Done' }).click();
          await page.getByText('1 change is not published').waitFor();
          await page.reload();
          await page.getByText('Your changes from before are still here.').waitFor();
          await isAccessible(page);
          await page.getByRole('button', { name: 'Publish' }).click();
          await dialog.getByText(shown(before)).waitFor();
          await dialog.getByText(shown(after)).waitFor();
          await isAccessible(page);
          await dialog.getByRole('button', { name: 'Publish' }).click();
          await page.getByText('Published. Guests see it now.').waitFor();
        },
        OFFICE,
      );
      const cached = await fetch(`${stack.urls.web}${tablePath(bistro, '2')}`);
      assert.ok((await cached.text()).includes(`"price_minor":${after}`.replaceAll('"', '\\"')), 'the cached page has the old price');
      await guest.getByRole('button', { name: /Go to payment/ }).click();
      await guest.getByText(/is now/).waitFor();
      await isAccessible(guest);
      await guest.getByRole('button', { name: 'Agree and go on' }).click();
      await guest.waitForURL(/\/pay$/);
      await guest.getByRole('button', { name: new RegExp(`Pay ${shown(after)}`) }).waitFor();
    });
  } finally {
    await reprice(bistro, dish, before);
  }
});

test('two editors: the second sees what the first published, and puts its own on top', async () => {
  await withStaff(
    pub,
    'manager',
    async (page) => {
      await page.goto(at(pub, 'menu'));
      await page.getByRole('button', { name: /^Onion rings/ }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Description').fill('Beer batter, a pinch of smoked salt.');
      await dialog.getByRole('button', { name: 'Done' }).click();
      const restore = await reprice(pub, 'Scotch egg', 777);
      try {
        await page.getByRole('button', { name: 'Publish' }).click();
        await dialog.getByRole('button', { name: 'Publish' }).click();
        await page.getByText('Somebody else published meanwhile').waitFor();
        await page.getByText('£7.77').first().waitFor();
        await isAccessible(page);
        await page.getByRole('button', { name: 'Put my changes on top' }).click();
        await page.getByText('1 change is not published').waitFor();
        await page.getByRole('button', { name: 'Discard changes' }).click();
        await dialog.getByRole('button', { name: 'Discard changes' }).click();
        await page.getByText('1 change is not published').waitFor({ state: 'detached' });
        await page.getByRole('button', { name: 'Preview' }).click();
        await dialog.getByText('As a guest sees it').waitFor();
        await isAccessible(page);
      } finally {
        await restore();
      }
    },
    OFFICE,
  );
});

test('a colleague is added, signs in once with the code that is shown once, and is removed', async () => {
  const name = `Alex ${unique()}`;
  await withStaff(bistro, 'owner', async (page) => {
    await page.goto(at(bistro, 'staff'));
    await isAccessible(page);
    await page.getByRole('button', { name: 'Add a person' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill(name);
    // Each role's text builds on the one before it.
    const offered = await dialog.getByRole('radio').evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value));
    assert.deepEqual(offered, ['kitchen', 'floor', 'manager', 'owner', 'accountant']);
    await dialog.getByText('Floor', { exact: true }).click();
    await isAccessible(page);
    await dialog.getByRole('button', { name: 'Add a person' }).click();
    const code = await dialog.getByTestId('pairing-code').innerText();
    await isAccessible(page);
    await withPhone(async (phone) => {
      await phone.goto('/dashboard');
      await phone.getByLabel('Pairing code').fill(code);
      await phone.getByRole('button', { name: 'Sign in' }).click();
      await phone.waitForURL(`**/dashboard/${bistro.venue_id}/**`);
      assert.ok(!phone.url().includes(code));
      await phone.goto(at(bistro, 'payouts'));
      await phone.getByText('Your role does not allow this').waitFor();
    });
    await dialog.getByRole('button', { name: 'Close' }).click();
    await page.getByRole('button', { name: `Remove: ${name}` }).click();
    await dialog.getByRole('button', { name: 'Remove' }).click();
    await page.getByText(name).first().waitFor({ state: 'detached' });
  });
});

test('the cached menu is let go for who may edit it, and for nobody else', async () => {
  const call = (body: unknown, token?: string) => fetch(`${stack.urls.web}/internal/revalidate`, { method: 'POST', headers: token ? { Authorization: `Bearer ${token}` } : {}, body: JSON.stringify(body) });
  assert.equal((await call({ venue_id: bistro.venue_id }, bistro.manager_token)).status, 204);
  assert.equal((await call({ venue_id: bistro.venue_id }, bistro.staff_token)).status, 403);
  // Of another venue nobody is told even that it exists.
  assert.equal((await call({ venue_id: bistro.venue_id }, pub.manager_token)).status, 404);
  assert.equal((await call({ venue_id: bistro.venue_id })).status, 401);
  assert.equal((await call({ venue_id: '../../x' }, bistro.manager_token)).status, 422);
});
