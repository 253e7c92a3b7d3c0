import type { MenuCategory, MenuItem } from '@/api/office';

import type { Draft } from './draft';

/**
 * My changes on top of a menu that somebody else published: a section or dish that I touched is mine, one that I did
 * not touch is theirs. Where both touched the same dish, mine stands; the diff shows what that changes.
 */
export function rebase(base: Draft, mine: Draft, theirs: Draft): Draft {
  const [old, own, other] = [indexed(base), indexed(mine), indexed(theirs)];
  const keep = (id: string): boolean => own.has(id) || !old.has(id);
  const order = [...mine.categories.map((each) => each.category_id), ...theirs.categories.map((each) => each.category_id).filter((id) => !own.has(id))];
  const categories = order.filter(keep).flatMap((id): MenuCategory[] => {
    const merged = mergeCategory(old.get(id), own.get(id), other.get(id));
    return merged ? [merged] : [];
  });
  return { categories };
}

const indexed = (menu: Draft): Map<string, MenuCategory> => new Map(menu.categories.map((each) => [each.category_id, each]));
const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

function mergeCategory(base: MenuCategory | undefined, mine: MenuCategory | undefined, theirs: MenuCategory | undefined): MenuCategory | null {
  if (!mine) return theirs ?? null;
  if (!theirs) return base && same(base, mine) ? null : mine;
  const isRenamed = !base || base.name !== mine.name;
  const isRetimed = !base || !same(base.windows ?? [], mine.windows ?? []);
  return { ...theirs, name: isRenamed ? mine.name : theirs.name, windows: isRetimed ? mine.windows : theirs.windows, items: mergeItems(base?.items ?? [], mine.items, theirs.items) };
}

function mergeItems(base: readonly MenuItem[], mine: readonly MenuItem[], theirs: readonly MenuItem[]): MenuItem[] {
  const byId = (items: readonly MenuItem[]): Map<string, MenuItem> => new Map(items.map((each) => [each.item_id, each]));
  const [old, own, other] = [byId(base), byId(mine), byId(theirs)];
  const added = theirs.filter((each) => !own.has(each.item_id) && !old.has(each.item_id));
  const kept = mine.flatMap((each): MenuItem[] => {
    const [was, now] = [old.get(each.item_id), other.get(each.item_id)];
    const isUntouched = was !== undefined && same(was, each);
    if (!isUntouched) return [each];
    return now ? [now] : [];
  });
  return [...kept, ...added];
}
