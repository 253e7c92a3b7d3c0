import type { FeedEvent } from '@/feed/events';
import { applyNewer, applySnapshot, type BySeq } from '@/feed/reducer';

import type { BoardDocument, BoardVenue, StaffCall, Ticket } from './ticket';

/** The reducer counts by `seq`; a ticket's is its revision. */
interface Entry {
  seq: number;
  ticket: Ticket;
}

interface CallEntry {
  seq: number;
  call: StaffCall;
}

export interface Board {
  /** Null until the first snapshot. */
  entries: BySeq<Entry> | null;
  /** Calls for staff, those that are over as well until the next snapshot, so that nothing late brings them back. */
  calls: BySeq<CallEntry>;
  venue: BoardVenue | null;
  recentSeconds: number;
}

export const NO_BOARD: Board = { entries: null, calls: new Map(), venue: null, recentSeconds: 1800 };

const entryOf = (ticket: Ticket): Entry => ({ seq: ticket.revision, ticket });

export function applyEvent(board: Board, { event, data }: FeedEvent): Board {
  if (event === 'snapshot') return withSnapshot(board, data as BoardDocument);
  if (event === 'ticket') {
    const { ticket } = data as { ticket: Ticket };
    return { ...board, entries: applyNewer(board.entries ?? new Map<string, Entry>(), ticket.order_id, entryOf(ticket)) };
  }
  if (event === 'call') return applyCall(board, (data as { call: StaffCall }).call);
  if (event === 'venue') return { ...board, venue: (data as { venue: BoardVenue }).venue };
  return board;
}

/** An answer of the API is as good as an event: whichever is newer counts. */
export const applyTicket = (board: Board, ticket: Ticket): Board => ({ ...board, entries: applyNewer(board.entries ?? new Map<string, Entry>(), ticket.order_id, entryOf(ticket)) });

export const applyCall = (board: Board, call: StaffCall): Board => ({ ...board, calls: applyNewer(board.calls, call.call_id, { seq: call.revision, call }) });

function withSnapshot(board: Board, { tickets, recent, venue, calls, recent_seconds: recentSeconds }: BoardDocument): Board {
  const all = [...tickets, ...recent].map((ticket) => [ticket.order_id, entryOf(ticket)] as const);
  const called = calls.map((call) => [call.call_id, { seq: call.revision, call }] as const);
  return { entries: applySnapshot(board.entries ?? new Map<string, Entry>(), all), calls: applySnapshot(board.calls, called), venue, recentSeconds };
}

const tickets = (board: Board): Ticket[] => [...(board.entries?.values() ?? [])].map(({ ticket }) => ticket);

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0);

/** As the server orders them: when they were paid, and the id between two of the same instant. */
export const byAge = (one: Ticket, other: Ticket): number => Date.parse(one.opened_at) - Date.parse(other.opened_at) || compare(one.order_id, other.order_id);

/** What stands on the board, oldest first: open and recalled tickets, and canceled ones until somebody has taken note. */
export const standing = (board: Board): Ticket[] => tickets(board).filter((ticket) => ticket.on_board || ticket.needs_dismissal).sort(byAge);

/** Tables that wait for somebody, the one that waits longest first. */
export const openCalls = (board: Board): StaffCall[] =>
  [...board.calls.values()]
    .map(({ call }) => call)
    .filter(({ state }) => state === 'open')
    .sort((one, other) => Date.parse(one.called_at) - Date.parse(other.called_at) || compare(one.call_id, other.call_id));

/** What was completed lately, the newest first: what can be called back. */
export function recallable(board: Board, now: number): Ticket[] {
  const since = now - board.recentSeconds * 1000;
  const finishedAt = (ticket: Ticket): number => Date.parse(ticket.finished_at ?? ticket.opened_at);
  return tickets(board)
    .filter((ticket) => ticket.state === 'completed' && !ticket.on_board && finishedAt(ticket) > since)
    .sort((one, other) => finishedAt(other) - finishedAt(one));
}

export interface Count {
  name: string;
  units: number;
  /** With which options, and how many of the units. */
  kinds: { modifiers: string; units: number }[];
}

/** All-day counts: what is still to make, over all tickets, the most first. */
export function allDay(open: readonly Ticket[]): Count[] {
  const counts = new Map<string, Map<string, number>>();
  for (const line of open.filter(({ state }) => state !== 'voided').flatMap((ticket) => ticket.lines)) {
    if (line.ticked) continue;
    const kinds = counts.get(line.name) ?? new Map<string, number>();
    const modifiers = line.modifiers.join(', ');
    counts.set(line.name, kinds.set(modifiers, (kinds.get(modifiers) ?? 0) + line.quantity));
  }
  return [...counts]
    .map(([name, kinds]) => ({ name, units: [...kinds.values()].reduce((sum, units) => sum + units, 0), kinds: [...kinds].map(([modifiers, units]) => ({ modifiers, units })).filter(({ modifiers }) => modifiers) }))
    .sort((one, other) => other.units - one.units || compare(one.name, other.name));
}
