'use client';

import type { DiningTable, Tag } from '@/api/office';
import type { Problem } from '@/api/problem';
import { useVenueQuery } from '@/api/session/use-venue-query';

export interface Tables {
  tables: readonly DiningTable[] | undefined;
  tags: readonly Tag[];
  problem: Problem | null;
  reload: () => void;
}

const byLabel = new Intl.Collator(undefined, { numeric: true });

/** The tables as people count them (2 before 10), and the tags that are on the list. */
export function useTables(): Tables {
  const tables = useVenueQuery(['tables'], ({ order, venueId }) => order.GET('/v1/venues/{venue_id}/tables', { params: { path: { venue_id: venueId } } }));
  const tags = useVenueQuery(['tags'], ({ order, venueId }) => order.GET('/v1/venues/{venue_id}/tags', { params: { path: { venue_id: venueId } } }));
  return {
    tables: tables.data && [...tables.data.tables].sort((a, b) => byLabel.compare(a.label, b.label)),
    tags: tags.data?.tags ?? [],
    problem: tables.problem ?? tags.problem,
    reload: () => {
      tables.reload();
      tags.reload();
    },
  };
}
