'use client';

import { useSession } from '@/api/session/use-session';
import { useLocale, useVenueWords } from '@/lib/context/context';
import { formatMoney } from '@/lib/money';
import { classes } from '@/ui/classes';
import { Icon } from '@/ui/icon';

import { isReady, type Ticket } from '../model/ticket';
import { useTicketActs } from '../use-ticket-acts';
import styles from './ticket.module.css';

interface Props {
  ticket: Ticket;
  queued: boolean;
  onBump: () => void;
  onUndoBump: (orderId: string) => void;
}

/** What is done with a ticket: begun, handed out, or taken note of. */
export function TicketFoot({ ticket, queued, onBump, onUndoBump }: Props) {
  const words = useVenueWords();
  const { may } = useSession();
  const { start, dismiss } = useTicketActs();
  if (ticket.state === 'voided') {
    return (
      <footer className={styles.foot}>
        <VoidReason ticket={ticket} />
        <button type="button" className={classes(styles.act, styles.acknowledge)} onClick={() => void dismiss(ticket)}>
          {words('board.void.dismiss')}
        </button>
      </footer>
    );
  }
  if (queued) {
    return (
      <footer className={styles.foot}>
        <button type="button" className={styles.act} onClick={() => onUndoBump(ticket.order_id)}>
          <Icon name="undo" /> {words('board.undo')}
        </button>
      </footer>
    );
  }
  return (
    <footer className={styles.foot}>
      <Refunded ticket={ticket} />
      {ticket.state === 'ready_to_fulfill' && may('start') && (
        <button type="button" className={classes(styles.act, styles.begin)} onClick={() => void start(ticket)}>
          {words('board.start')}
        </button>
      )}
      {may('complete') && (
        <button type="button" className={classes(styles.act, styles.bump, isReady(ticket) && styles.isReady)} onClick={onBump}>
          <Icon name="check" strokeWidth={2.5} /> {words('board.bump')}
        </button>
      )}
    </footer>
  );
}

function VoidReason({ ticket }: { ticket: Ticket }) {
  const words = useVenueWords();
  return <p className={styles.voidReason}>{ticket.void_reason ? words('board.void.because', { reason: ticket.void_reason }) : words('board.void.text')}</p>;
}

/** A refund of a part names no line, so that nothing is struck through; the pass still has to know. */
function Refunded({ ticket }: { ticket: Ticket }) {
  const words = useVenueWords();
  const locale = useLocale();
  if (!ticket.refunded_minor) return null;
  return <p className={styles.refunded}>{words('board.refunded', { amount: formatMoney(ticket.refunded_minor, ticket.currency, locale) })}</p>;
}
