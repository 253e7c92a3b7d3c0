'use client';

import { useCallback, useEffect, useRef } from 'react';

import { useLocale, useVenueWords } from '@/lib/context/context';
import { useStore } from '@/lib/table/use-store';
import { formatTime } from '@/lib/time';
import { Empty, Skeleton } from '@/ui/panel';

import styles from './board.module.css';
import { useBoard } from './live/board-provider';
import { useEverySecond } from './live/seconds';
import { settingsStore } from './live/settings';
import { needsAllergyCheck, type Ticket } from './model/ticket';
import { TicketCard } from './ticket/ticket-card';
import { useBumping } from './use-bumping';

const KEYS = 9;
/** A bump that the server has heard of for so long is no longer worth a word. */
const QUIET_MS = 1_500;

/** V1. */
export function KitchenView() {
  const { live, fresh, link } = useBoard();
  const { shown, isQueued, bump, undo } = useShown();
  useBumpBar(shown, bump);
  if (!live.board.entries) return <Opening />;
  if (!shown.length) return <NothingOpen isLive={link === 'live'} />;
  return (
    <ol className={styles.grid}>
      {shown.map((ticket, index) => (
        <li key={ticket.order_id} className={styles.cell}>
          <TicketCard ticket={ticket} place={index < KEYS ? index + 1 : null} fresh={fresh.has(ticket.order_id)} queued={isQueued(ticket)} now={live.now} onBump={bump} onUndoBump={undo} />
        </li>
      ))}
    </ol>
  );
}

/** A bumped ticket leaves at once; it comes back with a mark when the server cannot be told. */
function useShown() {
  const { live, bumps, link } = useBoard();
  const { bump, undo } = useBumping();
  const { queued } = bumps;
  const oldest = useEverySecond(useCallback(() => [...queued.values()].some(({ sent, at }) => !sent && Date.now() - at > QUIET_MS), [queued]));
  const showQueued = oldest || link !== 'live';
  const isQueued = (ticket: Ticket): boolean => queued.has(ticket.order_id);
  const shown = live.tickets.filter((ticket) => {
    const queuedBump = queued.get(ticket.order_id);
    return !queuedBump || (showQueued && !queuedBump.sent);
  });
  return { shown, isQueued, bump, undo };
}

/** The figures 1 to 9, as a bump bar sends them; they can be switched off. */
function useBumpBar(shown: readonly Ticket[], bump: (ticket: Ticket) => void): void {
  const enabled = useStore(settingsStore())?.keys ?? false;
  const latest = useRef({ shown, bump });
  useEffect(() => {
    latest.current = { shown, bump };
  });
  useEffect(() => {
    if (!enabled) return undefined;
    const press = (event: KeyboardEvent): void => {
      if (!/^[1-9]$/.test(event.key) || event.repeat || event.ctrlKey || event.metaKey || event.altKey || document.querySelector('dialog[open]')) return;
      const ticket = latest.current.shown[Number(event.key) - 1];
      if (!ticket || ticket.state === 'voided') return;
      if (needsAllergyCheck(ticket)) document.querySelector<HTMLElement>(`[data-order="${ticket.order_id}"] [data-allergy]`)?.focus();
      else latest.current.bump(ticket);
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, [enabled]);
}

function NothingOpen({ isLive }: { isLive: boolean }) {
  const words = useVenueWords();
  const locale = useLocale();
  const { board, client } = useBoard().live;
  const since = client?.connectedAt;
  return (
    <Empty icon="flame" title={words('board.empty')}>
      {isLive && since && board.venue ? words('board.empty.since', { time: formatTime(since, locale, board.venue.timezone) }) : words('board.empty.text')}
    </Empty>
  );
}

function Opening() {
  return (
    <div className={styles.grid} aria-busy="true">
      {[1, 2, 3].map((each) => (
        <Skeleton key={each} height="20rem" />
      ))}
    </div>
  );
}
