import type { DinerItem, ModifierGroup } from '@/api/types';
import type { CartLine } from '@/lib/table/cart';

/** Options that are chosen, by their ids. */
export type Chosen = ReadonlySet<string>;

export const chosenIn = (group: ModifierGroup, chosen: Chosen): number => group.options.filter((option) => chosen.has(option.modifier_id)).length;

/** A group of exactly one behaves like radio buttons; others like checkboxes that stop at the maximum. */
export const isSingle = (group: ModifierGroup): boolean => group.minimum === 1 && group.maximum === 1;

export function choose(group: ModifierGroup, chosen: Chosen, modifierId: string): Chosen {
  const next = new Set(chosen);
  if (isSingle(group)) group.options.forEach((option) => next.delete(option.modifier_id));
  if (chosen.has(modifierId) && !isSingle(group)) next.delete(modifierId);
  else if (isSingle(group) || chosenIn(group, chosen) < group.maximum) next.add(modifierId);
  return next;
}

/** Without the options that ran out meanwhile. */
export function withoutSoldOut(item: DinerItem, chosen: Chosen): Chosen {
  const gone = item.modifier_groups.flatMap((group) => group.options).filter((option) => option.sold_out);
  return new Set([...chosen].filter((id) => !gone.some((option) => option.modifier_id === id)));
}

/** The first group that wants more. */
export const missingGroup = (item: DinerItem, chosen: Chosen): ModifierGroup | null => item.modifier_groups.find((group) => chosenIn(group, chosen) < group.minimum) ?? null;

export function unitAmountMinor(item: DinerItem, chosen: Chosen): number {
  const options = item.modifier_groups.flatMap((group) => group.options).filter((option) => chosen.has(option.modifier_id));
  return item.price_minor + options.reduce((sum, option) => sum + option.amount_minor, 0);
}

/** What it costs at least: a wine is priced by its glass. */
export function lowestPrice(item: DinerItem): { amountMinor: number; exact: boolean } {
  const groups = item.modifier_groups.filter((group) => group.minimum > 0);
  const cheapest = groups.map((group) => {
    const amounts = group.options.map((option) => option.amount_minor).sort((one, other) => one - other);
    return amounts.slice(0, group.minimum).reduce((sum, amount) => sum + amount, 0);
  });
  const exact = groups.every((group) => new Set(group.options.map((option) => option.amount_minor)).size <= 1);
  return { amountMinor: item.price_minor + cheapest.reduce((sum, amount) => sum + amount, 0), exact };
}

export function allergensOf(item: DinerItem, chosen: Chosen): string[] {
  const options = item.modifier_groups.flatMap((group) => group.options).filter((option) => chosen.has(option.modifier_id));
  return [...new Set([...item.allergens, ...options.flatMap((option) => option.allergens)])].sort();
}

export function lineOf(item: DinerItem, chosen: Chosen, rest: { lineId: string; quantity: number; note: string; allergy: boolean }): CartLine {
  const options = item.modifier_groups.flatMap((group) => group.options).filter((option) => chosen.has(option.modifier_id));
  return {
    ...rest,
    note: rest.note.trim(),
    itemId: item.item_id,
    name: item.name,
    modifierIds: options.map((option) => option.modifier_id),
    options: options.map((option) => option.name),
    unitAmountMinor: unitAmountMinor(item, chosen),
  };
}
