'use client';

import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react';

import { createClients, settle } from '@/api/client';
import type { DinerMenu } from '@/api/types';
import type { FeedEvent } from '@/feed/events';
import type { FeedStatus } from '@/feed/feed-client';
import { useFeed } from '@/feed/use-feed';
import { useConfig } from '@/lib/context/context';

import { applyNews, type Followed } from './model/live-menu';

const LET_GO_AFTER_MS = 60_000;

type Step = { event: FeedEvent } | { menu: DinerMenu };

const reduce = (followed: Followed, step: Step): Followed => ('menu' in step ? { menu: step.menu, outdated: false } : applyNews(followed, step.event));

/** The page's menu, kept true: the cached page says what there is, the venue's feed what of it is left and what time it is. */
export function useLiveMenu(initial: DinerMenu): Followed & { status: FeedStatus; now: () => number | null; onNews: (heard: (event: FeedEvent) => void) => void } {
  const { orderUrl, fulfillmentUrl, reconciliationUrl } = useConfig();
  const [followed, step] = useReducer(reduce, { menu: initial, outdated: false });
  const [after] = useState(initial.cursor);
  const listener = useRef<(event: FeedEvent) => void>(() => undefined);
  const { venue_id: venueId, table } = initial;
  const clients = useMemo(() => createClients({ orderUrl, fulfillmentUrl, reconciliationUrl }), [orderUrl, fulfillmentUrl, reconciliationUrl]);

  const { status, client } = useFeed({
    url: `${orderUrl}/v1/venues/${venueId}/availability/stream`,
    after,
    closeHiddenAfterMs: LET_GO_AFTER_MS,
    onEvent: (event, isNews) => {
      step({ event });
      if (isNews) listener.current(event);
    },
  });

  useEffect(() => {
    if (!followed.outdated) return;
    const path = { venue_id: venueId, table_id: table.table_id };
    void settle(clients.order.GET('/v1/venues/{venue_id}/tables/{table_id}/menu', { params: { path } })).then((result) => {
      if (result.ok) step({ menu: result.data });
    });
  }, [followed.outdated, clients, venueId, table.table_id]);

  // A cached page catches up with what it missed in silence; only what happens from then on is worth a word.
  const onNews = useCallback((heard: (event: FeedEvent) => void) => {
    listener.current = heard;
  }, []);
  const now = useCallback(() => (client?.clock.isHeard ? client.clock.now() : null), [client]);
  return { ...followed, status, now, onNews };
}
