import { isRecalled, type Ticket } from './ticket';

/** A ticket that was bumped here and of which the server has not yet said so. The keys make each call harmless to repeat. */
export interface Bump {
  orderId: string;
  table: string;
  at: number;
  /** When the ticket had been recalled before it was bumped; null for a first bump. */
  recalledAt: string | null;
  startKey: string;
  completeKey: string;
}

export type Step = 'start' | 'complete' | 'dismiss';

/** What the server still has to be told so that the ticket leaves; nothing when it has left by itself. */
export function stepsFor(ticket: Ticket | undefined): Step[] {
  if (!ticket) return ['start', 'complete'];
  if (isRecalled(ticket)) return ['dismiss'];
  if (ticket.state === 'ready_to_fulfill') return ['start', 'complete'];
  return ticket.state === 'fulfilling' ? ['complete'] : [];
}

/** Whether the board has caught up with a bump: the ticket is gone, was finished elsewhere, or was recalled since and is to be seen again. */
export function isCaughtUp(bump: Pick<Bump, 'recalledAt'>, ticket: Ticket | undefined): boolean {
  if (!ticket?.on_board) return true;
  return isRecalled(ticket) && ticket.recalled_at !== bump.recalledAt;
}

export const enqueue = <Each extends Bump>(bumps: readonly Each[], bump: Each): Each[] => (bumps.some(({ orderId }) => orderId === bump.orderId) ? [...bumps] : [...bumps, bump]);

export const withdraw = <Each extends Bump>(bumps: readonly Each[], orderId: string): Each[] => bumps.filter((bump) => bump.orderId !== orderId);

/** `again` is about this order alone; `away` means that no other would get through either. */
export type Outcome = 'sent' | 'overtaken' | 'again' | 'away';

/** What an answer means for a queued bump: a refusal says that somebody else was there first, and is final. */
export function outcomeOf(status: number): Outcome {
  if (status >= 200 && status < 300) return 'sent';
  if ([0, 401, 429].includes(status)) return 'away';
  return [408, 425].includes(status) || status >= 500 ? 'again' : 'overtaken';
}
