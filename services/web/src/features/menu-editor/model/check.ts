import type { MenuGroup, MenuItem } from '@/api/office';

import type { Draft } from './draft';

export type Fault = 'missing' | 'days' | 'maximum' | 'minimum' | 'refused';

/** Something to mend before a menu can be published; `pointer` is a JSON pointer into it, as the service's are. */
export interface Problem {
  pointer: string;
  fault: Fault;
  /** The service's own words, for what only it knows. */
  message?: string;
  /** The names of what it is in, from the outside. */
  place: readonly string[];
}

/** What can be seen without asking the service; it has the last word. */
export function problemsIn(draft: Draft): Problem[] {
  return draft.categories.flatMap((category, c) => {
    const pointer = `/categories/${c}`;
    const place = [category.name];
    const named = blank(category.name, `${pointer}/name`, place);
    const days = (category.windows ?? []).flatMap((window, w): Problem[] => (window.weekdays.length ? [] : [{ pointer: `${pointer}/windows/${w}/weekdays`, fault: 'days', place }]));
    const items = category.items.flatMap((item, i) => inItem(item, `${pointer}/items/${i}`, [...place, item.name]));
    return [...named, ...days, ...items];
  });
}

function inItem(item: MenuItem, pointer: string, place: readonly string[]): Problem[] {
  const groups = (item.modifier_groups ?? []).flatMap((group, g) => inGroup(group, `${pointer}/modifier_groups/${g}`, [...place, group.name]));
  return [...blank(item.name, `${pointer}/name`, place), ...groups];
}

function inGroup(group: MenuGroup, pointer: string, place: readonly string[]): Problem[] {
  const options = group.options.flatMap((option, o) => blank(option.name, `${pointer}/options/${o}/name`, place));
  const maximum: Problem[] = group.maximum < Math.max(group.minimum, 1) ? [{ pointer: `${pointer}/maximum`, fault: 'maximum', place }] : [];
  const minimum: Problem[] = group.minimum > group.options.length ? [{ pointer: `${pointer}/minimum`, fault: 'minimum', place }] : [];
  return [...blank(group.name, `${pointer}/name`, place), ...options, ...maximum, ...minimum];
}

const blank = (text: string, pointer: string, place: readonly string[]): Problem[] => (text.trim() ? [] : [{ pointer, fault: 'missing', place }]);

interface RefusedField {
  pointer?: unknown;
  message?: unknown;
}

/** The service's refusals (`errors` of `invalid-menu`, or of a body that it cannot read). */
export function refusalsOf(members: Readonly<Record<string, unknown>>, draft: Draft): Problem[] {
  const errors = Array.isArray(members.errors) ? (members.errors as RefusedField[]) : [];
  return errors.flatMap((each): Problem[] => {
    if (typeof each.pointer !== 'string') return [];
    return [{ pointer: each.pointer, fault: 'refused', message: typeof each.message === 'string' ? each.message : undefined, place: placeOf(each.pointer, draft) }];
  });
}

function placeOf(pointer: string, draft: Draft): string[] {
  const [, category, item] = /^\/categories\/(\d+)(?:\/items\/(\d+))?/.exec(pointer) ?? [];
  const found = category === undefined ? undefined : draft.categories[Number(category)];
  return [found?.name, item === undefined ? undefined : found?.items[Number(item)]?.name].filter((name) => name !== undefined);
}
