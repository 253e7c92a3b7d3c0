import { describe, expect, it } from 'vitest';

import { ended, signedIn, type Session } from '@/api/session/store';

import { firstPage, NAV, navFor } from './nav';

describe('the navigation', () => {
  it('names each page once', () => {
    expect(new Set(NAV.map(({ page }) => page)).size).toBe(NAV.length);
  });

  it('leaves out what the role may not do', () => {
    expect(navFor(['payouts', 'view_orders']).map(({ page }) => page)).toEqual(['orders', 'payouts']);
  });

  it('begins where the role works', () => {
    expect(firstPage('v', ['payouts'])).toBe('/dashboard/v/payouts');
    expect(firstPage('v', ['complete', 'view_board', 'view_orders'])).toBe('/dashboard/v/board');
  });

  it('keeps the office from seeing tickets in the kitchen’s place', () => {
    expect(firstPage('v', ['view_board', 'view_orders', 'payouts'])).toBe('/dashboard/v/orders');
  });
});

describe('a session', () => {
  const session = { token: 'a' } as Session;

  it('ends with its reason, and only if it is still the one', () => {
    const kept = signedIn(session);
    expect(ended(kept, 'a', 'expired')).toEqual({ session: null, ended: 'expired' });
    expect(ended(kept, 'older', 'expired')).toBe(kept);
  });
});
