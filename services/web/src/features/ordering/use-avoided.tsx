'use client';

import { useDinerWords } from '@/lib/context/context';
import type { CommonKey } from '@/lib/i18n/catalogue';
import { avoidStore } from '@/lib/table/avoid';
import { useStore } from '@/lib/table/use-store';

const NOTHING: readonly string[] = [];

/** Nothing until the page is alive: the server remembers nothing of a phone. */
export const useAvoided = (venueId: string): readonly string[] => useStore(avoidStore(venueId)) ?? NOTHING;

/** The allergens by their names, as a list in a sentence. */
export function useAllergenNames(): (codes: readonly string[]) => string {
  const words = useDinerWords();
  return (codes) => codes.map((code) => words(`allergen.${code}` as CommonKey)).join(', ');
}
