'use client';

import Link from 'next/link';
import { useSelectedLayoutSegment } from 'next/navigation';
import { useCallback } from 'react';

import { useSession } from '@/api/session/use-session';
import { useVenueWords } from '@/lib/context/context';
import { formatAge } from '@/lib/time';
import { Icon } from '@/ui/icon';

import styles from './alarm.module.css';
import { useBoard } from './live/board-provider';
import { useEverySecond } from './live/seconds';
import { alarming } from './model/ringing';

/** On every page of every device: the board hears nothing, or an order was paid and nobody has it in front of them. */
export function AlarmBanner() {
  const { live, link, unseen } = useBoard();
  const isBoard = useSelectedLayoutSegment() === 'board';
  if (live.refused) return null;
  return (
    <div role="alert">
      {isBoard && link === 'reconnecting' && <Reconnecting />}
      {link === 'lost' && <NotReceiving isBoard={isBoard} />}
      {unseen > 0 && <Unseen isBoard={isBoard} />}
    </div>
  );
}

function Reconnecting() {
  const words = useVenueWords();
  return (
    <p className={styles.reconnecting}>
      <Icon name="offline" /> {words('board.reconnecting')}
    </p>
  );
}

function NotReceiving({ isBoard }: { isBoard: boolean }) {
  const words = useVenueWords();
  const { client } = useBoard().live;
  const silence = useEverySecond(useCallback(() => formatAge(client ? Date.now() - client.heardAt : 0), [client]));
  return (
    <div className={styles.lost}>
      <Icon name="alert" size={48} />
      <div>
        <p className={styles.lostTitle}>{words('board.lost')}</p>
        <p>{words(isBoard ? 'board.lost.text' : 'board.lost.elsewhere', { silence })}</p>
      </div>
    </div>
  );
}

function Unseen({ isBoard }: { isBoard: boolean }) {
  const words = useVenueWords();
  const { venueId } = useSession();
  const { tickets, now } = useBoard().live;
  const [first] = alarming(tickets, now());
  const age = useEverySecond(useCallback(() => (first ? formatAge(now() - Date.parse(first.opened_at)) : ''), [first, now]));
  if (!first) return null;
  const others = alarming(tickets, now()).length - 1;
  return (
    <div className={styles.unseen}>
      <Icon name="bell" size={36} />
      <p className={styles.unseenText}>
        <strong>{words('board.unseen', { table: first.table_label, number: first.order_number, age })}</strong>
        {others > 0 && ` ${words('board.unseen.more', { count: others })}`}
      </p>
      {!isBoard && (
        <Link prefetch={false} className={styles.toBoard} href={`/dashboard/${venueId}/board`}>
          {words('board.unseen.open')}
        </Link>
      )}
    </div>
  );
}
