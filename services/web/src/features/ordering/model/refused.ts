import { isTransient, type Problem } from '@/api/problem';
import type { CommonKey, DinerKey } from '@/lib/i18n/catalogue';

export interface RefusedWords {
  title: DinerKey | CommonKey;
  /** Below the title: a message of ours, or what the venue itself wrote. What an API says of itself is for programs. */
  text: { key: DinerKey | CommonKey } | { own: string } | null;
}

/** Why an order was not taken, in words that a diner can act on. */
export function refusedWords(problem: Problem, isOpen: boolean): RefusedWords {
  if (isTableGone(problem)) return { title: 'menu.unknown.title', text: { key: 'menu.unknown.text' } };
  if (problem.slug === 'not-ordering') return { title: 'review.blocked', text: problem.detail ? { own: problem.detail } : null };
  if (problem.status === 429) return { title: 'review.busy', text: null };
  if (isTransient(problem)) return { title: 'review.network', text: null };
  if (problem.status === 422 || problem.slug === 'order-overtaken') return { title: 'review.invalid', text: null };
  return { title: isOpen ? 'error.title' : 'review.blocked', text: { key: 'error.text' } };
}

/** Nothing can be ordered at this table, however often it is tried. */
export const isTableGone = (problem: Problem): boolean => problem.slug === 'table-not-found';
