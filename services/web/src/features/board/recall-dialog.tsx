'use client';

import { useLocale, useVenueWords } from '@/lib/context/context';
import { formatAge, formatTime } from '@/lib/time';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { useAnnouncements } from '@/ui/live';
import { Empty } from '@/ui/panel';

import styles from './board.module.css';
import { useBoard } from './live/board-provider';
import { recallable } from './model/board';
import type { Ticket } from './model/ticket';
import { useTicketActs } from './use-ticket-acts';

/** V2. */
export function RecallDialog({ open, onClose }: { open: boolean; onClose: () => void }) {
  const words = useVenueWords();
  const { board, now } = useBoard().live;
  if (!open) return null;
  const tickets = recallable(board, now());
  return (
    <Dialog open kind="dialog" onClose={onClose} title={words('board.recall.title')} closeLabel={words('close')}>
      <p className={styles.recallText}>{words('board.recall.text', { minutes: Math.round(board.recentSeconds / 60) })}</p>
      {!tickets.length && <Empty icon="undo" heading="h2" title={words('board.recall.none')} />}
      <ul className={styles.recalls}>
        {tickets.map((ticket) => (
          <Recall key={ticket.order_id} ticket={ticket} onDone={onClose} />
        ))}
      </ul>
    </Dialog>
  );
}

function Recall({ ticket, onDone }: { ticket: Ticket; onDone: () => void }) {
  const words = useVenueWords();
  const locale = useLocale();
  const { board } = useBoard().live;
  const { recall } = useTicketActs();
  const { toast } = useAnnouncements();
  const recallIt = async (): Promise<void> => {
    const done = await recall(ticket.order_id);
    onDone();
    if (!done) toast(words('board.undo.failed'));
  };
  const finished = ticket.finished_at ?? ticket.opened_at;
  return (
    <li className={styles.recallRow}>
      <span className={styles.recallTable}>{ticket.table_label}</span>
      <span className={styles.recallWords}>
        <span>
          {words('board.recall.finished', { number: ticket.order_number, time: formatTime(finished, locale, board.venue?.timezone), age: formatAge(Date.parse(finished) - Date.parse(ticket.opened_at)) })}
          {ticket.late && <strong className={styles.late}> {words('board.age.late')}</strong>}
        </span>
        <span className={styles.faint}>{ticket.lines.map((line) => `${line.quantity} × ${line.name}`).join(' · ')}</span>
      </span>
      <Button aria-label={words('board.recall.back.table', { table: ticket.table_label, number: ticket.order_number })} onClick={() => void recallIt()}>
        {words('board.recall.back')}
      </Button>
    </li>
  );
}
