import { describe, expect, it } from 'vitest';

import { NETWORK_PROBLEM, type Problem } from '@/api/problem';

import { isTableGone, refusedWords } from './refused';

const problem = (status: number, slug: string): Problem => ({ ...NETWORK_PROBLEM, status, slug, detail: 'For programs.' });

describe('why an order was not taken', () => {
  it.each([
    [problem(409, 'order-canceled'), 'error.title'],
    [problem(404, 'table-not-found'), 'menu.unknown.title'],
    [problem(429, 'too-many-requests'), 'review.busy'],
    [NETWORK_PROBLEM, 'review.network'],
    [problem(503, 'payment-unavailable'), 'review.network'],
    [problem(422, 'invalid'), 'review.invalid'],
    [problem(409, 'order-overtaken'), 'review.invalid'],
  ])('%o is %s, and never what the API says of itself', (given, title) => {
    const words = refusedWords(given, true);
    expect(words.title).toBe(title);
    expect(JSON.stringify(words)).not.toContain('programs');
  });

  it('passes on what the venue wrote when it paused', () => {
    expect(refusedWords({ ...problem(409, 'not-ordering'), detail: 'The oven is out.' }, true)).toEqual({ title: 'review.blocked', text: { own: 'The oven is out.' } });
    expect(refusedWords({ ...problem(409, 'not-ordering'), detail: null }, true).text).toBeNull();
  });

  it('knows when trying again is of no use', () => {
    expect(isTableGone(problem(404, 'table-not-found'))).toBe(true);
    expect(isTableGone(problem(409, 'not-ordering'))).toBe(false);
  });
});
