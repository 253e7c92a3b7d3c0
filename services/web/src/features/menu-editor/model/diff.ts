import type { MenuCategory, MenuGroup, MenuItem, MenuOption, ServedWindow } from '@/api/office';

import type { Draft } from './draft';

export type What = 'category' | 'item' | 'group' | 'option';

export type Field = 'name' | 'description' | 'price_minor' | 'amount_minor' | 'image' | 'station' | 'allergens' | 'minimum' | 'maximum' | 'windows' | 'position';

export type FieldValue = string | number | null | readonly string[] | readonly ServedWindow[];

export interface FieldChange {
  field: Field;
  before: FieldValue;
  after: FieldValue;
}

/** One thing that is different, as a person would say it: where, what, and each of its fields. */
export interface Change {
  kind: 'added' | 'removed' | 'changed' | 'moved';
  what: What;
  id: string;
  name: string;
  /** The names of what it stands in, from the outside. */
  place: readonly string[];
  fields: readonly FieldChange[];
}

/** A part of a menu as a flat record: its own fields, and where it stands. */
interface Part {
  what: What;
  id: string;
  name: string;
  place: readonly string[];
  parent: string;
  fields: Readonly<Partial<Record<Field, FieldValue>>>;
}

/** What is different in `after`, in the order in which it is read there; what is gone comes last. */
export function diffMenus(before: Draft, after: Draft): Change[] {
  const [old, now] = [partsOf(before), partsOf(after)];
  const isNew = (id: string): boolean => !old.has(id);
  const changes: Change[] = [];
  for (const [key, part] of now) {
    const known = old.get(key);
    if (!known) {
      // Everything in something new is new; saying it once is enough.
      if (!isNew(part.parent) || !part.parent) changes.push(change('added', part, fieldsOf(part, null)));
      continue;
    }
    const fields = fieldChanges(known, part);
    if (fields.length) changes.push(change('changed', part, fields));
    if (known.parent !== part.parent) changes.push(change('moved', part, []));
  }
  for (const parent of reordered(old, now)) changes.push(parent);
  for (const [key, part] of old) {
    if (!now.has(key) && (!part.parent || now.has(part.parent))) changes.push(change('removed', part, []));
  }
  return changes;
}

const change = (kind: Change['kind'], part: Part, fields: readonly FieldChange[]): Change => ({ kind, what: part.what, id: part.id, name: part.name, place: part.place, fields });

function fieldChanges(before: Part, after: Part): FieldChange[] {
  return (Object.keys(after.fields) as Field[]).filter((field) => JSON.stringify(before.fields[field]) !== JSON.stringify(after.fields[field])).map((field) => ({ field, before: before.fields[field] ?? null, after: after.fields[field] ?? null }));
}

/** What a new thing costs is worth a look; the rest is seen in the preview. */
function fieldsOf(part: Part, before: null): FieldChange[] {
  const price = part.fields.price_minor ?? part.fields.amount_minor;
  const field: Field = part.what === 'item' ? 'price_minor' : 'amount_minor';
  return price === undefined || price === null ? [] : [{ field, before, after: price }];
}

/** Parents whose common children stand in another order. */
function reordered(old: ReadonlyMap<string, Part>, now: ReadonlyMap<string, Part>): Change[] {
  const order = (parts: ReadonlyMap<string, Part>, others: ReadonlyMap<string, Part>): Map<string, string[]> => {
    const found = new Map<string, string[]>();
    for (const [key, part] of parts) if (others.get(key)?.parent === part.parent) found.set(part.parent, [...(found.get(part.parent) ?? []), key]);
    return found;
  };
  const [before, after] = [order(old, now), order(now, old)];
  return [...after].flatMap(([parent, keys]): Change[] => {
    if (keys.join() === before.get(parent)?.join()) return [];
    const part = now.get(parent);
    const position: FieldChange = { field: 'position', before: null, after: null };
    return [part ? change('changed', part, [position]) : { kind: 'moved', what: 'category', id: '', name: '', place: [], fields: [position] }];
  });
}

function partsOf(menu: Draft): Map<string, Part> {
  const parts = new Map<string, Part>();
  for (const category of menu.categories) {
    const key = `category ${category.category_id}`;
    parts.set(key, categoryPart(category));
    for (const item of category.items) {
      const itemKey = `item ${item.item_id}`;
      parts.set(itemKey, itemPart(item, category, key));
      for (const group of item.modifier_groups ?? []) {
        const groupKey = `${itemKey} group ${group.group_id}`;
        parts.set(groupKey, groupPart(group, item, category, itemKey));
        for (const option of group.options) parts.set(`${groupKey} option ${option.modifier_id}`, optionPart(option, group, item, groupKey));
      }
    }
  }
  return parts;
}

const text = (value: string | null | undefined): string | null => value || null;
const sorted = (allergens: readonly string[] | undefined): readonly string[] => [...(allergens ?? [])].sort();

const categoryPart = (category: MenuCategory): Part => ({ what: 'category', id: category.category_id, name: category.name, place: [], parent: '', fields: { name: category.name, windows: category.windows ?? [] } });

const itemPart = (item: MenuItem, category: MenuCategory, parent: string): Part => ({
  what: 'item',
  id: item.item_id,
  name: item.name,
  place: [category.name],
  parent,
  fields: { name: item.name, price_minor: item.price_minor, description: text(item.description), allergens: sorted(item.allergens), image: text(item.image), station: text(item.station) },
});

const groupPart = (group: MenuGroup, item: MenuItem, category: MenuCategory, parent: string): Part => ({
  what: 'group',
  id: group.group_id,
  name: group.name,
  place: [category.name, item.name],
  parent,
  fields: { name: group.name, minimum: group.minimum, maximum: group.maximum },
});

const optionPart = (option: MenuOption, group: MenuGroup, item: MenuItem, parent: string): Part => ({
  what: 'option',
  id: option.modifier_id,
  name: option.name,
  place: [item.name, group.name],
  parent,
  fields: { name: option.name, amount_minor: option.amount_minor ?? 0, allergens: sorted(option.allergens) },
});
