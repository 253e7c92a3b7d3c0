import { type Store, storeOf } from './store';

/**
 * The order that this table's phone is about to place or pay. The key is written down before the request leaves, so
 * that a reload, the back button or a second tab repeats the same order and never makes another.
 */
export interface Checkout {
  /** The Idempotency-Key. */
  key: string;
  /** What was ordered, so that another cart gets another key. */
  fingerprint: string;
  orderId: string | null;
}

const FOUR_HOURS_MS = 4 * 3_600_000;

export function checkoutStore(venueId: string, tableId: string): Store<Checkout | null> {
  return storeOf<Checkout | null>({ key: `checkout.${venueId}.${tableId}`, empty: null, forgetAfterMs: FOUR_HOURS_MS });
}

/** The checkout that fits what is in the cart: the running one, or a new one with a new key. */
export function checkoutFor(running: Checkout | null, fingerprint: string, newKey: () => string): Checkout {
  return running?.fingerprint === fingerprint ? running : { key: newKey(), fingerprint, orderId: null };
}
