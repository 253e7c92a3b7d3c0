import type { NewOrder } from '@/api/types';
import type { Problem } from '@/api/problem';
import { shareOf } from '@/lib/money';
import { type Cart, itemsMinorOf, type Tip } from '@/lib/table/cart';

export function tipMinorOf(tip: Tip, itemsMinor: number): number {
  if (tip.kind === 'none') return 0;
  return tip.kind === 'share' ? shareOf(itemsMinor, tip.basisPoints) : tip.amountMinor;
}

export const totalMinorOf = (cart: Cart): number => itemsMinorOf(cart) + tipMinorOf(cart.tip, itemsMinorOf(cart));

/** What is sent, with every price that was shown: another one is refused instead of charged. */
export function orderRequest(cart: Cart, venueId: string, tableId: string): NewOrder {
  return {
    venue_id: venueId,
    table_id: tableId,
    lines: cart.lines.map((line) => ({
      item_id: line.itemId,
      quantity: line.quantity,
      modifier_ids: line.modifierIds,
      note: line.note || null,
      expected_unit_amount_minor: line.unitAmountMinor,
      allergy: line.allergy ?? false,
    })),
    tip_minor: tipMinorOf(cart.tip, itemsMinorOf(cart)),
    note: cart.note.trim() || null,
    allergy: cart.allergy ?? false,
    expected_total_minor: totalMinorOf(cart),
  };
}

/** One difference between what the diner saw and what is. */
export type Change =
  | { kind: 'gone' | 'hours' | 'unknown'; lineId: string; name: string }
  | { kind: 'option'; lineId: string; name: string; option: string }
  | { kind: 'price'; lineId: string; name: string; fromMinor: number; toMinor: number };

interface Refusal {
  code: string;
  line?: number;
  name?: string;
  item_id?: string;
  changed?: { item_id: string; name: string; expected_unit_amount_minor: number | null; unit_amount_minor: number }[];
}

const KINDS: Record<string, 'gone' | 'hours' | 'unknown' | 'option'> = {
  'item-sold-out': 'gone',
  'not-served-now': 'hours',
  'unknown-item': 'unknown',
  'unknown-modifier': 'option',
  'modifier-sold-out': 'option',
};

/** What a 409 `order-overtaken` says, in terms of the cart's lines. */
export function changesOf(problem: Problem, cart: Cart): Change[] {
  const refusals = (problem.members.refusals ?? []) as Refusal[];
  return refusals.flatMap((refusal) => [...lineChange(refusal, cart), ...priceChanges(refusal, cart)]);
}

function lineChange(refusal: Refusal, cart: Cart): Change[] {
  const kind = KINDS[refusal.code];
  const line = refusal.line ? cart.lines[refusal.line - 1] : undefined;
  if (!kind || !line) return [];
  const { lineId, name } = line;
  return [kind === 'option' ? { kind, lineId, name, option: refusal.name ?? line.options.join(', ') } : { kind, lineId, name }];
}

function priceChanges({ changed = [] }: Refusal, cart: Cart): Change[] {
  return changed.flatMap((each) =>
    cart.lines
      .filter((line) => line.itemId === each.item_id && line.unitAmountMinor === each.expected_unit_amount_minor)
      .map((line): Change => ({ kind: 'price', lineId: line.lineId, name: line.name, fromMinor: line.unitAmountMinor, toMinor: each.unit_amount_minor })),
  );
}

/** The cart as it is after the diner agreed: what is gone is out, what costs more costs more. */
export function acceptChanges(cart: Cart, changes: readonly Change[]): Cart {
  const of = (lineId: string): Change | undefined => changes.find((change) => change.lineId === lineId);
  return {
    ...cart,
    lines: cart.lines.flatMap((line) => {
      const change = of(line.lineId);
      if (!change) return [line];
      return change.kind === 'price' ? [{ ...line, unitAmountMinor: change.toMinor }] : [];
    }),
  };
}
