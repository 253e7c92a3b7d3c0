import { createClients, type OrderClient, type Services, settle } from '@/api/client';
import type { Problem } from '@/api/problem';
import type { DinerOrder, PlacedOrder } from '@/api/types';
import { cartStore } from '@/lib/table/cart';
import { type Checkout, checkoutFor, checkoutStore } from '@/lib/table/checkout';
import { type PlacedRound, rememberRound, roundOf, visitStore } from '@/lib/table/visit';

import { orderRequest } from '../model/order-request';

export type Outcome = { to: string } | { problem: Problem };

/** What became of an order that shall be given up. Only of what is `gone` it is certain that nobody will be charged. */
type Fate = { is: 'gone' | 'kept' } | { is: 'unknown'; problem: Problem };

const LOOK_AGAIN_MS = 500;
/** Stripe needs a moment to cancel a payment; after this long the order's own page waits for it. */
const LOOKS_MAX = 16;
/** The venue knows no such order, or this phone may not see it: it cannot be paid from here either. */
const REFUSED = new Set([401, 403, 404]);

const sleep = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** One table's way from a cart to an order. What it knows, it reads from the phone's memory, which all tabs share. */
export class OrderDesk {
  readonly cart;
  private readonly checkout;
  private readonly visit = visitStore();
  private readonly order: OrderClient;

  constructor(
    private readonly services: Services,
    private readonly venueId: string,
    private readonly tableId: string,
    private readonly pause: (milliseconds: number) => Promise<void> = sleep,
  ) {
    this.cart = cartStore(venueId, tableId);
    this.checkout = checkoutStore(venueId, tableId);
    this.order = createClients(services).order;
  }

  /** Tabs take turns, so that the second one finds the order of the first. */
  place(): Promise<Outcome> {
    const run = (): Promise<Outcome> => this.placeAlone();
    return navigator.locks ? navigator.locks.request(`twyst.place.${this.venueId}.${this.tableId}`, run) : run();
  }

  private async placeAlone(): Promise<Outcome> {
    const request = orderRequest(this.cart.get(), this.venueId, this.tableId);
    const running = this.checkout.get();
    const checkout = checkoutFor(running, JSON.stringify(request), () => crypto.randomUUID());
    if (running?.orderId && running.orderId !== checkout.orderId) {
      const fate = await this.giveUp(running.orderId);
      if (fate.is === 'unknown') return { problem: fate.problem };
      if (fate.is === 'kept') return { to: `/orders/${running.orderId}` };
    }
    this.checkout.set(() => checkout);
    const result = await settle(this.order.POST('/v1/orders', { params: { header: { 'Idempotency-Key': checkout.key } }, body: request }));
    if (result.ok) return this.placed(checkout, result.data);
    if (result.problem.slug !== 'order-canceled') return { problem: result.problem };
    // A new order that is canceled at once is one that cannot be paid here; another would end as it did.
    return running?.key === checkout.key ? this.placeAnew() : this.over(result.problem);
  }

  /** The order under this key is over; the same cart is ordered again, under another. */
  private placeAnew(): Promise<Outcome> {
    this.checkout.set(() => null);
    return this.placeAlone();
  }

  private over(problem: Problem): Outcome {
    this.checkout.set(() => null);
    return { problem };
  }

  private async placed(checkout: Checkout, { order, access_token: accessToken }: PlacedOrder): Promise<Outcome> {
    const here = `/orders/${order.order_id}`;
    if (order.state !== 'CANCELED') this.remember(checkout, order, accessToken);
    if (order.state === 'CANCELED' || order.canceling) {
      const fate = await this.wait(order, accessToken);
      if (fate.is === 'unknown') return { problem: fate.problem };
      return fate.is === 'kept' ? { to: here } : this.placeAnew();
    }
    return { to: isUnpaid(order) ? `/venues/${this.venueId}/tables/${this.tableId}/pay` : here };
  }

  private remember(checkout: Checkout, order: DinerOrder, accessToken: string): void {
    this.checkout.set(() => ({ ...checkout, orderId: order.order_id }));
    const round: PlacedRound = {
      orderId: order.order_id,
      accessToken,
      number: order.order_number,
      venueId: this.venueId,
      venueName: order.venue_name,
      tableId: this.tableId,
      tableLabel: order.table_label,
      placedAt: order.created_at,
      submittedAt: null,
    };
    this.visit.set((rounds) => rememberRound(rounds, round));
  }

  /**
   * The order of an earlier cart must not stay payable beside the new one: both would be charged and cooked. One whose
   * payment was handed in here is at the bank, and is never given up behind the diner's back.
   */
  private async giveUp(orderId: string): Promise<Fate> {
    const round = roundOf(this.visit.get(), orderId);
    if (!round) return { is: 'gone' };
    const { order } = createClients(this.services, round.accessToken);
    const params = { path: { order_id: orderId } };
    if (round.submittedAt !== null) return fateOf(await settle(order.GET('/v1/orders/{order_id}', { params })));
    const result = await settle(order.POST('/v1/orders/{order_id}/cancel', { params }));
    if (!result.ok && result.problem.slug === 'order-state') return { is: 'kept' };
    return result.ok ? this.wait(result.data, round.accessToken) : fateOf(result);
  }

  /** Until Stripe has decided between the order's end and a payment that was faster. */
  private async wait(order: DinerOrder, accessToken: string): Promise<Fate> {
    const client = createClients(this.services, accessToken).order;
    let fate = fateOf({ ok: true, data: order });
    let isOpen = order.canceling;
    for (let looks = 0; isOpen && looks < LOOKS_MAX; looks++) {
      await this.pause(LOOK_AGAIN_MS);
      const seen = await settle(client.GET('/v1/orders/{order_id}', { params: { path: { order_id: order.order_id } } }));
      fate = fateOf(seen);
      isOpen = seen.ok && seen.data.canceling;
    }
    return fate;
  }
}

const isUnpaid = (order: DinerOrder): boolean => order.state === 'CREATED' || order.state === 'PAYMENT_PENDING';

function fateOf(seen: { ok: true; data: DinerOrder } | { ok: false; problem: Problem }): Fate {
  if (seen.ok) return { is: seen.data.state === 'CANCELED' ? 'gone' : 'kept' };
  return REFUSED.has(seen.problem.status) ? { is: 'gone' } : { is: 'unknown', problem: seen.problem };
}

