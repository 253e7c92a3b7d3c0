import type { MenuCategory, MenuGroup, MenuItem, MenuOption, PublishedMenu } from '@/api/office';

/** A whole menu while it is edited. Ids are made once and kept, so that what is sold out stays so over a publish. */
export interface Draft {
  categories: MenuCategory[];
}

export type MakeId = () => string;

export const draftOf = (menu: Pick<PublishedMenu, 'categories'>): Draft => ({ categories: menu.categories });

const replaceAt = <Thing>(all: readonly Thing[], index: number, change: (thing: Thing) => Thing): Thing[] => all.map((each, place) => (place === index ? change(each) : each));

export const removeAt = <Thing>(all: readonly Thing[], index: number): Thing[] => all.filter((_, place) => place !== index);

/** One place up or down; at the ends nothing happens. */
export function moved<Thing>(all: readonly Thing[], index: number, by: 1 | -1): Thing[] {
  const to = index + by;
  if (to < 0 || to >= all.length) return [...all];
  const copy = [...all];
  [copy[index], copy[to]] = [copy[to]!, copy[index]!];
  return copy;
}

export const changeCategory = (draft: Draft, index: number, change: (category: MenuCategory) => MenuCategory): Draft => ({ categories: replaceAt(draft.categories, index, change) });

export const changeItem = (draft: Draft, category: number, index: number, change: (item: MenuItem) => MenuItem): Draft => changeCategory(draft, category, (each) => ({ ...each, items: replaceAt(each.items, index, change) }));

export const changeGroup = (item: MenuItem, index: number, change: (group: MenuGroup) => MenuGroup): MenuItem => ({ ...item, modifier_groups: replaceAt(item.modifier_groups ?? [], index, change) });

export const changeOption = (group: MenuGroup, index: number, change: (option: MenuOption) => MenuOption): MenuGroup => ({ ...group, options: replaceAt(group.options, index, change) });

export const newCategory = (makeId: MakeId, name: string): MenuCategory => ({ category_id: makeId(), name, items: [], windows: [] });

export const newItem = (makeId: MakeId, name: string): MenuItem => ({ item_id: makeId(), name, price_minor: 0, description: '', allergens: [], image: null, station: null, modifier_groups: [] });

export const newOption = (makeId: MakeId): MenuOption => ({ modifier_id: makeId(), name: '', amount_minor: 0, allergens: [] });

export const newGroup = (makeId: MakeId, name: string): MenuGroup => ({ group_id: makeId(), name, minimum: 0, maximum: 1, options: [newOption(makeId)] });

/** The drawings on the menu and the dish that each belongs to: a picture is chosen by what it shows, not by its code. */
export function drawingsOf({ categories }: Draft): Map<string, string> {
  const drawings = new Map<string, string>();
  for (const { image, name } of categories.flatMap((each) => each.items)) if (image?.startsWith('dish:') && !drawings.has(image)) drawings.set(image, name);
  return drawings;
}

/** The kitchen stations that dishes name, so that a new one is spelled like its neighbours. */
export const stationsOf = ({ categories }: Draft): string[] => [...new Set(categories.flatMap((each) => each.items.flatMap(({ station }) => station ?? [])))].sort();
