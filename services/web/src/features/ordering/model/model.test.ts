import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { Problem } from '@/api/problem';
import type { DinerItem, DinerMenu } from '@/api/types';
import { addLine, type Cart, type CartLine, EMPTY_CART, itemsMinorOf, itemsOf, replaceLine, setQuantity } from '@/lib/table/cart';
import { checkoutFor } from '@/lib/table/checkout';

import { declaredBy, declaredIn } from './avoid';
import { allergensOf, choose, lineOf, lowestPrice, missingGroup, unitAmountMinor, withoutSoldOut } from './choice';
import { applyNews, canBeOrdered, itemsOfMenu, takeMenu } from './live-menu';
import { acceptChanges, changesOf, orderRequest, tipMinorOf, totalMinorOf } from './order-request';
import { searchMenu } from './search';

const option = (modifier_id: string, amount_minor = 0, allergens: string[] = []) => ({ modifier_id, name: modifier_id, amount_minor, allergens, sold_out: false });
const steak: DinerItem = {
  item_id: 'steak',
  name: 'Steak frites',
  description: 'Crème de poivre',
  price_minor: 2350,
  allergens: ['mustard'],
  image: null,
  sold_out: false,
  modifier_groups: [
    { group_id: 'cooking', name: 'Cooking', minimum: 1, maximum: 1, options: [option('rare'), option('medium')] },
    { group_id: 'sauce', name: 'Sauce', minimum: 0, maximum: 2, options: [option('pepper', 150, ['milk']), option('bearnaise', 150), option('shallot', 100)] },
  ],
};
const wine: DinerItem = { ...steak, item_id: 'wine', name: 'Sancerre', description: '', price_minor: 0, allergens: [], modifier_groups: [{ group_id: 'size', name: 'Size', minimum: 1, maximum: 1, options: [option('glass', 690), option('bottle', 3900)] }] };
const menu = { categories: [{ category_id: 'mains', name: 'Mains', served_now: true, windows: [], items: [steak, wine] }], cursor: 7, menu_version: 3, ordering: { status: 'open', reason: null, until: null, quote_minutes: null } } as unknown as DinerMenu;
const [cooking, sauce] = steak.modifier_groups as [DinerItem['modifier_groups'][0], DinerItem['modifier_groups'][0]];
const line = (rest: Partial<CartLine> = {}): CartLine => ({ lineId: 'l1', itemId: 'steak', name: 'Steak frites', quantity: 1, modifierIds: ['rare'], options: ['rare'], note: '', unitAmountMinor: 2350, ...rest });

describe('choosing options', () => {
  it('keeps to the bounds of a group whatever is pressed', () => {
    const ids = [...cooking.options, ...sauce.options].map((each) => each.modifier_id);
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...ids), { maxLength: 30 }), (pressed) => {
        const chosen = pressed.reduce<ReadonlySet<string>>((all, id) => choose(cooking.options.some((each) => each.modifier_id === id) ? cooking : sauce, all, id), new Set());
        expect(cooking.options.filter((each) => chosen.has(each.modifier_id)).length).toBeLessThanOrEqual(1);
        expect(sauce.options.filter((each) => chosen.has(each.modifier_id)).length).toBeLessThanOrEqual(2);
      }),
    );
  });

  it('replaces the one choice, and says what is missing', () => {
    expect(missingGroup(steak, new Set())?.group_id).toBe('cooking');
    const chosen = choose(cooking, choose(cooking, new Set(), 'rare'), 'medium');
    expect([...chosen]).toEqual(['medium']);
    expect(missingGroup(steak, chosen)).toBeNull();
  });

  it('adds up prices and allergens of what is chosen', () => {
    const chosen = new Set(['rare', 'pepper']);
    expect(unitAmountMinor(steak, chosen)).toBe(2500);
    expect(allergensOf(steak, chosen)).toEqual(['milk', 'mustard']);
    expect(lineOf(steak, chosen, { lineId: 'a', quantity: 2, note: ' no salt ', allergy: true })).toMatchObject({ allergy: true, unitAmountMinor: 2500, note: 'no salt', options: ['rare', 'pepper'] });
  });

  it('prices what has no price of its own by its smallest size', () => {
    expect(lowestPrice(wine)).toEqual({ amountMinor: 690, exact: false });
    expect(lowestPrice(steak)).toEqual({ amountMinor: 2350, exact: true });
  });
});

