import { describe, expect, it } from 'vitest';

import { endOfDay, nextOpening } from './hours';
import { isElsewhere, type Ordering, pauseOf, quoteOf, resumeOf } from './ordering';
import { countSoldOut, groupsOf, isSoldOut, type Subject, wanted } from './subjects';

const subject = (id: string, name: string, place: string, soldOut = false): Subject => ({ subject_id: id, name, places: [place], sold_out: soldOut ? { until: null, at: '2026-01-01T12:00:00Z', by: 'Ada' } : null });
const items = [subject('1', 'Crème brûlée', 'Desserts'), subject('2', 'Tarte', 'Desserts', true), subject('3', 'Cola', 'Drinks')];

describe('what can be struck', () => {
  it('stands under its category and is found without accents', () => {
    expect(groupsOf(items, '', false).map(({ name, subjects }) => [name, subjects.length])).toEqual([['Desserts', 2], ['Drinks', 1]]);
    expect(wanted(items, 'creme BRULEE', false).map(({ subject_id: id }) => id)).toEqual(['1']);
    expect(wanted(items, 'drink', false).map(({ subject_id: id }) => id)).toEqual(['3']);
    expect(groupsOf(items, '', true).map(({ name }) => name)).toEqual(['Desserts']);
    expect(countSoldOut({ items, options: [subject('x', 'Oat', 'Cola', true)] })).toBe(2);
  });

  it('shows what was pressed until the answer is in', () => {
    expect(isSoldOut(items[0]!, new Map([['1', true]]))).toBe(true);
    expect(isSoldOut(items[1]!, new Map([['2', false]]))).toBe(false);
    expect(isSoldOut(items[1]!, new Map())).toBe(true);
  });
});

describe('hours', () => {
  const evenings = [{ weekdays: [1, 2, 3, 4, 5], opens_minute: 18 * 60, closes_minute: 120 }];
  const open = (now: string, zone = 'Europe/Paris') => new Date(nextOpening(evenings, Date.parse(now), zone) ?? 0).toISOString();

  it('opens next today, tomorrow, or after the weekend, by the venue’s clock', () => {
    expect(open('2026-01-05T12:10:30Z')).toBe('2026-01-05T17:00:00.000Z');
    expect(open('2026-01-05T17:00:00Z')).toBe('2026-01-06T17:00:00.000Z');
    expect(open('2026-01-09T20:00:00Z')).toBe('2026-01-12T17:00:00.000Z');
    expect(nextOpening([], 0, 'Europe/Paris')).toBeNull();
  });

  it('ends the day at four in the morning', () => {
    const end = (now: string) => new Date(endOfDay(Date.parse(now), 'Europe/Paris')).toISOString();
    expect(end('2026-01-05T20:15:00Z')).toBe('2026-01-06T03:00:00.000Z');
    expect(end('2026-01-05T01:00:00Z')).toBe('2026-01-05T03:00:00.000Z');
  });
});

describe('ordering', () => {
  const openNow: Ordering = { status: 'open', reason: null, until: null, quote_minutes: 20 };
  const paused: Ordering = { status: 'paused', reason: 'Busy', until: '2026-01-05T13:00:00Z', quote_minutes: 20 };
  const now = Date.parse('2026-01-05T12:00:00Z');

  it('is paused for minutes, until opening, or without an end, and keeps its waiting time', () => {
    expect(pauseOf(openNow, 15, ' Busy ', now, null)).toEqual({ paused: true, reason: 'Busy', until: '2026-01-05T12:15:00.000Z', quote_minutes: 20 });
    expect(pauseOf(openNow, 'opening', 'x', now, now + 60_000).until).toBe('2026-01-05T12:01:00.000Z');
    expect(pauseOf(openNow, 'open-ended', 'x', now, now).until).toBeNull();
    expect(resumeOf(paused)).toEqual({ paused: false, quote_minutes: 20 });
  });

  it('quotes another time without ending a pause', () => {
    expect(quoteOf(paused, 30)).toEqual({ paused: true, reason: 'Busy', until: paused.until, quote_minutes: 30 });
    expect([quoteOf(openNow, 0), quoteOf(openNow, 9_999), quoteOf(openNow, null)].map((each) => each.quote_minutes)).toEqual([null, 600, null]);
  });

  it('notices what somebody else did, and not what was done here', () => {
    expect(isElsewhere(openNow, paused, null)).toBe(true);
    expect(isElsewhere(openNow, paused, paused)).toBe(false);
    expect(isElsewhere(openNow, openNow, null)).toBe(false);
    expect(isElsewhere(null, paused, null)).toBe(false);
  });
});
