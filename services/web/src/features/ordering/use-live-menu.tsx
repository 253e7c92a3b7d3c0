'use client';

import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from 'react';

import { createClients, settle } from '@/api/client';
import type { DinerMenu } from '@/api/types';
import type { FeedEvent } from '@/feed/events';
import type { FeedStatus } from '@/feed/feed-client';
import { useFeed } from '@/feed/use-feed';
import { useConfig } from '@/lib/context/context';

import { applyNews, type Followed, takeMenu } from './model/live-menu';

const LET_GO_AFTER_MS = 60_000;
const READ_AGAIN_MS = 3_000;

interface Reading extends Followed {
  /** When the menu was read. */
  at: number;
  /** How often reading it anew brought nothing, so that the next time is a new one. */
  tries: number;
}

type Step = { event: FeedEvent } | { read: DinerMenu; at: number } | { failed: true };

function reduce(reading: Reading, step: Step): Reading {
  if ('event' in step) return { ...reading, ...applyNews(reading, step.event) };
  if ('failed' in step) return { ...reading, tries: reading.tries + 1 };
  const taken = takeMenu(reading, step.read);
  return taken.outdated ? { ...reading, ...taken, tries: reading.tries + 1 } : { ...taken, at: step.at, tries: 0 };
}

interface LiveMenu {
  menu: DinerMenu;
  /** Since when nobody knows whether the menu is still this one; null while it is. */
  staleSince: number | null;
  now: () => number | null;
  onNews: (heard: (event: FeedEvent) => void) => void;
}

const UNFOLLOWED = new Set<FeedStatus>(['polling', 'offline']);

/**
 * The page's menu, kept true: the cached page says what there was at `readAt`, the venue's feed what of it is left
 * and what time it is.
 */
export function useLiveMenu(initial: DinerMenu, readAt: number): LiveMenu {
  const { orderUrl, fulfillmentUrl, reconciliationUrl } = useConfig();
  const [{ menu, outdated, at, tries }, step] = useReducer(reduce, { menu: initial, outdated: false, at: readAt, tries: 0 });
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
    if (!outdated) return undefined;
    let current = true;
    const path = { venue_id: venueId, table_id: table.table_id };
    const read = async (): Promise<void> => {
      const result = await settle(clients.order.GET('/v1/venues/{venue_id}/tables/{table_id}/menu', { params: { path } }));
      if (current) step(result.ok ? { read: result.data, at: Date.now() } : { failed: true });
    };
    const timer = setTimeout(() => void read(), tries ? READ_AGAIN_MS : 0);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [outdated, tries, clients, venueId, table.table_id]);

  // A cached page catches up with what it missed in silence; only what happens from then on is worth a word.
  const onNews = useCallback((heard: (event: FeedEvent) => void) => {
    listener.current = heard;
  }, []);
  const now = useCallback(() => (client?.clock.isHeard ? client.clock.now() : null), [client]);
  const heardAt = outdated ? null : (client?.serverHeardAt ?? null);
  return { menu, staleSince: outdated || UNFOLLOWED.has(status) ? (heardAt ?? at) : null, now, onNews };
}
