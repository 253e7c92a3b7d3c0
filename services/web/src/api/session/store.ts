import { type Store, storeOf } from '@/lib/table/store';

import type { components } from '../generated/order';

export type Session = components['schemas']['SessionBody'];
export type Action = components['schemas']['Action'];

/** Why there is no session any more; what the sign-in page says first. */
export type Ended = 'expired' | 'signed-out';

export interface KeptSession {
  session: Session | null;
  ended: Ended | null;
}

const EMPTY: KeptSession = { session: null, ended: null };
/** A token is good for twelve hours; a day later nobody wonders why it is not. */
const FORGET_AFTER_MS = 24 * 3_600_000;

/**
 * In `localStorage`, so that a tablet that restarts in the middle of service comes back to its board by itself and
 * all tabs sign out together. Pages that read it run only scripts that the server named (see `config/csp.ts`).
 */
export function sessionStore(): Store<KeptSession> {
  return storeOf<KeptSession>({ key: 'session', empty: EMPTY, forgetAfterMs: FORGET_AFTER_MS });
}

export const signedIn = (session: Session): KeptSession => ({ session, ended: null });

/** Ends `token`'s session; one that has begun since is left alone. */
export const ended = (kept: KeptSession, token: string, why: Ended): KeptSession => (kept.session?.token === token ? { session: null, ended: why } : kept);
