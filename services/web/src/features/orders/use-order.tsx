'use client';

import { useState } from 'react';

import { bearer } from '@/api/client';
import type { DinerOrder } from '@/api/types';
import type { FeedStatus } from '@/feed/feed-client';
import { newer } from '@/feed/reducer';
import { useFeed } from '@/feed/use-feed';
import { useConfig } from '@/lib/context/context';
import type { PlacedRound } from '@/lib/table/visit';

const LET_GO_AFTER_MS = 60_000;

export interface FollowedOrder {
  order: DinerOrder | null;
  status: FeedStatus;
  heardAt: number | null;
}

/** One order, as the venue tells it; nothing that the browser believes about the payment gets in here. */
export function useOrder(round: PlacedRound | null): FollowedOrder {
  const { orderUrl } = useConfig();
  const [order, setOrder] = useState<DinerOrder | null>(null);
  const [heardAt, setHeardAt] = useState<number | null>(null);
  const { status } = useFeed({
    url: `${orderUrl}/v1/orders/${round?.orderId}/stream`,
    headers: bearer(round?.accessToken),
    active: round !== null,
    closeHiddenAfterMs: LET_GO_AFTER_MS,
    onEvent: ({ event, data }) => {
      if (event !== 'snapshot' && event !== 'order') return;
      setOrder((known) => newer(known, data as DinerOrder));
      setHeardAt(Date.now());
    },
  });
  return { order, status, heardAt };
}
