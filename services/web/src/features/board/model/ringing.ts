import { isUnseen, type StaffCall, type Ticket } from './ticket';

export interface Ringing {
  /** Every ticket that stood on this board, so that none rings twice. */
  known: ReadonlySet<string>;
  /** Tickets that came and that nobody has reacted to here. */
  fresh: ReadonlySet<string>;
  /** Grows with everything that came: each time is a reason to ring at once. */
  arrivals: number;
}

export const SILENT: Ringing = { known: new Set(), fresh: new Set(), arrivals: 0 };

/**
 * A ticket rings when it comes unseen, once for all that follows. What was paid and canceled at one go never comes, and
 * what leaves or is seen on another screen stops ringing.
 */
export function heard(ringing: Ringing, standing: readonly Ticket[]): Ringing {
  const arrived = standing.filter((ticket) => !ringing.known.has(ticket.order_id));
  const open = new Set(standing.filter(({ state }) => state === 'ready_to_fulfill').map(({ order_id: id }) => id));
  const kept = [...ringing.fresh].filter((id) => open.has(id));
  if (!arrived.length && kept.length === ringing.fresh.size) return ringing;
  const rings = arrived.filter(isUnseen).map(({ order_id: id }) => id);
  return { known: new Set([...ringing.known, ...arrived.map(({ order_id: id }) => id)]), fresh: new Set([...kept, ...rings]), arrivals: ringing.arrivals + rings.length };
}

export const touched = (ringing: Ringing): Ringing => (ringing.fresh.size ? { ...ringing, fresh: new Set() } : ringing);

export interface Called {
  known: ReadonlySet<string>;
  /** Grows with every call that came: each is a reason to ring once. */
  arrivals: number;
}

export const NO_CALLS: Called = { known: new Set(), arrivals: 0 };

/** A call rings once and is not repeated: unlike an order it is answered by whoever is free, and the guest can wave. */
export function heardCalls(called: Called, open: readonly StaffCall[]): Called {
  const arrived = open.filter(({ call_id: id }) => !called.known.has(id));
  if (!arrived.length) return called;
  return { known: new Set([...called.known, ...arrived.map(({ call_id: id }) => id)]), arrivals: called.arrivals + arrived.length };
}

const UNSEEN_ALARM_MS = 30_000;

/** Paid, and nobody has had it in front of them for too long: every device of the venue says so. */
export const alarming = (standing: readonly Ticket[], now: number): Ticket[] =>
  standing.filter((ticket) => isUnseen(ticket) && (ticket.alarmed_at !== null || now - Date.parse(ticket.opened_at) >= UNSEEN_ALARM_MS));
