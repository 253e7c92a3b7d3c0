'use client';

import { useEffect, useRef, useState } from 'react';

import { settle } from '@/api/client';
import { useSession } from '@/api/session/use-session';

import { isUnseen } from '../model/ticket';
import type { LiveBoard } from './use-live-board';

const AGAIN_MS = 3_000;

/** Tells the server which tickets this screen has really shown: after they were painted, and only while somebody could see them. */
export function useSeen({ tickets, apply }: LiveBoard): void {
  const { venueId, fulfillment } = useSession();
  const told = useRef(new Set<string>());
  const [attempt, setAttempt] = useState(0);
  const visible = useVisible();
  useEffect(() => {
    const unseen = tickets.filter((ticket) => isUnseen(ticket) && !told.current.has(ticket.order_id));
    if (!visible || !unseen.length) return undefined;
    let again: ReturnType<typeof setTimeout> | undefined;
    const tell = async (orderId: string): Promise<void> => {
      told.current.add(orderId);
      const result = await settle(fulfillment.POST('/v1/venues/{venue_id}/tickets/{order_id}/seen', { params: { path: { venue_id: venueId, order_id: orderId } } }));
      if (result.ok) return apply(result.data);
      told.current.delete(orderId);
      again = setTimeout(() => setAttempt((count) => count + 1), AGAIN_MS);
    };
    // The first frame draws them, the second one comes when they have been drawn.
    let frame = requestAnimationFrame(() => {
      frame = requestAnimationFrame(() => unseen.forEach(({ order_id: orderId }) => void tell(orderId)));
    });
    return () => {
      cancelAnimationFrame(frame);
      clearTimeout(again);
    };
  }, [tickets, visible, attempt, apply, venueId, fulfillment]);
}

function useVisible(): boolean {
  const [visible, setVisible] = useState(true);
  useEffect(() => {
    const look = (): void => setVisible(document.visibilityState === 'visible');
    look();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, []);
  return visible;
}
