'use client';

import { useMemo } from 'react';

import type { Problem } from '@/api/problem';
import { useSession } from '@/api/session/use-session';

import { answered, askedStore, keyFor } from './model/asked';

interface Asking<Body> {
  /** What was asked here before and has no answer that is known. */
  open: () => Body | null;
  keyFor: (body: Body) => string;
  answered: (problem: Problem | null) => void;
}

/** `name` says what is asked of which order. */
export function useAsked<Body>(name: string): Asking<Body> {
  const { venueId } = useSession();
  return useMemo(() => {
    const store = askedStore(venueId);
    return {
      open: () => (store.get()[name]?.body as Body | undefined) ?? null,
      keyFor: (body) => keyFor(store, name, body),
      answered: (problem) => answered(store, name, problem),
    };
  }, [venueId, name]);
}