describe('an allergen to avoid', () => {
  const avoided = ['milk', 'mustard'];

  it('is declared by a dish in itself, and not by what nobody has to choose', () => {
    expect(declaredBy(steak, avoided)).toEqual(['mustard']);
    expect(declaredBy(steak, [])).toEqual([]);
    expect(declaredIn(sauce.options[0]!.allergens, avoided)).toEqual(['milk']);
  });

  it('is declared by a dish whose every choice that is left has it', () => {
    const asking = (options: DinerItem['modifier_groups'][0]['options']): DinerItem => ({ ...wine, modifier_groups: [{ ...wine.modifier_groups[0]!, options }] });
    const [sour, oil] = [option('cream', 0, ['milk']), option('oil')];
    expect(declaredBy(asking([sour, oil]), avoided)).toEqual([]);
    expect(declaredBy(asking([sour, { ...oil, sold_out: true }]), avoided)).toEqual(['milk']);
    expect(declaredBy(asking([sour]), avoided)).toEqual(['milk']);
  });
});

describe('the live menu', () => {
  it('strikes and restores items and options', () => {
    const struck = applyNews({ menu, outdated: false }, { id: 8, event: 'availability', data: { struck: [{ subject_id: 'steak', until: null }, { subject_id: 'pepper', until: null }], restored: [] } });
    const item = itemsOfMenu(struck.menu).get('steak')!;
    expect(struck.menu.cursor).toBe(8);
    expect(canBeOrdered(item)).toBe(false);
    expect([...withoutSoldOut(item, new Set(['rare', 'pepper']))]).toEqual(['rare']);
    const back = applyNews(struck, { id: 9, event: 'availability', data: { struck: [], restored: ['steak'] } });
    expect(canBeOrdered(itemsOfMenu(back.menu).get('steak')!)).toBe(true);
  });

  it('cannot be ordered when a required choice has nothing left', () => {
    const { menu: next } = applyNews({ menu, outdated: false }, { id: 8, event: 'availability', data: { struck: [{ subject_id: 'rare' }, { subject_id: 'medium' }], restored: [] } });
    expect(canBeOrdered(itemsOfMenu(next).get('steak')!)).toBe(false);
  });

  it('is outdated by another version only, and takes a snapshot whole', () => {
    expect(applyNews({ menu, outdated: false }, { id: 8, event: 'menu', data: { version: 3 } }).outdated).toBe(false);
    expect(applyNews({ menu, outdated: false }, { id: 8, event: 'menu', data: { version: 4 } }).outdated).toBe(true);
    const paused = { status: 'paused', reason: 'Busy', until: null, quote_minutes: 30 };
    const { menu: next, outdated } = applyNews({ menu, outdated: false }, { id: 12, event: 'snapshot', data: { cursor: 12, ordering: paused, menu_version: 3, sold_out: [{ subject_id: 'wine', until: null }] } });
    expect(next.ordering).toEqual(paused);
    expect(outdated).toBe(false);
    expect([...itemsOfMenu(next).values()].map((each) => each.sold_out)).toEqual([false, true]);
  });

  it('is read again when the answer is older than what the feed told while it travelled', () => {
    const published = { menu, outdated: true };
    expect(takeMenu(published, { ...menu, menu_version: 4 })).toEqual({ menu: { ...menu, menu_version: 4 }, outdated: false });
    const twice = applyNews(published, { id: 9, event: 'menu', data: { version: 5 } });
    expect(takeMenu(twice, { ...menu, menu_version: 4, cursor: 8 })).toEqual({ menu: twice.menu, outdated: true });
    const struck = applyNews(published, { id: 9, event: 'availability', data: { struck: [{ subject_id: 'steak' }], restored: [] } });
    const { menu: kept, outdated } = takeMenu(struck, { ...menu, menu_version: 4, cursor: 8 });
    expect([itemsOfMenu(kept).get('steak')!.sold_out, outdated]).toEqual([true, true]);
  });

  it('is searched without accents, over names and descriptions', () => {
    expect(searchMenu(menu.categories, 'creme POIVRE').flatMap((each) => each.items)).toEqual([steak]);
    expect(searchMenu(menu.categories, 'zzz')).toEqual([]);
    expect(searchMenu(menu.categories, ' ')).toHaveLength(1);
  });
});

