import { type Store, storeOf } from './store';

const TWELVE_HOURS_MS = 12 * 3_600_000;
const NOTHING: readonly string[] = [];

/** The allergens that this phone does not want to see declared, at one venue and for one visit. They are never sent. */
export function avoidStore(venueId: string): Store<readonly string[]> {
  return storeOf({ key: `avoid.${venueId}`, empty: NOTHING, forgetAfterMs: TWELVE_HOURS_MS });
}
