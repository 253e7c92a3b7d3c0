'use client';

import { useInfiniteQuery } from '@tanstack/react-query';

import { settle } from '../client';
import { type Problem, Refused } from '../problem';
import { useSession, type VenueSession } from './use-session';

interface Page {
  next_cursor: string | null;
}

export interface VenuePages<Data> {
  pages: readonly Data[];
  problem: Problem | null;
  isLoading: boolean;
  isLoadingMore: boolean;
  /** Null on the last page. */
  loadMore: (() => void) | null;
  reload: () => void;
}

/** A list that the API gives page by page, newest first; it is asked anew while the page is seen. */
export function useVenuePages<Data extends Page>(key: readonly unknown[], call: (session: VenueSession, cursor: string | null) => Promise<{ data?: Data; error?: unknown; response: Response }>, everyMs?: number): VenuePages<Data> {
  const session = useSession();
  const query = useInfiniteQuery({
    queryKey: [session.venueId, ...key],
    queryFn: async ({ pageParam }) => {
      const result = await settle(call(session, pageParam));
      if (!result.ok) throw new Refused(result.problem);
      return result.data;
    },
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next_cursor,
    refetchInterval: everyMs,
  });
  return {
    pages: query.data?.pages ?? [],
    problem: query.error instanceof Refused ? query.error.problem : null,
    isLoading: query.isPending,
    isLoadingMore: query.isFetchingNextPage,
    loadMore: query.hasNextPage ? () => void query.fetchNextPage() : null,
    reload: () => void query.refetch(),
  };
}
