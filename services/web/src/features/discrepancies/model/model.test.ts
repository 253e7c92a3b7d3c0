import { describe, expect, it } from 'vitest';

import { actsOn, shownOf } from './acts';
import { actorOf } from './actor';

describe('a discrepancy', () => {
  it.each([
    ['open', 'resolve'],
    ['reopened', 'resolve'],
    ['resolved', 'reopen'],
  ] as const)('that is %s can be: %s, and noted', (status, act) => {
    expect(actsOn({ status })).toEqual([act, 'notes']);
  });

  it.each([
    ['staff:1', 'you'],
    ['staff:2', 'staff'],
    ['device:3', 'device'],
    ['reconciliation', 'system'],
  ] as const)('was acted on by %s: %s', (subject, actor) => {
    expect(actorOf(subject, 'staff:1')).toBe(actor);
  });

  it.each([
    [null, 'open'],
    ['resolved', 'resolved'],
    ['nonsense', 'open'],
  ] as const)('is asked for by %s: %s', (asked, shown) => {
    expect(shownOf(asked)).toBe(shown);
  });
});
