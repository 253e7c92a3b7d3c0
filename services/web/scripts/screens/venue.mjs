// The dashboard's pages of the service, on a tablet and a phone, in light and dark.
import { PHONE, withPhone } from '../../e2e/fixtures/browser.ts';
import { clearBoard, onBoard, placePaid, until } from '../../e2e/fixtures/orders.ts';
import { at, signIn, TABLET } from '../../e2e/fixtures/staff.ts';
import { asStaff, bistro, markSeen, menuOf, orderOf, pause, stack, strike } from '../../e2e/fixtures/stack.ts';

const url = (rest) => `${stack.urls.order}/v1/venues/${bistro.venue_id}/${rest}`;

async function signInScreens(page, device, shoot) {
  await page.goto('/dashboard');
  await page.getByLabel('Pairing code').waitFor();
  await shoot(page, device, 'sign-in');
  await page.getByLabel('Pairing code').fill('0000-0000-0000');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText(/does not work/).waitFor();
  await shoot(page, device, 'sign-in-wrong');
}

async function orders(page, device, shoot) {
  const order = await placePaid(bistro, '5', [{ dish: 'Steak frites', quantity: 2, note: 'one without sauce' }, { dish: 'Crème brûlée' }]);
  await onBoard(bistro, order);
  await markSeen(bistro, order.orderId);
  await page.goto(at(bistro, 'orders'));
  await page.locator(`a[href$="${order.orderId}"]`).waitFor();
  await shoot(page, device, 'orders');
  await page.getByLabel('Search by table, number or amount').fill('9999.99');
  await page.getByRole('heading', { name: 'No order matches' }).waitFor();
  await shoot(page, device, 'orders-none');
  await page.goto(at(bistro, `orders/${order.orderId}`));
  await page.getByText('Order placed').waitFor();
  await page.getByRole('button', { name: 'Refund' }).click();
  await page.getByText('A part').click();
  await page.getByLabel(/Amount/).fill('4.50');
  await page.getByLabel('Reason').fill('One came cold');
  await shoot(page, device, 'order-refund');
  await page.getByRole('button', { name: 'Refund €4.50' }).click();
  await page.getByText('Given back', { exact: true }).first().waitFor();
  await until('the refund', async () => (await orderOf(bistro, order.orderId)).payments.length > 0);
  await page.getByText('Refund moved on').or(page.getByText('Money given back')).first().waitFor();
  await page.getByText('The refund is decided').waitFor({ state: 'detached' });
  await shoot(page, device, 'order');
  await page.getByRole('button', { name: 'Cancel order' }).click();
  await page.getByLabel('Reason').fill('The guest had to leave');
  await shoot(page, device, 'order-cancel');
}

async function availability(page, device, shoot) {
  const items = (await menuOf(bistro)).categories.flatMap((each) => each.items);
  for (const item of [items[1], items[5]]) await strike(bistro, item.item_id, true);
  await page.goto(at(bistro, 'availability'));
  await page.getByText(/things are sold out/).waitFor();
  await shoot(page, device, 'sold-out');
  for (const item of [items[1], items[5]]) await strike(bistro, item.item_id, false);
}

async function control(page, device, shoot) {
  await page.goto(at(bistro, 'control'));
  await page.getByRole('heading', { name: 'Guests can order' }).waitFor();
  await shoot(page, device, 'ordering');
  await asStaff(bistro, 'POST', url('pause'), { paused: true, reason: 'The oven is being cleaned.', until: new Date(Date.now() + 15 * 60_000).toISOString(), quote_minutes: 20 });
  await page.getByRole('heading', { name: 'Ordering is paused' }).waitFor();
  await shoot(page, device, 'ordering-paused');
  await pause(bistro, false);
}

export async function venueScreens(shoot) {
  await clearBoard(bistro);
  for (const [name, device] of Object.entries({ tablet: TABLET, phone: PHONE })) {
    for (const theme of ['light', 'dark']) {
      const options = { ...device, colorScheme: theme };
      await withPhone((page) => signInScreens(page, `${name}-${theme}`, shoot), options);
      await withPhone(async (page) => {
        await signIn(page, bistro, 'manager');
        for (const take of [orders, availability, control]) await take(page, `${name}-${theme}`, shoot);
      }, options);
    }
  }
}
