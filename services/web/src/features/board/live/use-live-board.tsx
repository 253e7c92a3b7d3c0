'use client';

import { useCallback, useEffect, useMemo, useState } from 'react';

import { bearer, settle } from '@/api/client';
import { useSession } from '@/api/session/use-session';
import type { FeedClient } from '@/feed/feed-client';
import { useFeed } from '@/feed/use-feed';
import { useConfig } from '@/lib/context/context';

import { applyCall, applyEvent, applyTicket, type Board, NO_BOARD, openCalls, standing } from '../model/board';
import { type Link, linkOf } from '../model/link';
import type { StaffCall, Ticket } from '../model/ticket';
import { useEverySecond } from './seconds';

const POLL_EVERY_MS = 3_000;

export interface LiveBoard {
  board: Board;
  /** Open, recalled and canceled tickets, oldest first. */
  tickets: Ticket[];
  /** Tables that ask for staff, the one that waits longest first. */
  calls: StaffCall[];
  applyCall: (call: StaffCall) => void;
  /** An answer of the API, which may be newer than the feed. */
  apply: (ticket: Ticket) => void;
  /** The server's clock: a tablet that is ten minutes wrong must not show tickets that are. */
  now: () => number;
  client: FeedClient | null;
  /** Asked for in vain: the role may not see the board. */
  refused: boolean;
}

export function useLiveBoard(): LiveBoard {
  const { fulfillmentUrl } = useConfig();
  const { venueId, token, may } = useSession();
  const [board, setBoard] = useState<Board>(NO_BOARD);
  const active = may('view_board');
  const { status, client } = useFeed({
    url: `${fulfillmentUrl}/v1/venues/${venueId}/board/stream`,
    headers: bearer(token),
    pollEveryMs: POLL_EVERY_MS,
    active,
    onEvent: (event) => setBoard((known) => applyEvent(known, event)),
  });
  useEndOfSession(status === 'refused');
  const tickets = useMemo(() => standing(board), [board]);
  const calls = useMemo(() => openCalls(board), [board]);
  const answered = useCallback((call: StaffCall) => setBoard((known) => applyCall(known, call)), []);
  const apply = useCallback((ticket: Ticket) => setBoard((known) => applyTicket(known, ticket)), []);
  const now = useCallback(() => client?.clock.now() ?? Date.now(), [client]);
  return useMemo(() => ({ board, tickets, calls, apply, applyCall: answered, now, client, refused: !active || status === 'refused' }), [board, tickets, calls, apply, answered, now, client, active, status]);
}

/** A feed only says that it was refused; asking once as any other request does ends a session that is over. */
function useEndOfSession(refused: boolean): void {
  const { venueId, fulfillment } = useSession();
  useEffect(() => {
    if (refused) void settle(fulfillment.GET('/v1/venues/{venue_id}/board', { params: { path: { venue_id: venueId } } }));
  }, [refused, venueId, fulfillment]);
}

export function useLink({ board, client }: LiveBoard): Link {
  const hasBoard = board.entries !== null;
  return useEverySecond(useCallback(() => linkOf(client ? Date.now() - client.heardAt : 0, hasBoard), [client, hasBoard])) as Link;
}
