'use client';

import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';

import { type Result, settle } from '@/api/client';
import { useSession } from '@/api/session/use-session';
import { useVenueWords } from '@/lib/context/context';
import type { VenueKey } from '@/lib/i18n/catalogue';
import { useAnnouncements } from '@/ui/live';

import { useBoard } from './live/board-provider';
import type { Line, Ticket } from './model/ticket';

interface TicketActs {
  tick: (ticket: Ticket, line: Line, done: boolean) => Promise<void>;
  /** As it was pressed here last, until the server's answer is in. */
  isTicked: (ticket: Ticket, line: Line) => boolean;
  checkAllergy: (ticket: Ticket) => Promise<void>;
  start: (ticket: Ticket) => Promise<void>;
  recall: (orderId: string) => Promise<boolean>;
  dismiss: (ticket: Ticket) => Promise<void>;
}

const Context = createContext<TicketActs | null>(null);

export function useTicketActs(): TicketActs {
  const acts = useContext(Context);
  if (!acts) throw new Error('outside of a TicketActsProvider');
  return acts;
}

const RECALL_ATTEMPTS = 8;
const RECALL_AGAIN_MS = 400;

const keyOf = (ticket: Ticket, line: Line): string => `${ticket.order_id}/${line.line_id}`;

/** What is done with tickets. Each answer is the ticket as it stands then, and goes straight to the board. */
export function TicketActsProvider({ children }: { children: ReactNode }) {
  const acts = useActs();
  return <Context.Provider value={acts}>{children}</Context.Provider>;
}

function useActs(): TicketActs {
  const { venueId, fulfillment, order } = useSession();
  const { apply } = useBoard().live;
  const settled = useSettled(apply);
  const [pressed, setPressed] = useState<ReadonlyMap<string, boolean>>(new Map());

  return useMemo((): TicketActs => {
    const pathOf = (orderId: string) => ({ path: { venue_id: venueId, order_id: orderId } });
    const tick = async (ticket: Ticket, line: Line, done: boolean): Promise<void> => {
      const key = keyOf(ticket, line);
      setPressed((known) => new Map(known).set(key, done));
      const path = { venue_id: venueId, order_id: ticket.order_id, line_id: line.line_id };
      const call = done ? fulfillment.POST('/v1/venues/{venue_id}/tickets/{order_id}/lines/{line_id}/tick', { params: { path } }) : fulfillment.POST('/v1/venues/{venue_id}/tickets/{order_id}/lines/{line_id}/untick', { params: { path } });
      await settled(call);
      setPressed((known) => new Map([...known].filter(([each]) => each !== key)));
    };
    const recall = async (orderId: string): Promise<boolean> => {
      for (let attempt = 1; ; attempt += 1) {
        const result = await settle(fulfillment.POST('/v1/venues/{venue_id}/tickets/{order_id}/recall', { params: pathOf(orderId) }));
        if (result.ok) apply(result.data);
        // The kitchen's service hears of a completed order a moment after it was completed.
        if (result.ok || result.problem.slug !== 'ticket-not-completed' || attempt === RECALL_ATTEMPTS) return result.ok;
        await new Promise((resolve) => setTimeout(resolve, RECALL_AGAIN_MS));
      }
    };
    return {
      tick,
      recall,
      isTicked: (ticket, line) => pressed.get(keyOf(ticket, line)) ?? line.ticked,
      checkAllergy: (ticket) => settled(fulfillment.POST('/v1/venues/{venue_id}/tickets/{order_id}/allergy-acknowledgement', { params: pathOf(ticket.order_id) })),
      start: (ticket) => settled(order.POST('/v1/venues/{venue_id}/orders/{order_id}/start', { params: pathOf(ticket.order_id) }), false),
      dismiss: (ticket) => settled(fulfillment.POST('/v1/venues/{venue_id}/tickets/{order_id}/dismiss', { params: pathOf(ticket.order_id) })),
    };
  }, [venueId, fulfillment, order, apply, settled, pressed]);
}

type Call = Promise<{ data?: unknown; error?: unknown; response: Response }>;

/** Sends, shows the answered ticket, and says what went wrong. */
function useSettled(apply: (ticket: Ticket) => void): (call: Call, isTicket?: boolean) => Promise<void> {
  const { toast } = useAnnouncements();
  const words = useVenueWords();
  return useMemo(
    () =>
      async (call, isTicket = true) => {
        const result: Result<unknown> = await settle(call);
        if (!result.ok) toast(words(failureOf(result.problem.status)));
        else if (isTicket) apply(result.data as Ticket);
      },
    [apply, toast, words],
  );
}

function failureOf(status: number): VenueKey {
  if (status === 403) return 'problem.forbidden';
  if (status === 409 || status === 404) return 'board.overtaken';
  return 'board.notSent';
}
