// The kitchen's board in its states. It is always dark, so that each is taken once.
import { phone, PHONE, withPhone } from '../../e2e/fixtures/browser.ts';
import { clearBoard, onBoard, placePaid } from '../../e2e/fixtures/orders.ts';
import { ageTickets, at, signIn, TABLET, ticketCard } from '../../e2e/fixtures/staff.ts';
import { asStaff, bistro, pub, stack } from '../../e2e/fixtures/stack.ts';

const WALL = { viewport: { width: 1920, height: 1080 }, deviceScaleFactor: 1, isMobile: false, hasTouch: true, locale: 'en-GB' };

/** A Friday evening: what each table ordered, and how many seconds ago. */
const EVENING = [
  ['4', 1_392, [{ dish: 'Duck confit', quantity: 2 }, { dish: 'Gratin dauphinois' }], null],
  ['1', 1_010, [{ dish: 'Steak frites', quantity: 2, note: 'one without sauce' }, { dish: 'Green salad' }, { dish: 'Sancerre, Loire' }], null],
  ['6', 842, [{ dish: 'French onion soup', quantity: 3 }, { dish: 'Sole meunière', allergy: true }], 'Nut allergy at this table'],
  ['2', 421, [{ dish: 'Croque-monsieur' }, { dish: 'French fries', quantity: 2 }], null],
  ['5', 188, [{ dish: 'Steak frites' }, { dish: 'Beef bourguignon' }, { dish: 'Ratatouille with polenta' }], null],
  ['3', 64, [{ dish: 'Crème brûlée', quantity: 2 }, { dish: 'Espresso', quantity: 2 }], null],
  ['1', 12, [{ dish: 'Chocolate mousse' }], null],
];

async function evening() {
  await clearBoard(bistro);
  const ages = {};
  const orders = [];
  for (const [table, seconds, dishes, note] of EVENING) {
    const order = await placePaid(bistro, table, dishes, note);
    await onBoard(bistro, order);
    orders.push(order.orderId);
    ages[order.orderId] = seconds;
  }
  return { ages, orders };
}

const act = (orderId, action, body) => asStaff(bistro, 'POST', `${stack.urls.order}/v1/venues/${bistro.venue_id}/orders/${orderId}/${action}`, body);
const line = (orderId, number) => asStaff(bistro, 'POST', `${stack.urls.fulfillment}/v1/venues/${bistro.venue_id}/tickets/${orderId}/lines/${number}/tick`);

async function withBoard(device, ages, run) {
  await withPhone(async (page) => {
    await ageTickets(page, ages);
    await signIn(page, bistro, 'kitchen');
    await page.locator('article[data-order]').first().waitFor();
    await run(page);
  }, device);
}

const tableOf = (label) => bistro.tables.find((each) => each.label === label).table_id;
const callFrom = (label, reason) =>
  fetch(`${stack.urls.fulfillment}/v1/venues/${bistro.venue_id}/tables/${tableOf(label)}/calls`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ reason }) });

const startShift = (page) => page.getByRole('button', { name: 'Start shift' }).click();

async function busy(shoot) {
  const { ages, orders } = await evening();
  await withBoard(TABLET, ages, async (page) => {
    await shoot(page, 'tablet', 'board-silent');
    await startShift(page);
    await act(orders[0], 'start');
    await act(orders[1], 'start');
    await line(orders[1], '1');
    await line(orders[3], '1');
    await line(orders[3], '2');
    await act(orders[4], 'cancel', { reason: 'Guest left' });
    await ticketCard(page, orders[4]).getByText('Do not make this order').waitFor();
    await shoot(page, 'tablet', 'board');
    await callFrom('3', 'water_or_cutlery');
    await callFrom('5', 'bill');
    await page.getByRole('button', { name: 'Coming to table 5' }).waitFor();
    await shoot(page, 'tablet', 'board-call');
    await page.getByRole('button', { name: 'Coming to table 3' }).click();
    await page.getByRole('button', { name: 'Coming to table 5' }).click();
    await page.locator('article[data-call]').first().waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'All day' }).click();
    await shoot(page, 'tablet', 'board-all-day');
    await page.getByRole('button', { name: 'All day' }).click();
    await page.getByRole('button', { name: 'Pass' }).click();
    await shoot(page, 'tablet', 'board-pass');
    await page.getByRole('button', { name: 'Kitchen', exact: true }).click();
    await page.route(`${stack.urls.order}/**`, (route) => route.abort());
    await ticketCard(page, orders[3]).getByRole('button', { name: 'Done' }).click();
    await ticketCard(page, orders[3]).getByText('Done here.').waitFor();
    await shoot(page, 'tablet', 'board-queued');
    await page.unroute(`${stack.urls.order}/**`);
    await ticketCard(page, orders[3]).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Recall' }).click();
    await shoot(page, 'tablet', 'board-recall');
    await page.getByRole('button', { name: 'Close' }).click();
  });
  await withBoard(WALL, ages, async (page) => {
    await startShift(page);
    await page.getByRole('button', { name: 'All day' }).click();
    await shoot(page, 'wall', 'board');
  });
  await withBoard(PHONE, ages, async (page) => {
    await startShift(page);
    await shoot(page, 'phone', 'board');
    await page.getByRole('button', { name: 'Pass' }).click();
    await shoot(page, 'phone', 'board-pass');
  });
}

async function quiet(shoot) {
  await clearBoard(pub);
  await withPhone(async (page) => {
    await signIn(page, pub, 'kitchen');
    await page.getByRole('heading', { name: 'No open orders' }).waitFor();
    await page.getByText(/Live since/).waitFor();
    await startShift(page);
    await shoot(page, 'tablet', 'board-empty');
  }, TABLET);
  const context = await phone(TABLET);
  const page = await context.newPage();
  await page.clock.install();
  await signIn(page, pub, 'kitchen');
  await startShift(page);
  const order = await placePaid(pub, '2', [{ dish: 'Fish and chips' }]);
  await ticketCard(page, order.orderId).waitFor();
  await page.route(`${stack.urls.fulfillment}/**`, (route) => route.abort());
  await page.evaluate(() => window.dispatchEvent(new Event('online')));
  await context.setOffline(true);
  await page.clock.fastForward(45_000);
  await page.getByText('Not receiving orders').waitFor();
  await shoot(page, 'tablet', 'board-not-receiving');
  await context.close();
}

async function unseen(shoot) {
  await clearBoard(pub);
  const order = await placePaid(pub, '4', [{ dish: 'House burger' }]);
  await onBoard(pub, order);
  await withPhone(async (page) => {
    await ageTickets(page, { [order.orderId]: 47 });
    await signIn(page, pub, 'owner');
    await page.goto(at(pub, 'orders'));
    await page.getByText(/Paid and not seen/).waitFor({ timeout: 45_000 });
    await shoot(page, 'tablet', 'unseen-alarm');
  }, TABLET);
}

export async function boardScreens(shoot) {
  await busy(shoot);
  await quiet(shoot);
  await unseen(shoot);
  await clearBoard(bistro);
}
