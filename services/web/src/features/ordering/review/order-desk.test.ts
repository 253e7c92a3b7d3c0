import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { DinerOrder } from '@/api/types';
import { addLine, type CartLine, EMPTY_CART } from '@/lib/table/cart';
import { checkoutStore } from '@/lib/table/checkout';
import { visitStore } from '@/lib/table/visit';

import { OrderDesk } from './order-desk';

const VENUE = 'venue';
const line = (itemId: string): CartLine => ({ lineId: itemId, itemId, name: itemId, quantity: 1, modifierIds: [], options: [], note: '', unitAmountMinor: 500 });
const order = (order_id: string, rest: Partial<DinerOrder> = {}): DinerOrder => ({ order_id, order_number: order_id, state: 'PAYMENT_PENDING', canceling: false, venue_name: 'V', table_label: '1', created_at: '2026-11-27T12:00:00Z', ...rest }) as DinerOrder;
const problem = (status: number, slug: string): [number, unknown] => [status, { type: `urn:twyst:problem:${slug}`, status }];

type Answer = [number, unknown];
let answers: Record<string, Answer | Answer[]>;
let asked: string[];
let keys: (string | null)[];
let tables = 0;
let table: string;

/** The first of a list is used up with each question; the last one stays. */
function answer(to: string): Answer {
  const known = answers[to];
  if (!known) return [0, null];
  return Array.isArray(known[0]) ? ((known.length > 1 ? known.shift() : known[0]) as Answer) : (known as Answer);
}

beforeEach(() => {
  table = `table-${tables++}`;
  [asked, keys, answers] = [[], [], { 'POST /v1/orders': [201, { order: order('new'), access_token: 'token', client_secret: 's', publishable_key: 'p' }] }];
  vi.stubGlobal('fetch', async (request: Request) => {
    const to = `${request.method} ${new URL(request.url).pathname}`;
    asked.push(to);
    if (to === 'POST /v1/orders') keys.push(request.headers.get('Idempotency-Key'));
    const [status, body] = answer(to);
    if (status === 0) throw new TypeError('no answer');
    return new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
  visitStore().set(() => []);
});

const PAY = (): string => `/venues/${VENUE}/tables/${table}/pay`;
const CANCEL = 'POST /v1/orders/old/cancel';
const READ = 'GET /v1/orders/old';
const isPlaced = (): boolean => asked.includes('POST /v1/orders');

function desk(): OrderDesk {
  const services = { orderUrl: 'http://order', fulfillmentUrl: 'http://kitchen', reconciliationUrl: 'http://money' };
  const made = new OrderDesk(services, VENUE, table, async () => undefined);
  made.cart.set(() => addLine(EMPTY_CART, line('coffee'), 99));
  return made;
}

/** An order of another cart that this phone placed before. */
function before(submittedAt: number | null): void {
  checkoutStore(VENUE, table).set(() => ({ key: 'old-key', fingerprint: 'other', orderId: 'old' }));
  visitStore().set(() => [{ orderId: 'old', accessToken: 't', number: '1', venueId: VENUE, venueName: 'V', tableId: table, tableLabel: '1', placedAt: '', submittedAt }]);
}

describe('another cart, while an earlier order of this table stands', () => {
  it('goes to the earlier order when its payment was handed in, and cancels nothing', async () => {
    before(1);
    answers[READ] = [200, order('old')];
    expect(await desk().place()).toEqual({ to: '/orders/old' });
    expect(asked).toEqual([READ]);
    expect(checkoutStore(VENUE, table).get()?.orderId).toBe('old');
  });

  it('orders when that payment came to nothing and the order is canceled', async () => {
    before(1);
    answers[READ] = [200, order('old', { state: 'CANCELED' })];
    expect(await desk().place()).toEqual({ to: PAY() });
  });

  it('goes to the earlier order when it was paid a moment ago', async () => {
    before(null);
    answers[CANCEL] = problem(409, 'order-state');
    expect(await desk().place()).toEqual({ to: '/orders/old' });
    expect(isPlaced()).toBe(false);
  });

  it.each([
    ['no answer', [0, null] as Answer, 'network'],
    ['too many questions', problem(429, 'too-many-requests'), 'too-many-requests'],
    ['a service that is away', problem(503, 'unavailable'), 'unavailable'],
  ])('orders nothing after %s', async (_what, given, slug) => {
    before(null);
    answers[CANCEL] = given;
    expect(await desk().place()).toMatchObject({ problem: { slug } });
    expect(isPlaced()).toBe(false);
    answers[CANCEL] = [200, order('old', { state: 'CANCELED' })];
    expect(await desk().place()).toEqual({ to: PAY() });
  });

  it('waits until Stripe has canceled the payment', async () => {
    before(null);
    answers[CANCEL] = [202, order('old', { canceling: true })];
    answers[READ] = [[200, order('old', { canceling: true })], [200, order('old', { state: 'CANCELED' })]];
    expect(await desk().place()).toEqual({ to: PAY() });
    expect(asked).toEqual([CANCEL, READ, READ, 'POST /v1/orders']);
  });

  it.each([
    ['Stripe decided for the payment', order('old', { state: 'PAYMENT_SUCCEEDED' })],
    ['Stripe has not decided in time', order('old', { canceling: true })],
  ])('goes to the earlier order when %s', async (_what, seen) => {
    before(null);
    answers[CANCEL] = [202, order('old', { canceling: true })];
    answers[READ] = [200, seen];
    expect(await desk().place()).toEqual({ to: '/orders/old' });
    expect(isPlaced()).toBe(false);
  });

  it('does not stand in the way when the venue knows no such order', async () => {
    before(null);
    answers[CANCEL] = problem(404, 'order-not-found');
    expect(await desk().place()).toEqual({ to: PAY() });
  });
});

describe('the same cart again', () => {
  const placed = (given: DinerOrder): Answer => [200, { order: given, access_token: 't', client_secret: null, publishable_key: 'p' }];

  it('is ordered anew by itself when its order was canceled before it could be paid', async () => {
    answers['POST /v1/orders'] = [[0, null], problem(409, 'order-canceled'), placed(order('new'))];
    const one = desk();
    expect(await one.place()).toMatchObject({ problem: { slug: 'network' } });
    expect(await one.place()).toEqual({ to: PAY() });
    expect([keys[0] === keys[1], keys[1] === keys[2]]).toEqual([true, false]);
  });

  it('is not ordered over and over where no order can be paid', async () => {
    answers['POST /v1/orders'] = problem(409, 'order-canceled');
    expect(await desk().place()).toMatchObject({ problem: { slug: 'order-canceled' } });
    expect(keys).toHaveLength(1);
    expect(checkoutStore(VENUE, table).get()).toBeNull();
  });

  it('is not ordered anew while Stripe may still decide for the payment of the order that was given up', async () => {
    answers['POST /v1/orders'] = [placed(order('old', { canceling: true })), placed(order('new'))];
    answers[READ] = [200, order('old', { canceling: true })];
    expect(await desk().place()).toEqual({ to: '/orders/old' });
    expect(keys).toHaveLength(1);
  });

  it('is ordered anew after that order is canceled for certain', async () => {
    answers['POST /v1/orders'] = [placed(order('old', { canceling: true })), placed(order('new'))];
    answers[READ] = [200, order('old', { state: 'CANCELED' })];
    expect(await desk().place()).toEqual({ to: PAY() });
    expect(new Set(keys).size).toBe(2);
  });
});
