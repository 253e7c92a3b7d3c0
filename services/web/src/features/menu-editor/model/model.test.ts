import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { MenuGroup, MenuItem } from '@/api/office';

import { problemsIn, refusalsOf } from './check';
import { diffMenus } from './diff';
import { changeCategory, changeGroup, changeItem, type Draft, moved, newCategory, newGroup, newItem, removeAt } from './draft';
import { rebase } from './rebase';

const item = (id: string, name: string, price: number, groups: MenuGroup[] = []): MenuItem => ({ ...newItem(() => id, name), price_minor: price, modifier_groups: groups });
const sauce: MenuGroup = { group_id: 'sauce', name: 'Sauce', minimum: 1, maximum: 1, options: [{ modifier_id: 'bearnaise', name: 'Béarnaise', amount_minor: 0, allergens: ['eggs'] }, { modifier_id: 'pepper', name: 'Pepper', amount_minor: 150, allergens: [] }] };
const menu: Draft = {
  categories: [
    { ...newCategory(() => 'starters', 'Starters'), items: [item('soup', 'Onion soup', 950), item('snails', 'Snails', 1200)] },
    { ...newCategory(() => 'mains', 'Mains'), items: [item('steak', 'Steak frites', 2400, [sauce])] },
  ],
};
const priced = (base: Draft, price: number): Draft => changeItem(base, 1, 0, (each) => ({ ...each, price_minor: price }));

describe('the difference between two menus', () => {
  it('is nothing for the same one, and for lists in another order', () => {
    expect(diffMenus(menu, structuredClone(menu))).toEqual([]);
    const allergens = (names: string[]): Draft => changeItem(menu, 0, 0, (each) => ({ ...each, allergens: names }));
    expect(diffMenus(allergens(['milk', 'eggs']), allergens(['eggs', 'milk']))).toEqual([]);
  });

  it('names what a price was and becomes', () => {
    expect(diffMenus(menu, priced(menu, 2650))).toEqual([{ kind: 'changed', what: 'item', id: 'steak', name: 'Steak frites', place: ['Mains'], fields: [{ field: 'price_minor', before: 2400, after: 2650 }] }]);
  });

  it('says once that a section is new or gone, with all that is in it', () => {
    const more: Draft = { categories: [...menu.categories, { ...newCategory(() => 'sweets', 'Sweets'), items: [item('tarte', 'Tarte', 800)] }] };
    expect(diffMenus(menu, more).map(({ kind, what, name }) => [kind, what, name])).toEqual([['added', 'category', 'Sweets']]);
    expect(diffMenus(more, menu).map(({ kind, what, name }) => [kind, what, name])).toEqual([['removed', 'category', 'Sweets']]);
  });

  it('finds options, and dishes that stand elsewhere', () => {
    const dearer = changeItem(menu, 1, 0, (each) => changeGroup(each, 0, (group) => ({ ...group, options: removeAt(group.options, 1) })));
    expect(diffMenus(menu, dearer)).toMatchObject([{ kind: 'removed', what: 'option', name: 'Pepper', place: ['Steak frites', 'Sauce'] }]);
    const swapped = changeCategory(menu, 0, (each) => ({ ...each, items: moved(each.items, 0, 1) }));
    expect(diffMenus(menu, swapped)).toMatchObject([{ kind: 'changed', what: 'category', name: 'Starters', fields: [{ field: 'position' }] }]);
  });
});

describe('what must be mended', () => {
  it('is found with its place', () => {
    const broken = changeItem(menu, 1, 0, (each) => changeGroup({ ...each, name: ' ' }, 0, (group) => ({ ...group, minimum: 3, maximum: 2 })));
    expect(problemsIn(broken).map(({ pointer, fault }) => [pointer, fault])).toEqual([
      ['/categories/1/items/0/name', 'missing'],
      ['/categories/1/items/0/modifier_groups/0/maximum', 'maximum'],
      ['/categories/1/items/0/modifier_groups/0/minimum', 'minimum'],
    ]);
    expect(problemsIn(menu)).toEqual([]);
    expect(problemsIn({ categories: [{ ...newCategory(() => 'c', 'Lunch'), windows: [{ weekdays: [], opens_minute: 0, closes_minute: 60 }] }] })).toMatchObject([{ fault: 'days' }]);
  });

  it('is what the service says too', () => {
    const members = { errors: [{ pointer: '/categories/1/items/0/price_minor', message: 'In KWD an amount is a multiple of 10.' }, { pointer: 7 }] };
    expect(refusalsOf(members, menu)).toEqual([{ pointer: '/categories/1/items/0/price_minor', fault: 'refused', message: 'In KWD an amount is a multiple of 10.', place: ['Mains', 'Steak frites'] }]);
  });
});

describe('my changes on a menu that somebody else published', () => {
  const theirs = changeItem(menu, 0, 0, (each) => ({ ...each, price_minor: 990 }));

  it('keep both sides where they do not meet', () => {
    const merged = rebase(menu, priced(menu, 2650), theirs);
    expect(diffMenus(theirs, merged)).toMatchObject([{ id: 'steak', fields: [{ before: 2400, after: 2650 }] }]);
  });

  it('win where both touched the same dish', () => {
    const merged = rebase(menu, priced(menu, 2650), priced(menu, 2500));
    expect(merged.categories[1]?.items[0]?.price_minor).toBe(2650);
  });

  it('do not bring back what they removed, nor lose what they added', () => {
    const without: Draft = { categories: [changeCategory(menu, 0, (each) => ({ ...each, items: [...removeAt(each.items, 1), item('paté', 'Pâté', 1100)] })).categories[0]!, ...menu.categories.slice(1)] };
    expect(rebase(menu, priced(menu, 2650), without).categories[0]?.items.map(({ name }) => name)).toEqual(['Onion soup', 'Pâté']);
  });

  it('are the new menu when I changed nothing, and mine when they did not', () => {
    expect(rebase(menu, menu, theirs)).toEqual(theirs);
    expect(rebase(menu, priced(menu, 1), menu)).toEqual(priced(menu, 1));
  });
});

describe('a draft', () => {
  it('moves within its bounds', () => {
    fc.assert(fc.property(fc.array(fc.nat(), { minLength: 1 }), fc.nat(), fc.constantFrom(1 as const, -1 as const), (all, at, by) => {
      expect([...moved(all, at % all.length, by)].sort()).toEqual([...all].sort());
    }));
    expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b']);
  });

  it('has choices with an option', () => {
    expect(newGroup(() => 'x', 'Sauce').options).toHaveLength(1);
  });
});
