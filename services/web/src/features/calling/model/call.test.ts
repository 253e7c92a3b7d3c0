import { describe, expect, it } from 'vitest';

import type { GuestCall, StaffCall } from '@/api/types';

import { newerCall, phaseOf } from './call';

const told = (change: Partial<StaffCall> = {}, live = true): GuestCall => ({
  call: { call_id: 'c', venue_id: 'v', table_id: 't', table_label: '7', reason: 'help', state: 'open', revision: 1, called_at: '2026-01-01T12:00:00Z', expires_at: '2026-01-01T12:15:00Z', ended_at: null, ...change },
  board_live: live,
  server_time: '2026-01-01T12:00:00Z',
});

describe('a call for staff', () => {
  it('is only said to be on a screen while one is there', () => {
    expect(phaseOf(told(), false)).toBe('asked');
    expect(phaseOf(told({}, false), false)).toBe('unseen');
    expect(phaseOf(told(), true)).toBe('away');
  });

  it('tells how it ended, whether a screen is there or not', () => {
    const ended = (state: StaffCall['state']) => [phaseOf(told({ state }, false), false), phaseOf(told({ state }), true)];
    expect(ended('acknowledged')).toEqual(['coming', 'coming']);
    expect(ended('expired')).toEqual(['expired', 'expired']);
    expect(ended('withdrawn')).toEqual(['idle', 'idle']);
    expect(phaseOf(null, false)).toBe('idle');
  });

  it('never goes back when answers overtake each other', () => {
    const coming = told({ state: 'acknowledged', revision: 2 });
    expect(newerCall(coming, told())).toBe(coming);
    expect(newerCall(told(), coming)).toBe(coming);
    const gone = told({}, false);
    expect(newerCall(told(), gone)).toBe(gone);
    const next = told({ call_id: 'd' });
    expect(newerCall(coming, next)).toBe(next);
  });
});
