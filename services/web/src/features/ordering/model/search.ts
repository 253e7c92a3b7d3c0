import type { DinerCategory, DinerItem } from '@/api/types';
import { plain } from '@/lib/plain';

function matches(item: DinerItem, words: readonly string[]): boolean {
  const text = plain(`${item.name} ${item.description}`);
  return words.every((word) => text.includes(word));
}

/** The categories with the items that hold every word; all of them without a query. */
export function searchMenu(categories: readonly DinerCategory[], query: string): DinerCategory[] {
  const words = plain(query).split(/\s+/).filter(Boolean);
  if (!words.length) return categories.filter((category) => category.items.length);
  return categories.map((category) => ({ ...category, items: category.items.filter((item) => matches(item, words)) })).filter((category) => category.items.length);
}
