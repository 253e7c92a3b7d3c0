'use client';

import { useMemo, useState } from 'react';

import { createClients, type OrderClient, settle } from '@/api/client';
import type { Problem } from '@/api/problem';
import type { DinerMenu, PlacedOrder } from '@/api/types';
import { type PageConfig, useConfig } from '@/lib/context/context';
import { type Cart, cartStore } from '@/lib/table/cart';
import { type Checkout, checkoutFor, checkoutStore } from '@/lib/table/checkout';
import { rememberRound, roundOf, visitStore } from '@/lib/table/visit';

import { acceptChanges, type Change, changesOf, orderRequest, totalMinorOf } from '../model/order-request';

export type Placing = { step: 'idle' } | { step: 'placing' } | { step: 'changed'; changes: Change[]; totalMinor: number | null } | { step: 'failed'; problem: Problem };

type Outcome = { to: string } | { problem: Problem };

/** Places what is in the cart, once: whoever reloads, presses twice or has a second tab gets the same order. */
export function usePlaceOrder(menu: DinerMenu): { placing: Placing; place: () => void; accept: () => void; dismiss: () => void } {
  const config = useConfig();
  const [placing, setPlacing] = useState<Placing>({ step: 'idle' });
  const desk = useMemo(() => new OrderDesk(config, menu.venue_id, menu.table.table_id), [config, menu.venue_id, menu.table.table_id]);

  const place = (): void => {
    if (placing.step === 'placing') return;
    setPlacing({ step: 'placing' });
    void desk.place().then((outcome) => {
      if ('to' in outcome) return location.assign(outcome.to);
      const changes = changesOf(outcome.problem, desk.cart.get());
      if (outcome.problem.slug !== 'order-overtaken' || !changes.length) return setPlacing({ step: 'failed', problem: outcome.problem });
      return setPlacing({ step: 'changed', changes, totalMinor: null });
    });
  };
  const accept = (): void => {
    if (placing.step !== 'changed') return;
    desk.cart.set((cart) => acceptChanges(cart, placing.changes));
    // What is left may be too little to be ordered; the page says so.
    if (totalMinorOf(desk.cart.get()) < menu.payment.minimum_minor) return setPlacing({ step: 'idle' });
    place();
  };
  return { placing, place, accept, dismiss: () => setPlacing({ step: 'idle' }) };
}

/** One table's way from a cart to an order. What it knows, it reads from the phone's memory, which all tabs share. */
class OrderDesk {
  readonly cart;
  private readonly checkout;
  private readonly visit = visitStore();
  private readonly order: OrderClient;

  constructor(
    private readonly config: PageConfig,
    private readonly venueId: string,
    private readonly tableId: string,
  ) {
    this.cart = cartStore(venueId, tableId);
    this.checkout = checkoutStore(venueId, tableId);
    this.order = createClients(config).order;
  }

  /** Tabs take turns, so that the second one finds the order of the first. */
  place(): Promise<Outcome> {
    const run = (): Promise<Outcome> => this.placeAlone(this.cart.get());
    return navigator.locks ? navigator.locks.request(`twyst.place.${this.venueId}.${this.tableId}`, run) : run();
  }

  private async placeAlone(cart: Cart): Promise<Outcome> {
    const request = orderRequest(cart, this.venueId, this.tableId);
    const running = this.checkout.get();
    const checkout = checkoutFor(running, JSON.stringify(request), () => crypto.randomUUID());
    if (running?.orderId && running.orderId !== checkout.orderId) {
      const paid = await this.giveUp(running.orderId);
      if (paid) return { to: `/orders/${running.orderId}` };
    }
    this.checkout.set(() => checkout);
    const result = await settle(this.order.POST('/v1/orders', { params: { header: { 'Idempotency-Key': checkout.key } }, body: request }));
    if (result.ok) return this.placed(checkout, result.data);
    // The order under this key is over; the same cart may be ordered again, under another.
    if (result.problem.slug === 'order-canceled') this.checkout.set(() => null);
    return { problem: result.problem };
  }

  private placed(checkout: Checkout, { order, access_token: accessToken }: PlacedOrder): Outcome | Promise<Outcome> {
    if (order.state === 'CANCELED' || order.canceling) {
      this.checkout.set(() => null);
      return this.placeAlone(this.cart.get());
    }
    this.checkout.set(() => ({ ...checkout, orderId: order.order_id }));
    this.visit.set((rounds) =>
      rememberRound(rounds, {
        orderId: order.order_id,
        accessToken,
        number: order.order_number,
        venueId: this.venueId,
        venueName: order.venue_name,
        tableId: this.tableId,
        tableLabel: order.table_label,
        placedAt: order.created_at,
        submittedAt: null,
      }),
    );
    const isUnpaid = order.state === 'CREATED' || order.state === 'PAYMENT_PENDING';
    return { to: isUnpaid ? `/venues/${this.venueId}/tables/${this.tableId}/pay` : `/orders/${order.order_id}` };
  }

  /** The order of an earlier cart must not stay payable beside the new one. Answers whether it was paid already. */
  private async giveUp(orderId: string): Promise<boolean> {
    const round = roundOf(this.visit.get(), orderId);
    if (!round) return false;
    const { order } = createClients(this.config, round.accessToken);
    const result = await settle(order.POST('/v1/orders/{order_id}/cancel', { params: { path: { order_id: orderId } } }));
    return !result.ok && result.problem.slug === 'order-state';
  }
}
