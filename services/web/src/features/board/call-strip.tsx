'use client';

import { useCallback, useState } from 'react';

import { settle } from '@/api/client';
import { useSession } from '@/api/session/use-session';
import { useVenueWords } from '@/lib/context/context';
import { formatAge } from '@/lib/time';
import { useAnnouncements } from '@/ui/live';
import { Icon } from '@/ui/icon';

import styles from './calls.module.css';
import { useBoard } from './live/board-provider';
import { useEverySecond } from './live/seconds';
import type { StaffCall } from './model/ticket';

/** On every page of every device, as the alarms are: a guest was told that a screen shows the call. */
export function CallStrip() {
  const words = useVenueWords();
  const { live } = useBoard();
  if (live.refused) return null;
  const last = live.calls.at(-1);
  return (
    <>
      <p className="visually-hidden" aria-live="polite">
        {last && words('board.call.came', { table: last.table_label, reason: words(`board.call.${last.reason}`) })}
      </p>
      {live.calls.length > 0 && (
        <section className={styles.strip} aria-label={words('board.calls')}>
          <ul className={styles.calls}>
            {live.calls.map((call) => (
              <li key={call.call_id}>
                <Call call={call} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

function Call({ call }: { call: StaffCall }) {
  const words = useVenueWords();
  const { now } = useBoard().live;
  const { busy, acknowledge } = useAcknowledge(call);
  const age = useEverySecond(useCallback(() => formatAge(Math.max(0, now() - Date.parse(call.called_at))), [now, call.called_at]));
  return (
    <article className={styles.call} data-call={call.call_id}>
      <Icon name="bell" size={28} />
      <p className={styles.table}>
        <span className={styles.word}>{words('board.table')}</span> {call.table_label}
      </p>
      <p className={styles.reason}>
        {words(`board.call.${call.reason}`)} <span className={styles.age}>{age}</span>
      </p>
      <button type="button" className={styles.coming} aria-label={words('board.call.coming.table', { table: call.table_label })} aria-disabled={busy || undefined} onClick={() => void acknowledge()}>
        <Icon name="check" size={24} /> {words('board.call.coming')}
      </button>
    </article>
  );
}

function useAcknowledge({ call_id: callId, table_label: table }: StaffCall) {
  const words = useVenueWords();
  const { venueId, fulfillment } = useSession();
  const { applyCall } = useBoard().live;
  const { toast } = useAnnouncements();
  const [busy, setBusy] = useState(false);
  const acknowledge = async (): Promise<void> => {
    if (busy) return;
    setBusy(true);
    const result = await settle(fulfillment.POST('/v1/venues/{venue_id}/calls/{call_id}/acknowledge', { params: { path: { venue_id: venueId, call_id: callId } } }));
    setBusy(false);
    if (!result.ok) return toast(words(result.problem.status === 403 ? 'problem.forbidden' : 'board.notSent'));
    applyCall(result.data);
    toast(words(result.data.state === 'acknowledged' ? 'board.call.done' : 'board.call.over', { table }));
  };
  return { busy, acknowledge };
}
