'use client';

import { useEffect, useRef, useState } from 'react';

import { FeedClient, type FeedOptions, type FeedStatus } from './feed-client';

type Options = Pick<FeedOptions, 'url' | 'headers' | 'after' | 'pollEveryMs' | 'onEvent'> & {
  /** Nothing is followed while it is false. */
  active?: boolean;
  /** A page that nobody looks at lets go of its stream after this long; undefined keeps it (a board does). */
  closeHiddenAfterMs?: number;
};

export interface FollowedFeed {
  status: FeedStatus;
  /** The server's clock; null before the first event. */
  client: FeedClient | null;
}

/** Follows a feed while the component is there, and comes back at once when the network or the reader does. */
export function useFeed({ url, headers, after, pollEveryMs, onEvent, active = true, closeHiddenAfterMs }: Options): FollowedFeed {
  const [status, setStatus] = useState<FeedStatus>('connecting');
  const [client, setClient] = useState<FeedClient | null>(null);
  const handler = useRef(onEvent);
  useEffect(() => {
    handler.current = onEvent;
  });
  const authorization = headers?.Authorization;

  useEffect(() => {
    if (!active) return undefined;
    const feed = new FeedClient({
      url,
      headers: authorization ? { Authorization: authorization } : {},
      after: after ?? null,
      pollEveryMs,
      onEvent: (event, isNews) => handler.current(event, isNews),
      onStatus: setStatus,
    });
    setClient(feed);
    feed.start();
    const unlisten = listen(feed, closeHiddenAfterMs);
    return () => {
      unlisten();
      feed.stop();
    };
    // `after` is where this page began; the client knows better where it is since.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [url, authorization, active, pollEveryMs, closeHiddenAfterMs]);

  return { status, client };
}

function listen(feed: FeedClient, closeHiddenAfterMs: number | undefined): () => void {
  let hidden: ReturnType<typeof setTimeout> | undefined;
  const wake = (): void => feed.wake();
  const look = (): void => {
    clearTimeout(hidden);
    if (document.visibilityState === 'visible') {
      feed.start();
      feed.wake();
    } else if (closeHiddenAfterMs !== undefined) {
      hidden = setTimeout(() => feed.stop(), closeHiddenAfterMs);
    }
  };
  window.addEventListener('online', wake);
  document.addEventListener('visibilitychange', look);
  return () => {
    clearTimeout(hidden);
    window.removeEventListener('online', wake);
    document.removeEventListener('visibilitychange', look);
  };
}
