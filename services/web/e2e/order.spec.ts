import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';

import { withPhone } from './fixtures/browser.ts';
import { addDish, CARDS, fillCard, isAccessible, orderIdOf, pay, payButton, sees, settledOnOrder, tablePath, toPayment, toReview } from './fixtures/diner.ts';
import { until } from './fixtures/orders.ts';
import { act, bistro, boardOrders, clearFaults, delayWebhooks, markSeen, orderOf, ordersOf } from './fixtures/stack.ts';

afterEach(clearFaults);

test('1: a tap becomes a paid order only when the webhook says so, and each screen is accessible', async () => {
  await withPhone(async (page) => {
    await page.goto(tablePath(bistro, '1'));
    await isAccessible(page);
    await page.locator('button[data-item]', { hasText: 'Steak frites' }).click();
    await isAccessible(page);
    await page.getByRole('button', { name: /Add to order/ }).click();
    assert.match(await page.getByRole('alert').first().innerText(), /Please choose: How would you like it cooked/);
    await page.getByRole('button', { name: 'Close' }).click();
    await addDish(page, 'Steak frites', ['Medium rare', 'Béarnaise'], 'no salt please');
    await toReview(page);
    assert.equal(await page.getByRole('radio', { name: 'No tip' }).isChecked(), true);
    await isAccessible(page);
    await toPayment(page);
    await isAccessible(page);
    await delayWebhooks(12);
    await pay(page, CARDS.good);
    const orderId = await settledOnOrder(page);
    await sees(page, 'Confirming your payment');
    assert.equal((await orderOf(bistro, orderId)).state === 'PAYMENT_SUCCEEDED', false);
    assert.equal(await page.getByText('Paid. Sent to the kitchen').count(), 0);
    await clearFaults();
    await sees(page, 'Paid. Sent to the kitchen');
    await isAccessible(page);
    assert.ok((await boardOrders(bistro)).includes(orderId));
    await markSeen(bistro, orderId);
    await sees(page, 'The kitchen has it');
    await act(bistro, orderId, 'start');
    await sees(page, 'Being prepared');
    await act(bistro, orderId, 'complete');
    await sees(page, 'Served. Enjoy!');
    await page.getByRole('link', { name: 'Receipt' }).click();
    await page.waitForURL(/receipt/);
    await page.getByText('Thank you.').waitFor();
    // The phone's clock is another one: a receipt tells the venue's time.
    const placed = new Date((await orderOf(bistro, orderId)).created_at);
    const time = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short', timeZone: 'Europe/Paris' }).format(placed);
    await page.getByText(`Ordered ${time}`).waitFor();
    await isAccessible(page);
    await page.goto(`${tablePath(bistro, '1')}/visit`);
    await page.getByText('Served', { exact: true }).waitFor();
    await isAccessible(page);
    await page.goto(tablePath(bistro, '1'));
    assert.equal(await page.getByRole('link', { name: /View order/ }).count(), 0);
  });
});

test('2: while no word comes, it says so at ten seconds and at a minute, and nothing can be paid twice', async () => {
  await withPhone(async (page) => {
    await page.goto(tablePath(bistro, '6'));
    await addDish(page, 'French fries');
    await toReview(page);
    await toPayment(page);
    await delayWebhooks(70);
    await pay(page, CARDS.good);
    const orderId = await settledOnOrder(page);
    await sees(page, 'Confirming your payment');
    await page.getByText('Taking longer than usual. Do not pay twice.').waitFor({ timeout: 30_000 });
    assert.equal(await page.getByRole('link', { name: /Pay|Try again/ }).count(), 0);
    await page.goto(`${tablePath(bistro, '6')}/pay`);
    assert.equal(await settledOnOrder(page), orderId);
    await page.getByText(/Still no word\. Show this to a member of staff/).waitFor({ timeout: 90_000 });
    assert.equal((await orderOf(bistro, orderId)).state, 'PAYMENT_PENDING');
    await clearFaults();
    await page.getByText('Paid. Sent to the kitchen').waitFor({ timeout: 60_000 });
    assert.equal((await orderOf(bistro, orderId)).payments.length, 1);
  });
});

