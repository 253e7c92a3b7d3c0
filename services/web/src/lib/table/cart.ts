import { type Store, storeOf } from './store';

/** A line as the diner saw it: the price is what the order is compared with. */
export interface CartLine {
  lineId: string;
  itemId: string;
  name: string;
  quantity: number;
  modifierIds: string[];
  /** What the options are called, for reading back. */
  options: string[];
  note: string;
  /** Whoever eats it has an allergy; a line that was kept by an older page does not say. */
  allergy?: boolean;
  unitAmountMinor: number;
}

export interface Cart {
  lines: CartLine[];
  note: string;
  /** Ticked for the whole order; lines have their own. */
  allergy?: boolean;
  tip: Tip;
}

/** No tip unless the diner says so. */
export type Tip = { kind: 'none' } | { kind: 'share'; basisPoints: number } | { kind: 'amount'; amountMinor: number };

export const EMPTY_CART: Cart = { lines: [], note: '', tip: { kind: 'none' } };

const FOUR_HOURS_MS = 4 * 3_600_000;

export function cartStore(venueId: string, tableId: string): Store<Cart> {
  return storeOf({ key: `cart.${venueId}.${tableId}`, empty: EMPTY_CART, forgetAfterMs: FOUR_HOURS_MS });
}

const sameDish = (one: CartLine, other: CartLine): boolean =>
  one.itemId === other.itemId && one.note === other.note && Boolean(one.allergy) === Boolean(other.allergy) && one.unitAmountMinor === other.unitAmountMinor && [...one.modifierIds].sort().join() === [...other.modifierIds].sort().join();

/** The same dish with the same wishes is one line with more of it. */
export function addLine(cart: Cart, line: CartLine, maximum: number): Cart {
  const known = cart.lines.find((each) => sameDish(each, line));
  if (!known) return { ...cart, lines: [...cart.lines, line] };
  return setQuantity(cart, known.lineId, Math.min(known.quantity + line.quantity, maximum));
}

export function replaceLine(cart: Cart, lineId: string, line: CartLine, maximum: number): Cart {
  const at = cart.lines.findIndex((each) => each.lineId === lineId);
  const rest = { ...cart, lines: cart.lines.filter((each) => each.lineId !== lineId) };
  if (at < 0 || rest.lines.some((each) => sameDish(each, line))) return addLine(rest, line, maximum);
  return { ...cart, lines: cart.lines.map((each) => (each.lineId === lineId ? line : each)) };
}

export function setQuantity(cart: Cart, lineId: string, quantity: number): Cart {
  if (quantity <= 0) return { ...cart, lines: cart.lines.filter((each) => each.lineId !== lineId) };
  return { ...cart, lines: cart.lines.map((each) => (each.lineId === lineId ? { ...each, quantity } : each)) };
}

export const itemsOf = (cart: Cart): number => cart.lines.reduce((sum, line) => sum + line.quantity, 0);
export const itemsMinorOf = (cart: Cart): number => cart.lines.reduce((sum, line) => sum + line.quantity * line.unitAmountMinor, 0);
