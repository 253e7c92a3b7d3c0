import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { allDay, applyCall, applyEvent, applyTicket, type Board, NO_BOARD, openCalls, recallable, standing } from './board';
import { enqueue, isCaughtUp, outcomeOf, stepsFor, withdraw } from './bumps';
import { expoOf } from './expo';
import { linkOf } from './link';
import { alarming, heard, heardCalls, NO_CALLS, SILENT, touched } from './ringing';
import { ageOf, isReady, needsAllergyCheck, type StaffCall, type Ticket } from './ticket';

const at = (minute: number, second = 0): string => new Date(Date.UTC(2026, 0, 1, 12, minute, second)).toISOString();
const ms = (minute: number, second = 0): number => Date.parse(at(minute, second));

const line = (name: string, quantity = 1, ticked = false, modifiers: string[] = []) => ({ line_id: name, name, quantity, modifiers, allergens: [], note: null, station: null, allergy: false, ticked });

function ticket(id: string, change: Partial<Ticket> = {}): Ticket {
  return {
    order_id: id, venue_id: 'v', table_id: 't', table_label: '6', order_number: `A${id}`, state: 'ready_to_fulfill', order_state: 'PAYMENT_SUCCEEDED', order_version: 3, revision: 1,
    on_board: true, needs_dismissal: false, opened_at: at(0), due_soon_at: at(5), due_at: at(8), started_at: null, finished_at: null, late: false, void_reason: null, first_seen_at: null,
    alarmed_at: null, allergens: [], allergy: false, allergy_acknowledged_at: null, recalled_at: null, dismissed_at: null, diner_note: null, currency: 'eur', total_minor: 1000, refunded_minor: 0,
    lines: [line('Soup')], ...change,
  };
}

const staffCall = (id: string, change: Partial<StaffCall> = {}): StaffCall => ({
  call_id: id, venue_id: 'v', table_id: 't', table_label: '6', reason: 'help', state: 'open', revision: 1, called_at: at(0), expires_at: at(15), ended_at: null, ...change,
});

const boardOf = (tickets: Ticket[], recent: Ticket[] = [], calls: StaffCall[] = []): Board =>
  applyEvent(NO_BOARD, { id: 1, event: 'snapshot', data: { venue_id: 'v', cursor: 1, server_time: at(0), recent_seconds: 1800, venue: null, tickets, recent, calls } });
const news = (board: Board, each: Ticket): Board => applyEvent(board, { id: 2, event: 'ticket', data: { server_time: at(0), ticket: each } });
const ids = (tickets: Ticket[]): string[] => tickets.map(({ order_id: id }) => id);

describe('the board', () => {
  it('stands oldest first, with canceled tickets in their place until somebody took note', () => {
    const voided = ticket('b', { state: 'voided', on_board: false, needs_dismissal: true, opened_at: at(1), revision: 3 });
    const board = boardOf([ticket('c', { opened_at: at(2) }), ticket('a'), voided]);
    expect(ids(standing(board))).toEqual(['a', 'b', 'c']);
    expect(ids(standing(news(board, { ...voided, needs_dismissal: false, revision: 4 })))).toEqual(['a', 'c']);
  });

  it('brings a recalled ticket back to its place', () => {
    const done = ticket('a', { state: 'completed', on_board: false, finished_at: at(3), revision: 4 });
    const board = news(boardOf([ticket('b', { opened_at: at(1) })]), done);
    expect(ids(standing(board))).toEqual(['b']);
    expect(ids(recallable(board, ms(20)))).toEqual(['a']);
    const back = news(board, { ...done, on_board: true, recalled_at: at(4), revision: 5 });
    expect(ids(standing(back))).toEqual(['a', 'b']);
    expect(recallable(back, ms(20))).toEqual([]);
  });

  it('forgets what was handed out more than half an hour ago', () => {
    const board = boardOf([], [ticket('a', { state: 'completed', on_board: false, finished_at: at(3) })]);
    expect(recallable(board, ms(32))).toHaveLength(1);
    expect(recallable(board, ms(34))).toEqual([]);
  });

  it('ends the same however often and in whatever order events arrive, answers of the API among them', () => {
    const change = fc.record({ id: fc.constantFrom('a', 'b', 'c'), revision: fc.integer({ min: 1, max: 6 }) });
    const made = ({ id, revision }: { id: string; revision: number }): Ticket => ticket(id, { revision, on_board: revision < 5, table_label: String(revision) });
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), fc.func(fc.integer()), (changes, rank) => {
        const shuffled = [...changes, ...changes].sort((one, other) => rank(one) - rank(other));
        const plain = changes.map(made).reduce(news, boardOf([]));
        const mixed = shuffled.map(made).reduce((board, each, index) => (index % 2 ? applyTicket(board, each) : news(board, each)), boardOf([]));
        expect(standing(mixed)).toEqual(standing(plain));
      }),
    );
  });

  it('counts what is still to make, over all tickets', () => {
    const tickets = [ticket('a', { lines: [line('Steak', 2, false, ['Rare']), line('Soup', 1, true)] }), ticket('b', { lines: [line('Steak', 1), line('Fries', 4)] }), ticket('c', { state: 'voided', lines: [line('Steak', 9)] })];
    expect(allDay(tickets)).toEqual([
      { name: 'Fries', units: 4, kinds: [] },
      { name: 'Steak', units: 3, kinds: [{ modifiers: 'Rare', units: 2 }] },
    ]);
  });
});