test('3: the bank fails after the browser thought otherwise; the diner pays the same order', async () => {
  await withPhone(async (page) => {
    await page.goto(tablePath(bistro, '2'));
    await addDish(page, 'French fries');
    await toReview(page);
    await toPayment(page);
    await page.route('**/v1/payment_intents/*/confirm', (route) => {
      const body = new URLSearchParams(route.request().postData() ?? '');
      body.set('payment_method', 'pm_usBankAccount_insufficientFunds');
      return route.continue({ postData: body.toString() });
    });
    await pay(page, CARDS.good);
    const orderId = await settledOnOrder(page);
    await sees(page, 'The payment did not go through');
    await page.unroute('**/v1/payment_intents/*/confirm');
    await page.getByRole('link', { name: 'Try again' }).click();
    await page.getByLabel('Card number').waitFor();
    await pay(page, CARDS.good);
    assert.equal(await settledOnOrder(page), orderId);
    await sees(page, /Paid\. Sent|kitchen has it/);
    const { payments, total_minor: total } = await orderOf(bistro, orderId);
    assert.deepEqual(payments.map((payment) => [payment.verified, payment.amount_received_minor]), [[true, total]]);
  });
});

test('4: declined, asked by the bank and refused, then paid; coming back by the bank’s address changes nothing', async () => {
  await withPhone(async (page) => {
    await page.goto(tablePath(bistro, '3'));
    await addDish(page, 'French fries');
    await toReview(page);
    await toPayment(page);
    await pay(page, CARDS.noFunds);
    await page.getByText('There is not enough money on this card.').waitFor();
    await isAccessible(page);
    await pay(page, CARDS.asks);
    await page.getByRole('button', { name: 'No, decline' }).click();
    await page.getByText('You were not confirmed by your bank.').waitFor();
    await delayWebhooks(12);
    await pay(page, CARDS.asks);
    await page.getByRole('button', { name: 'Yes, it is me' }).click();
    const orderId = await settledOnOrder(page);
    // The venue has only heard of the refusals so far; they must not be mistaken for this attempt's.
    await sees(page, 'Confirming your payment');
    await sees(page, 'Paid. Sent to the kitchen');
    await page.goto(`/orders/${orderId}?payment_intent=pi_x&payment_intent_client_secret=pi_x_secret_y&redirect_status=succeeded`);
    await sees(page, 'Paid. Sent to the kitchen');
    assert.equal(new URL(page.url()).search, '');
    assert.equal((await orderOf(bistro, orderId)).payments.length, 1);
  });
});

test('4: the venue has heard that the bank asks, and not yet what it was answered', async () => {
  await withPhone(async (page) => {
    await page.goto(tablePath(bistro, '3'));
    await addDish(page, 'French fries');
    await toReview(page);
    await toPayment(page);
    await pay(page, CARDS.asks);
    const yes = page.getByRole('button', { name: 'Yes, it is me' });
    await yes.waitFor();
    const { order_id: id } = (await ordersOf(bistro))[0]!;
    await until('the venue hears that the bank asks', async () => (await orderOf(bistro, id)).attempt?.kind === 'requires_action');
    await delayWebhooks(12);
    await yes.click();
    assert.equal(await settledOnOrder(page), id);
    await sees(page, 'Confirming your payment');
    await sees(page, 'Paid. Sent to the kitchen');
  });
});

