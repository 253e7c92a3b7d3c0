import { type Store, storeOf } from './store';

/** A call for staff that was made at a table with this phone. The token is all that opens it. */
export interface KeptCall {
  callId: string;
  accessToken: string;
}

/** A call lasts fifteen minutes; how it ended is worth a look for a little longer. */
const TWENTY_MINUTES_MS = 20 * 60_000;

export function callStore(venueId: string, tableId: string): Store<KeptCall | null> {
  return storeOf<KeptCall | null>({ key: `call.${venueId}.${tableId}`, empty: null, forgetAfterMs: TWENTY_MINUTES_MS });
}
