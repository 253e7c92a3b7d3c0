'use client';

import { useCallback } from 'react';

import { useVenueWords } from '@/lib/context/context';
import { useAnnouncements } from '@/ui/live';

import { useBoard } from './live/board-provider';
import type { Ticket } from './model/ticket';
import { useTicketActs } from './use-ticket-acts';

/** Handing a ticket out, and ten seconds to think better of it. */
export function useBumping(): { bump: (ticket: Ticket) => void; undo: (orderId: string) => void } {
  const { bumps } = useBoard();
  const { recall } = useTicketActs();
  const { toast } = useAnnouncements();
  const words = useVenueWords();
  const { bump: enqueue, takeBack } = bumps;

  const undo = useCallback(
    (orderId: string): void => {
      if (takeBack(orderId)) return;
      void recall(orderId).then((done) => !done && toast(words('board.undo.failed')));
    },
    [takeBack, recall, toast, words],
  );
  const bump = useCallback(
    (ticket: Ticket): void => {
      enqueue(ticket);
      toast(words('board.bumped', { table: ticket.table_label }), { label: words('board.undo'), run: () => undo(ticket.order_id) });
    },
    [enqueue, toast, words, undo],
  );
  return { bump, undo };
}
