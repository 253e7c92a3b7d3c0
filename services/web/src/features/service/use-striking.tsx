'use client';

import { useState } from 'react';

import { settle } from '@/api/client';
import type { Problem } from '@/api/problem';
import { useSession } from '@/api/session/use-session';
import { useRefresh } from '@/api/session/use-venue-query';
import { useVenueWords } from '@/lib/context/context';
import { useAnnouncements } from '@/ui/live';

import { endOfDay } from './model/hours';
import type { Pending, Subject } from './model/subjects';

export interface Striking {
  pending: Pending;
  problem: Problem | null;
  strike: (subject: Subject, how: 'today' | 'open-ended') => Promise<void>;
  restore: (subject: Subject) => Promise<void>;
}

/** Strikes and restores; the row shows it at once, and what it was when the server refuses. */
export function useStriking(timeZone: string | undefined, now: () => number): Striking {
  const words = useVenueWords();
  const { venueId, order } = useSession();
  const refresh = useRefresh();
  const { say } = useAnnouncements();
  const [pending, setPending] = useState<Pending>(new Map());
  const [problem, setProblem] = useState<Problem | null>(null);

  const change = async (subject: Subject, soldOut: boolean, until: string | null): Promise<void> => {
    setPending((known) => new Map(known).set(subject.subject_id, soldOut));
    const changes = [{ subject_id: subject.subject_id, sold_out: soldOut, until }];
    const result = await settle(order.PUT('/v1/venues/{venue_id}/availability', { params: { path: { venue_id: venueId } }, body: { changes } }));
    setProblem(result.ok ? null : result.problem);
    if (result.ok) say(words(soldOut ? 'availability.said.struck' : 'availability.said.restored', { name: subject.name }));
    await refresh('subjects');
    setPending((known) => new Map([...known].filter(([id]) => id !== subject.subject_id)));
  };
  return {
    pending,
    problem,
    strike: (subject, how) => change(subject, true, how === 'today' && timeZone ? new Date(endOfDay(now(), timeZone)).toISOString() : null),
    restore: (subject) => change(subject, false, null),
  };
}
