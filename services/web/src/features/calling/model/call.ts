import type { CallReason, GuestCall } from '@/api/types';

export const REASONS: readonly CallReason[] = ['help', 'water_or_cutlery', 'bill', 'other'];

/**
 * What a guest is told. `asked` is said only while a screen of the venue is there to show the call; `unseen` when none
 * is, and `away` when this phone cannot tell. In both the guest has to wave.
 */
export type Phase = 'idle' | 'asked' | 'unseen' | 'away' | 'coming' | 'expired';

export function phaseOf(told: GuestCall | null, isAway: boolean): Phase {
  if (!told || told.call.state === 'withdrawn') return 'idle';
  if (told.call.state === 'acknowledged') return 'coming';
  if (told.call.state === 'expired') return 'expired';
  if (isAway) return 'away';
  return told.board_live ? 'asked' : 'unseen';
}

/** Of two answers about one call the later state counts: they may overtake each other on a phone's network. */
export function newerCall(known: GuestCall | null, told: GuestCall): GuestCall {
  if (!known || known.call.call_id !== told.call.call_id) return told;
  return known.call.revision > told.call.revision ? known : told;
}