describe('calls for staff', () => {
  const told = (board: Board, call: StaffCall): Board => applyEvent(board, { id: 2, event: 'call', data: { server_time: at(0), call } });
  const callIds = (board: Board): string[] => openCalls(board).map(({ call_id: id }) => id);

  it('stand with the one that waits longest first, and leave when they are over', () => {
    const board = told(boardOf([], [], [staffCall('b', { called_at: at(2) })]), staffCall('a', { called_at: at(1) }));
    expect(callIds(board)).toEqual(['a', 'b']);
    const answered = applyCall(board, staffCall('a', { state: 'acknowledged', revision: 2 }));
    expect(callIds(answered)).toEqual(['b']);
    expect(callIds(told(answered, staffCall('a')))).toEqual(['b']);
    expect(callIds(applyEvent(answered, { id: 3, event: 'snapshot', data: { venue_id: 'v', cursor: 3, server_time: at(0), recent_seconds: 1800, venue: null, tickets: [], recent: [], calls: [] } }))).toEqual([]);
  });

  it('ring once each, whatever else comes', () => {
    const first = heardCalls(NO_CALLS, [staffCall('a')]);
    expect(first.arrivals).toBe(1);
    expect(heardCalls(first, [staffCall('a')])).toBe(first);
    expect(heardCalls(first, [])).toBe(first);
    expect(heardCalls(first, [staffCall('a'), staffCall('b')]).arrivals).toBe(2);
  });
});

describe('a ticket', () => {
  it('ages by the server’s times', () => {
    expect([0, 5, 7.99, 8].map((minute) => ageOf(ticket('a'), ms(0) + minute * 60_000))).toEqual(['fresh', 'due', 'due', 'late']);
    expect(ageOf(ticket('a', { state: 'voided' }), ms(30))).toBe('void');
  });

  it('asks for its allergens once, where the guest has written something', () => {
    const written = { allergens: ['milk'], diner_note: 'no milk please' };
    expect(needsAllergyCheck(ticket('a', written))).toBe(true);
    expect(needsAllergyCheck(ticket('a', { allergens: ['milk'], lines: [{ ...line('Soup'), note: 'allergic' }] }))).toBe(true);
    expect(needsAllergyCheck(ticket('a', { ...written, allergy_acknowledged_at: at(1) }))).toBe(false);
    expect(needsAllergyCheck(ticket('a', { ...written, state: 'voided' }))).toBe(false);
    expect([ticket('a'), ticket('a', { allergens: ['milk'] }), ticket('a', { diner_note: 'quick please' })].some(needsAllergyCheck)).toBe(false);
  });

  it('asks where the guest ticked an allergy, of a dish or of all of it, whatever is declared and without a word', () => {
    const ticked = { lines: [{ ...line('Soup'), allergy: true }, line('Tea')] };
    expect([ticket('a', ticked), ticket('a', { allergy: true }), ticket('a', { allergy: true, allergens: ['milk'] })].every(needsAllergyCheck)).toBe(true);
    expect(needsAllergyCheck(ticket('a', { ...ticked, allergy_acknowledged_at: at(1) }))).toBe(false);
    expect(needsAllergyCheck(ticket('a', { ...ticked, state: 'voided' }))).toBe(false);
  });

  it('is ready when every line is', () => {
    expect([[line('a', 1, true)], [line('a', 1, true), line('b')], []].map((lines) => isReady(ticket('x', { lines })))).toEqual([true, false, false]);
    const { ready, waiting } = expoOf([ticket('a'), ticket('b', { lines: [line('Soup', 2, true)] }), ticket('c', { state: 'voided' })]);
    expect([ids(ready.map((each) => each.ticket)), ids(waiting.map((each) => each.ticket)), ready[0]?.units]).toEqual([['b'], ['a'], 2]);
  });
});

