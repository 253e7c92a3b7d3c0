'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';

import { settle } from '../client';
import { type Problem, Refused } from '../problem';
import { useSession, type VenueSession } from './use-session';

type Call<Data> = (session: VenueSession) => Promise<{ data?: Data; error?: unknown; response: Response }>;

export interface VenueQuery<Data> {
  /** The last answer; it stays while a newer one is on its way, and when that fails. */
  data: Data | undefined;
  /** The last answer's headers (its ETag). */
  response: Response | undefined;
  problem: Problem | null;
  isLoading: boolean;
  reload: () => void;
}

interface Options {
  enabled?: boolean;
  /** Asks again by itself while the page is seen. */
  everyMs?: number;
}

/** What a page shows of the venue. `key` begins with what `useRefresh` calls it. */
export function useVenueQuery<Data>(key: readonly unknown[], call: Call<Data>, { enabled = true, everyMs }: Options = {}): VenueQuery<Data> {
  const session = useSession();
  const query = useQuery({
    queryKey: [session.venueId, ...key],
    queryFn: async () => {
      const result = await settle(call(session));
      if (!result.ok) throw new Refused(result.problem);
      return { data: result.data, response: result.response };
    },
    enabled,
    refetchInterval: everyMs,
  });
  return {
    data: query.data?.data,
    response: query.data?.response,
    problem: query.error instanceof Refused ? query.error.problem : null,
    isLoading: query.isPending && enabled,
    reload: () => void query.refetch(),
  };
}

/** Asks anew for everything whose key begins so. */
export function useRefresh(): (...key: readonly unknown[]) => Promise<void> {
  const queries = useQueryClient();
  const { venueId } = useSession();
  return useCallback((...key) => queries.invalidateQueries({ queryKey: [venueId, ...key] }), [queries, venueId]);
}
