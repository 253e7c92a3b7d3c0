'use client';

import { useCallback } from 'react';

import { useSession } from '@/api/session/use-session';
import { useFeed } from '@/feed/use-feed';
import { useConfig } from '@/lib/context/context';

import type { Ordering } from './model/ordering';

type Kind = 'availability' | 'ordering' | 'menu' | 'snapshot';

/**
 * What phones with an open menu hear, heard here as well: whatever somebody else changes shows at once. Answers the
 * server's clock, since a pause of fifteen minutes must not depend on this device's.
 */
export function useAvailabilityNews(onNews: (kind: Kind, ordering: Ordering | null) => void): () => number {
  const { orderUrl } = useConfig();
  const { venueId } = useSession();
  const { client } = useFeed({
    url: `${orderUrl}/v1/venues/${venueId}/availability/stream`,
    onEvent: ({ event, data }) => {
      if (event === 'snapshot') onNews('snapshot', (data as { ordering: Ordering }).ordering);
      else if (event === 'ordering') onNews('ordering', data as Ordering);
      else onNews(event as Kind, null);
    },
  });
  return useCallback(() => client?.clock.now() ?? Date.now(), [client]);
}