describe('the cart', () => {
  it('makes one line of the same dish with the same wishes', () => {
    const cart = addLine(addLine(EMPTY_CART, line(), 99), line({ lineId: 'l2', quantity: 2 }), 99);
    expect(cart.lines).toHaveLength(1);
    expect(itemsOf(cart)).toBe(3);
    expect(addLine(cart, line({ lineId: 'l3', note: 'no salt' }), 99).lines).toHaveLength(2);
    expect(itemsOf(addLine(cart, line({ quantity: 200 }), 99))).toBe(99);
  });

  it('changes, joins and removes lines', () => {
    const two = addLine(addLine(EMPTY_CART, line(), 99), line({ lineId: 'l2', note: 'rare!' }), 99);
    expect(replaceLine(two, 'l2', line({ lineId: 'l2' }), 99).lines).toMatchObject([{ lineId: 'l1', quantity: 2 }]);
    expect(setQuantity(two, 'l1', 0).lines.map((each) => each.lineId)).toEqual(['l2']);
  });

  it('is asked for exactly what was shown, and tips nothing by itself', () => {
    const cart: Cart = { ...addLine(EMPTY_CART, line({ quantity: 2 }), 99), note: ' ' };
    expect(orderRequest(cart, 'v', 't')).toMatchObject({ tip_minor: 0, expected_total_minor: 4700, note: null, lines: [{ expected_unit_amount_minor: 2350, quantity: 2, note: null }] });
    expect(tipMinorOf({ kind: 'share', basisPoints: 1250 }, 999)).toBe(125);
    expect(totalMinorOf({ ...cart, tip: { kind: 'amount', amountMinor: 300 } })).toBe(itemsMinorOf(cart) + 300);
  });

  it('keeps an allergy with its dish through every change, and asks for it', () => {
    const both = addLine(addLine(EMPTY_CART, line(), 99), line({ lineId: 'l2', allergy: true }), 99);
    expect(both.lines).toHaveLength(2);
    expect(setQuantity(both, 'l2', 3).lines[1]).toMatchObject({ quantity: 3, allergy: true });
    expect(replaceLine(both, 'l1', line({ allergy: true }), 99).lines).toMatchObject([{ lineId: 'l2', quantity: 2, allergy: true }]);
    expect(orderRequest({ ...both, allergy: true }, 'v', 't')).toMatchObject({ allergy: true, lines: [{ allergy: false }, { allergy: true }] });
    expect(orderRequest(EMPTY_CART, 'v', 't').allergy).toBe(false);
    expect(addLine(both, line({ lineId: 'l3', allergy: false }), 99).lines).toHaveLength(2);
  });

  it('keeps the key of an order until another is wanted', () => {
    const first = checkoutFor(null, 'a', () => 'key-1');
    expect(checkoutFor({ ...first, orderId: 'o' }, 'a', () => 'key-2')).toEqual({ ...first, orderId: 'o' });
    expect(checkoutFor(first, 'b', () => 'key-2')).toEqual({ key: 'key-2', fingerprint: 'b', orderId: null });
  });
});

describe('what changed meanwhile', () => {
  const cart = addLine(addLine(EMPTY_CART, line(), 99), line({ lineId: 'l2', itemId: 'wine', name: 'Sancerre', options: ['glass'], unitAmountMinor: 690 }), 99);
  const problem = (refusals: unknown[]): Problem => ({ slug: 'order-overtaken', status: 409, title: '', detail: null, traceId: null, retryAfterSeconds: null, members: { refusals } });

  it('names sold-out dishes and options by their line', () => {
    const changes = changesOf(problem([{ code: 'item-sold-out', line: 1, item_id: 'steak', name: 'Steak' }, { code: 'modifier-sold-out', line: 2, item_id: 'wine', modifier_id: 'glass', name: 'Glass' }]), cart);
    expect(changes).toEqual([
      { kind: 'gone', lineId: 'l1', name: 'Steak frites' },
      { kind: 'option', lineId: 'l2', name: 'Sancerre', option: 'Glass' },
    ]);
    expect(acceptChanges(cart, changes).lines).toEqual([]);
  });

  it('takes the new price once it was agreed to', () => {
    const changes = changesOf(problem([{ code: 'total-changed', expected_total_minor: 3040, total_minor: 3140, changed: [{ line_id: '1', item_id: 'steak', name: 'Steak', expected_unit_amount_minor: 2350, unit_amount_minor: 2450 }] }]), cart);
    expect(changes).toEqual([{ kind: 'price', lineId: 'l1', name: 'Steak frites', fromMinor: 2350, toMinor: 2450 }]);
    expect(totalMinorOf(acceptChanges(cart, changes))).toBe(3140);
  });
});
