import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';

import type { BrowserContextOptions, Page } from 'playwright-core';

import { losesNothing, press, reads, tabTo } from './fixtures/access.ts';
import { withPhone } from './fixtures/browser.ts';
import { addDish, CARDS, fitsWidth, isAccessible, pay, row, sees, settledOnOrder, tablePath, toPayment, toReview } from './fixtures/diner.ts';
import { bistro, clearFaults, orderOf, stack } from './fixtures/stack.ts';

const DESK: BrowserContextOptions = { viewport: { width: 1280, height: 720 }, deviceScaleFactor: 1, isMobile: false, hasTouch: false };
/** The same window at 200 %: half as many of a page's pixels either way, each twice as large. */
const ZOOMED: BrowserContextOptions = { ...DESK, viewport: { width: 640, height: 360 }, deviceScaleFactor: 2 };

afterEach(clearFaults);

test('15: with the keyboard alone, from the menu to the receipt, and read in order', async () => {
  await withPhone(async (page) => {
    await page.goto(tablePath(bistro, '5'));
    await row(page, 'Steak frites').waitFor();
    await reads(page, ['link "Skip to the content"', `heading "${bistro.name}" [level=1]`, 'searchbox "Search the menu"', 'navigation "Menu sections"', /button "Steak frites.*€/]);
    await press(page, page.getByRole('link', { name: 'Skip to the content' }));
    await press(page, row(page, 'Steak frites'));
    await chooses(page);
    await press(page, page.getByRole('link', { name: /View order/ }));
    await page.waitForURL(/\/review$/);
    await page.getByRole('radio', { name: 'No tip' }).waitFor();
    await reads(page, ['heading "Your order" [level=1]', 'button "Change Steak frites"', 'textbox "Anything for the whole order?"', 'group "Add a tip?"', 'radio "No tip" [checked]', /button "Go to payment.*€/]);
    await press(page, page.getByRole('button', { name: /Go to payment/ }));
    await page.waitForURL(/\/pay$/);
    await pays(page);
    const orderId = await settledOnOrder(page);
    await sees(page, 'Paid. Sent to the kitchen');
    await reads(page, ['heading "Paid. Sent to the kitchen" [level=1]', 'list "Progress"', 'link "Receipt"', 'heading "What you ordered" [level=2]', /Steak frites/]);
    assert.equal((await orderOf(bistro, orderId)).payments.length, 1);
    await press(page, page.getByRole('link', { name: 'Receipt' }));
    await page.getByText('Thank you.').waitFor();
    await reads(page, [`heading "${bistro.name}" [level=1]`, 'button "Print or save"', 'link "Back"']);
  }, DESK);
});

async function chooses(page: Page): Promise<void> {
  const sheet = page.getByRole('dialog', { name: 'Steak frites' });
  await sheet.waitFor();
  await reads(page, ['dialog "Steak frites"', 'heading "Steak frites"', 'radio "Medium rare', 'textbox "Wishes for the kitchen"', /button "Add to order.*€/]);
  // Tab stops once at the choices of a group; the arrows go on from there.
  await press(page, sheet.getByRole('radio').first(), 'Space');
  await page.keyboard.press('ArrowDown');
  assert.equal(await sheet.getByRole('radio').nth(1).isChecked(), true);
  await press(page, sheet.getByRole('checkbox').first(), 'Space');
  await tabTo(page, sheet.getByLabel('Wishes for the kitchen'));
  await page.keyboard.type('no salt');
  await press(page, sheet.getByRole('button', { name: /Add to order/ }));
  await sheet.waitFor({ state: 'detached' });
}

async function pays(page: Page): Promise<void> {
  await page.getByLabel('Card number').waitFor();
  await reads(page, ['heading "Pay" [level=1]', 'textbox "Card number"', /button "Pay €/]);
  const typed: [RegExp | string, string][] = [['Card number', CARDS.good], [/Expiry/, '12/34'], ['Security code', '123']];
  for (const [label, text] of typed) {
    await tabTo(page, page.getByLabel(label));
    await page.keyboard.type(text);
  }
  await press(page, page.getByRole('button', { name: /^Pay €/ }));
}

test('15: the largest text at 320 px loses nothing, is there at once on every page, and goes back', async () => {
  await withPhone(
    async (page) => {
      const menu = tablePath(bistro, '6');
      const rootSize = (): Promise<string> => page.evaluate(() => getComputedStyle(document.documentElement).fontSize);
      const holds = async (ready: string): Promise<void> => {
        await page.locator(ready).first().waitFor();
        assert.equal(await rootSize(), '20.8px');
        await fitsWidth(page);
        await losesNothing(page);
      };
      await page.goto(menu);
      await chooseText(page, 'Largest');
      await addDish(page, 'Steak frites', ['Medium rare', 'Béarnaise'], 'no salt please');
      await page.goto(menu);
      await holds('a[href$="/review"]');
      await row(page, 'Steak frites').click();
      await holds('dialog[open]');
      await isAccessible(page);
      await page.goto(`${menu}/review`);
      await holds('input[type=radio]');
      await toPayment(page);
      await holds('form button[type=submit]:enabled');
      await page.goto(`${menu}/visit`);
      await holds('main h1');
      await page.goto(menu);
      await chooseText(page, 'Normal');
      assert.equal(await rootSize(), '16px');
    },
    { viewport: { width: 320, height: 640 } },
  );
});

async function chooseText(page: Page, size: string): Promise<void> {
  await page.getByRole('button', { name: 'Help and language' }).click();
  await page.getByRole('dialog').getByLabel('Text size').selectOption(size);
  await isAccessible(page);
  await page.getByRole('button', { name: 'Close' }).click();
}

test('15: at 200 % nothing runs out of the page and no control is lost, in three languages', async () => {
  await withPhone(async (page, context) => {
    const menu = tablePath(bistro, '6');
    await page.goto(menu);
    await addDish(page, 'Steak frites', ['Medium rare', 'Béarnaise'], 'no salt please');
    await toReview(page);
    await toPayment(page);
    const inEach = async (paths: string[], ready: string): Promise<void> => {
      for (const locale of ['fr', 'ja', 'en']) {
        await context.addCookies([{ name: 'twyst_locale', value: locale, url: stack.urls.web }]);
        for (const path of paths) {
          await page.goto(path);
          await page.locator(ready).first().waitFor();
          assert.equal(await page.locator('html').getAttribute('lang'), locale);
          await fitsWidth(page);
          await losesNothing(page);
        }
      }
    };
    await inEach([menu], 'a[href$="/review"]');
    await row(page, 'Steak frites').click();
    await page.getByRole('dialog').waitFor();
    await isAccessible(page);
    await losesNothing(page);
    await inEach([`${menu}/review`], 'input[type=radio]');
    await inEach([`${menu}/pay`], 'form button[type=submit]:enabled');
    await pay(page, CARDS.good);
    const orderId = await settledOnOrder(page);
    await sees(page, 'Paid. Sent to the kitchen');
    await inEach([`/orders/${orderId}`, `/orders/${orderId}/receipt`, `${menu}/visit`], 'main h1');
  }, ZOOMED);
});