describe('ringing', () => {
  it('happens once per ticket that comes unseen', () => {
    const first = heard(SILENT, [ticket('a'), ticket('seen', { first_seen_at: at(1) })]);
    expect([[...first.fresh], first.arrivals]).toEqual([['a'], 1]);
    expect(heard(first, [ticket('a'), ticket('seen', { first_seen_at: at(1) })])).toBe(first);
    const both = heard(first, [ticket('a', { first_seen_at: at(1) }), ticket('b')]);
    expect([[...both.fresh], both.arrivals]).toEqual([['a', 'b'], 2]);
  });

  it('stops with the first touch, and when the ticket goes', () => {
    const ringing = heard(SILENT, [ticket('a'), ticket('b')]);
    expect(touched(ringing).fresh.size).toBe(0);
    expect([...heard(ringing, [ticket('b'), ticket('a', { state: 'voided', on_board: false, needs_dismissal: true })]).fresh]).toEqual(['b']);
    expect(heard(touched(ringing), [ticket('a')]).fresh.size).toBe(0);
  });

  it('alarms for what was paid and not seen for thirty seconds', () => {
    const of = (each: Ticket, second: number) => alarming([each], ms(0, second)).length;
    expect([of(ticket('a'), 29), of(ticket('a'), 30), of(ticket('a', { alarmed_at: at(0, 20) }), 21), of(ticket('a', { first_seen_at: at(0, 5) }), 60), of(ticket('a', { state: 'fulfilling' }), 60)]).toEqual([0, 1, 1, 0, 0]);
  });
});

describe('a bump', () => {
  const bump = { orderId: 'a', table: '6', at: 0, recalledAt: null, startKey: 's', completeKey: 'c' };

  it('tells the server only what it does not know yet', () => {
    expect(stepsFor(ticket('a'))).toEqual(['start', 'complete']);
    expect(stepsFor(ticket('a', { state: 'fulfilling' }))).toEqual(['complete']);
    expect(stepsFor(ticket('a', { state: 'completed' }))).toEqual(['dismiss']);
    expect(stepsFor(ticket('a', { state: 'completed', on_board: false }))).toEqual([]);
    expect(stepsFor(ticket('a', { state: 'voided', on_board: false }))).toEqual([]);
  });

  it('is queued once and can be taken back', () => {
    expect(enqueue([bump], { ...bump, startKey: 'other' })).toEqual([bump]);
    expect(withdraw([bump], 'a')).toEqual([]);
  });

  it('hides its ticket until that has left, and no longer when it was recalled since', () => {
    const recalled = ticket('a', { state: 'completed', recalled_at: at(5) });
    expect(isCaughtUp(bump, ticket('a', { state: 'fulfilling' }))).toBe(false);
    expect([undefined, ticket('a', { state: 'completed', on_board: false }), recalled].map((each) => isCaughtUp(bump, each))).toEqual([true, true, true]);
    expect(isCaughtUp({ ...bump, recalledAt: at(5) }, recalled)).toBe(false);
    expect(isCaughtUp({ ...bump, recalledAt: at(5) }, { ...recalled, recalled_at: at(9) })).toBe(true);
  });

  it('is repeated after a fault and given up after a refusal', () => {
    expect([200, 202, 0, 503, 429, 401, 409, 404, 403].map(outcomeOf)).toEqual(['sent', 'sent', 'away', 'again', 'away', 'away', 'overtaken', 'overtaken', 'overtaken']);
  });
});

it('says after fifteen seconds that it reconnects, and after thirty that no orders come', () => {
  expect([0, 15_000, 15_001, 30_000, 30_001].map((silent) => linkOf(silent, true))).toEqual(['live', 'live', 'reconnecting', 'reconnecting', 'lost']);
  expect(linkOf(0, false)).toBe('connecting');
});
