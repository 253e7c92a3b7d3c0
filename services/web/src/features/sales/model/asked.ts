import type { Problem } from '@/api/problem';
import { isUnknown } from '@/lib/outcome';
import { type Store, storeOf } from '@/lib/table/store';

/** A request and the Idempotency-Key that it is sent with. */
export interface Asked {
  body: unknown;
  key: string;
}

/** By what was asked of which order: the requests whose answer is not known. */
export type Open = Readonly<Record<string, Asked>>;

/** Turned away at the door: says nothing of the same request before it. */
const TURNED_AWAY = [401, 429];

const FORGET_AFTER_MS = 24 * 3_600_000;

/** It outlives the dialog, the page and the tab: whoever asks again after a lost answer must ask with the same key. */
export const askedStore = (venueId: string): Store<Open> => storeOf<Open>({ key: `asked.${venueId}`, empty: {}, forgetAfterMs: FORGET_AFTER_MS });

/** The key for a body: the same for the same body until an answer is known, so that pressing again does nothing twice. */
export function keyFor(store: Store<Open>, name: string, body: unknown): string {
  const known = store.get()[name];
  if (known && JSON.stringify(known.body) === JSON.stringify(body)) return known.key;
  const key = crypto.randomUUID();
  store.set((open) => ({ ...open, [name]: { body, key } }));
  return key;
}

/** What is known to be done or refused is over; the same asked once more is meant once more. */
export function answered(store: Store<Open>, name: string, problem: Problem | null): void {
  if (problem && (isUnknown(problem) || TURNED_AWAY.includes(problem.status))) return;
  store.set((open) => Object.fromEntries(Object.entries(open).filter(([each]) => each !== name)));
}
