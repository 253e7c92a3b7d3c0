'use client';

import { type CSSProperties, memo, useCallback, useState } from 'react';

import { useVenueWords } from '@/lib/context/context';
import { classes } from '@/ui/classes';

import { useEverySecond } from '../live/seconds';
import { ageOf, isAllergyAsked, isRecalled, needsAllergyCheck, type Ticket } from '../model/ticket';
import { AllergyBanner } from './allergy-banner';
import { TicketFoot } from './ticket-foot';
import { TicketHead } from './ticket-head';
import { TicketLines } from './ticket-lines';
import styles from './ticket.module.css';

interface Props {
  ticket: Ticket;
  /** Its place among the figures 1 to 9, or null further back. */
  place: number | null;
  fresh: boolean;
  /** Bumped here, and the server does not know yet. */
  queued: boolean;
  now: () => number;
  onBump: (ticket: Ticket) => void;
  onUndoBump: (orderId: string) => void;
}

/** One paid order on the board. */
export const TicketCard = memo(function TicketCard({ ticket, place, fresh, queued, now, onBump, onUndoBump }: Props) {
  const words = useVenueWords();
  const age = useEverySecond(useCallback(() => ageOf(ticket, now()), [ticket, now]));
  const [asked, setAsked] = useState(0);
  const mustCheck = needsAllergyCheck(ticket);
  const bump = useCallback(() => (mustCheck ? setAsked((count) => count + 1) : onBump(ticket)), [mustCheck, onBump, ticket]);
  const titleId = `ticket-${ticket.order_id}`;
  return (
    <article className={classes(styles.card, fresh && styles.fresh, queued && styles.queued)} style={{ '--lines': ticket.lines.length } as CSSProperties} data-age={age} data-order={ticket.order_id} aria-labelledby={titleId}>
      <TicketHead id={titleId} ticket={ticket} age={age} place={place} now={now} />
      {queued && (
        <p className={styles.mark} role="status">
          {words('board.queued')}
        </p>
      )}
      {isRecalled(ticket) && <p className={styles.mark}>{words('board.recalled')}</p>}
      {(isAllergyAsked(ticket) || (ticket.state !== 'voided' && ticket.allergens.length > 0)) && <AllergyBanner ticket={ticket} asked={asked} />}
      <TicketLines ticket={ticket} />
      {ticket.diner_note && <p className={styles.note}>{ticket.diner_note}</p>}
      <TicketFoot ticket={ticket} queued={queued} onBump={bump} onUndoBump={onUndoBump} />
    </article>
  );
});
