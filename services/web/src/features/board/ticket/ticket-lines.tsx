'use client';

import { useVenueWords } from '@/lib/context/context';
import { classes } from '@/ui/classes';
import { Icon } from '@/ui/icon';

import type { Line, Ticket } from '../model/ticket';
import { useTicketActs } from '../use-ticket-acts';
import styles from './ticket.module.css';

export function TicketLines({ ticket }: { ticket: Ticket }) {
  return (
    <ul className={styles.lines}>
      {ticket.lines.map((line) => (
        <li key={line.line_id}>
          {ticket.state === 'voided' ? (
            <div className={classes(styles.line, styles.struck)}>
              <LineWords line={line} done={false} />
            </div>
          ) : (
            <TickLine ticket={ticket} line={line} />
          )}
        </li>
      ))}
    </ul>
  );
}

/** A press anywhere on the line ticks it; the tick shows at once and follows the server. */
function TickLine({ ticket, line }: { ticket: Ticket; line: Line }) {
  const { tick, isTicked } = useTicketActs();
  const done = isTicked(ticket, line);
  return (
    <button type="button" className={classes(styles.line, done && styles.done)} aria-pressed={done} onClick={() => void tick(ticket, line, !done)}>
      <LineWords line={line} done={done} />
    </button>
  );
}

function LineWords({ line, done }: { line: Line; done: boolean }) {
  const words = useVenueWords();
  return (
    <>
      <span className={styles.quantity}>
        {done ? <Icon name="check" size={28} strokeWidth={3} /> : line.quantity}
        {done && <span className="visually-hidden">{line.quantity} </span>}
      </span>
      <span className={styles.what}>
        <span className={styles.dish}>{line.name}</span>
        {line.modifiers.map((modifier) => (
          <span key={modifier} className={styles.modifier}>
            {modifier}
          </span>
        ))}
        {line.allergy && (
          <span className={styles.lineAllergy}>
            <Icon name="alert" size={24} /> {words('order.allergy')}
          </span>
        )}
        {line.note && (
          <span className={styles.lineNote}>
            <span className="visually-hidden">{words('board.wish')} </span>
            {line.note}
          </span>
        )}
      </span>
    </>
  );
}