test('5: double press, reload, back and a second tab make one order and one charge', async () => {
  await withPhone(async (page, context) => {
    await page.goto(tablePath(bistro, '4'));
    await addDish(page, 'French fries');
    await toReview(page);
    const second = await context.newPage();
    await second.goto(`${tablePath(bistro, '4')}/review`);
    const goOn = (each: typeof page) => each.getByRole('button', { name: /Go to payment/ });
    await Promise.all([goOn(page).dblclick(), goOn(second).click()]);
    await Promise.all([page, second].map((each) => each.waitForURL(/\/pay$/)));
    await page.reload();
    await page.goBack();
    await goOn(page).click();
    await Promise.all([page, second].map((each) => each.getByLabel('Card number').waitFor()));
    await Promise.all([page, second].map((each) => fillCard(each, CARDS.good)));
    // Whichever tab is faster; the other one's press meets a payment that is done, or finds its page gone.
    await Promise.all([page, second].map((each) => payButton(each).dblclick({ timeout: 3_000 }).catch(() => undefined)));
    const [first, other] = [await settledOnOrder(page), await settledOnOrder(second)];
    assert.equal(first, other);
    await sees(page, 'Paid. Sent to the kitchen');
    const { payments, total_minor: total } = await orderOf(bistro, first);
    assert.deepEqual(payments.map((payment) => payment.amount_received_minor), [total]);
    assert.equal((await boardOrders(bistro)).filter((id) => id === first).length, 1);
    await page.goto(`${tablePath(bistro, '4')}/pay`);
    await page.getByText('There is nothing to pay here').waitFor();
  });
});

test('5: while the first payment is at the bank, another cart leads back to it and charges nothing', async () => {
  await withPhone(async (page) => {
    const path = tablePath(bistro, '2');
    await page.goto(path);
    await addDish(page, 'French fries');
    await toReview(page);
    await toPayment(page);
    await delayWebhooks(15);
    await pay(page, CARDS.good);
    const first = await settledOnOrder(page);
    await sees(page, 'Confirming your payment');
    await page.goto(path);
    await addDish(page, 'Espresso');
    await toReview(page);
    await page.getByRole('button', { name: /Go to payment/ }).click();
    assert.equal(await settledOnOrder(page), first);
    await sees(page, 'Confirming your payment');
    await clearFaults();
    await sees(page, 'Paid. Sent to the kitchen');
    assert.equal((await ordersOf(bistro))[0]!.order_id, first);
    const { payments, total_minor: total } = await orderOf(bistro, first);
    assert.deepEqual(payments.map((payment) => payment.amount_received_minor), [total]);
  });
});

test('5: another cart before anything is paid ends the first order for certain, and only the second is charged', async () => {
  await withPhone(async (page) => {
    await page.goto(tablePath(bistro, '4'));
    await addDish(page, 'French fries');
    await toReview(page);
    await toPayment(page);
    const first = (await ordersOf(bistro))[0]!.order_id;
    await page.getByRole('link', { name: 'Change the order' }).click();
    await page.getByRole('button', { name: 'One more' }).first().click();
    await toPayment(page);
    assert.equal((await orderOf(bistro, first)).state, 'CANCELED');
    await pay(page, CARDS.good);
    const second = await settledOnOrder(page);
    assert.notEqual(second, first);
    await sees(page, 'Paid. Sent to the kitchen');
    assert.deepEqual((await orderOf(bistro, first)).payments.filter((payment) => payment.amount_received_minor > 0), []);
  });
});

test('9: a phone sees its own orders; another phone sees none of them', async () => {
  let orderId = '';
  await withPhone(async (page) => {
    await page.goto(tablePath(bistro, '5'));
    await addDish(page, 'Espresso');
    await toReview(page);
    await toPayment(page);
    await page.getByRole('button', { name: /test wallet/ }).click();
    orderId = await settledOnOrder(page);
    await sees(page, 'Paid. Sent to the kitchen');
    assert.equal((await orderOf(bistro, orderId)).table_label, '5');
  });
  await withPhone(async (page) => {
    await page.goto(`/orders/${orderId}`);
    await sees(page, 'No such order on this phone');
    assert.equal(orderIdOf(page), orderId);
    await isAccessible(page);
  });
});
