import type { DinerItem, DinerMenu, Ordering } from '@/api/types';
import type { FeedEvent } from '@/feed/events';

interface SoldOut {
  subject_id: string;
}

interface AvailabilityNews {
  struck: SoldOut[];
  restored: string[];
}

interface Snapshot {
  cursor: number;
  ordering: Ordering;
  menu_version: number | null;
  sold_out: SoldOut[];
}

export interface Followed {
  menu: DinerMenu;
  /** Another menu was published, or the feed lost its place: what is shown must be read again. */
  outdated: boolean;
}

/** The menu after one event of the venue's availability feed. */
export function applyNews({ menu, outdated }: Followed, { id, event, data }: FeedEvent): Followed {
  const at = { ...menu, cursor: id };
  if (event === 'ordering') return { menu: { ...at, ordering: data as Ordering }, outdated };
  if (event === 'menu') return { menu: at, outdated: outdated || (data as { version: number }).version !== menu.menu_version };
  if (event === 'availability') {
    const { struck, restored } = data as AvailabilityNews;
    const [out, back] = [new Set(struck.map((each) => each.subject_id)), new Set(restored)];
    return { menu: mark(at, (subject, was) => (out.has(subject) ? true : back.has(subject) ? false : was)), outdated };
  }
  if (event === 'snapshot') {
    const { ordering, sold_out, menu_version } = data as Snapshot;
    const out = new Set(sold_out.map((each) => each.subject_id));
    return { menu: { ...mark(at, (subject) => out.has(subject)), ordering }, outdated: outdated || menu_version !== menu.menu_version };
  }
  return { menu, outdated };
}

/**
 * What came of reading the menu. An answer from before what the feed has told meanwhile would bring back a dish that is
 * struck, or pass an old version off as the new one: the page keeps what it has and reads again.
 */
export function takeMenu({ menu }: Followed, read: DinerMenu): Followed {
  return read.cursor < menu.cursor ? { menu, outdated: true } : { menu: read, outdated: false };
}

function mark(menu: DinerMenu, soldOut: (subject: string, was: boolean) => boolean): DinerMenu {
  const item = (each: DinerItem): DinerItem => ({
    ...each,
    sold_out: soldOut(each.item_id, each.sold_out),
    modifier_groups: each.modifier_groups.map((group) => ({
      ...group,
      options: group.options.map((option) => ({ ...option, sold_out: soldOut(option.modifier_id, option.sold_out) })),
    })),
  });
  return { ...menu, categories: menu.categories.map((category) => ({ ...category, items: category.items.map(item) })) };
}

export function itemsOfMenu(menu: DinerMenu): Map<string, DinerItem> {
  return new Map(menu.categories.flatMap((category) => category.items.map((item) => [item.item_id, item] as const)));
}

/** Not sold out, and no group of options without enough that is left. */
export function canBeOrdered(item: DinerItem): boolean {
  return !item.sold_out && item.modifier_groups.every((group) => group.options.filter((option) => !option.sold_out).length >= group.minimum);
}
