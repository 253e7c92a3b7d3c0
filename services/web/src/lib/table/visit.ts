import { type Store, storeOf } from './store';

/** An order that this phone placed. The token is all that lets anybody see it, so it never leaves in an address. */
export interface PlacedRound {
  orderId: string;
  accessToken: string;
  number: string;
  venueId: string;
  venueName: string;
  tableId: string;
  tableLabel: string;
  placedAt: string;
  /** When the payment was handed in on this phone; a payment that was not is not "being confirmed". */
  submittedAt: number | null;
}

const TWELVE_HOURS_MS = 12 * 3_600_000;
const ROUNDS_MAX = 40;

export function visitStore(): Store<PlacedRound[]> {
  return storeOf<PlacedRound[]>({ key: 'visit', empty: [], forgetAfterMs: TWELVE_HOURS_MS });
}

export function rememberRound(rounds: PlacedRound[], round: PlacedRound): PlacedRound[] {
  const known = rounds.find((each) => each.orderId === round.orderId);
  return [{ ...round, submittedAt: known?.submittedAt ?? round.submittedAt }, ...rounds.filter((each) => each !== known)].slice(0, ROUNDS_MAX);
}

export function markSubmitted(rounds: PlacedRound[], orderId: string, at: number | null): PlacedRound[] {
  return rounds.map((each) => (each.orderId === orderId ? { ...each, submittedAt: at } : each));
}

export const roundOf = (rounds: readonly PlacedRound[], orderId: string): PlacedRound | null => rounds.find((each) => each.orderId === orderId) ?? null;
