'use client';

import { useCallback, useEffect, useMemo, useRef, useState } from 'react';

import { settle } from '@/api/client';
import { useSession, type VenueSession } from '@/api/session/use-session';
import { useVenueWords } from '@/lib/context/context';
import { useStore } from '@/lib/table/use-store';
import { useAnnouncements } from '@/ui/live';

import { type Bump, isCaughtUp, outcomeOf, type Outcome, type Step, stepsFor } from '../model/bumps';
import type { Ticket } from '../model/ticket';
import { BumpQueue, bumpStore, type QueuedBump } from './bump-queue';
import type { LiveBoard } from './use-live-board';

export interface Bumps {
  /** By order. */
  queued: ReadonlyMap<string, QueuedBump>;
  bump: (ticket: Ticket) => void;
  /** Takes a bump back; false when the server has it, so that the ticket must be recalled. */
  takeBack: (orderId: string) => boolean;
}

export function useBumps(live: LiveBoard): Bumps {
  const session = useSession();
  const { toast } = useAnnouncements();
  const words = useVenueWords();
  const store = bumpStore(session.venueId);
  const stored = useStore(store);
  const latest = useRef({ session, live, words, toast });
  useEffect(() => {
    latest.current = { session, live, words, toast };
  });
  const [queue] = useState(() => new BumpQueue(store));
  useEffect(() => {
    queue.start({
      send: (bump) => send(latest.current.session, latest.current.live, bump),
      onOvertaken: (bump) => latest.current.toast(latest.current.words('board.bump.overtaken', { table: bump.table })),
    });
    return () => queue.stop();
  }, [queue]);
  useForget(queue, stored, live);
  useWaking(queue);

  const queued = useMemo(() => new Map((stored ?? []).map((bump) => [bump.orderId, bump])), [stored]);
  const bump = useCallback((ticket: Ticket) => queue.add({ orderId: ticket.order_id, table: ticket.table_label, at: Date.now(), recalledAt: ticket.recalled_at, startKey: crypto.randomUUID(), completeKey: crypto.randomUUID() }), [queue]);
  const takeBack = useCallback((orderId: string) => queue.withdraw(orderId), [queue]);
  return useMemo(() => ({ queued, bump, takeBack }), [queued, bump, takeBack]);
}

async function send(session: VenueSession, live: LiveBoard, bump: Bump): Promise<Outcome> {
  for (const step of stepsFor(live.board.entries?.get(bump.orderId)?.ticket)) {
    const outcome = await take(session, live, bump, step);
    if (outcome !== 'sent') return outcome;
  }
  return 'sent';
}

async function take({ venueId, order, fulfillment }: VenueSession, live: LiveBoard, bump: Bump, step: Step): Promise<Outcome> {
  const path = { venue_id: venueId, order_id: bump.orderId };
  if (step === 'dismiss') {
    const result = await settle(fulfillment.POST('/v1/venues/{venue_id}/tickets/{order_id}/dismiss', { params: { path } }));
    if (result.ok) live.apply(result.data);
    return outcomeOf(result.ok ? 200 : result.problem.status);
  }
  const key = step === 'start' ? bump.startKey : bump.completeKey;
  const result = await settle(order.POST(`/v1/venues/{venue_id}/orders/{order_id}/${step}`, { params: { path, header: { 'Idempotency-Key': key } } }));
  return outcomeOf(result.ok ? 200 : result.problem.status);
}

/** A bump hides its ticket, so it is remembered until the board has caught up with it, and not for longer. */
function useForget(queue: BumpQueue, stored: readonly QueuedBump[] | null, { board }: LiveBoard): void {
  useEffect(() => {
    if (!board.entries) return;
    for (const bump of stored ?? []) {
      if (isCaughtUp(bump, board.entries.get(bump.orderId)?.ticket)) queue.drop(bump.orderId);
    }
  }, [queue, stored, board]);
}

function useWaking(queue: BumpQueue): void {
  useEffect(() => {
    const wake = (): void => queue.wake();
    window.addEventListener('online', wake);
    document.addEventListener('visibilitychange', wake);
    return () => {
      window.removeEventListener('online', wake);
      document.removeEventListener('visibilitychange', wake);
    };
  }, [queue]);
}
