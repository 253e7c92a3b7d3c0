'use client';

import { type ReactNode, useEffect, useState } from 'react';

import { createClients, settle } from '@/api/client';
import type { DinerOrder } from '@/api/types';
import { useConfig, useDinerWords, useLocale } from '@/lib/context/context';
import { formatMoney } from '@/lib/money';
import { type PlacedRound, visitStore } from '@/lib/table/visit';
import { useStore } from '@/lib/table/use-store';
import { formatTime } from '@/lib/time';
import { Badge, type Tone } from '@/ui/badge';
import { ButtonLink } from '@/ui/button';
import { Empty, Skeleton } from '@/ui/panel';

import { isPaid, type Standing, standingOf } from './model/words';
import styles from './orders.module.css';
import { Away } from './waiting';

const LOOK_AGAIN_MS = 5_000;

/** D6: rounds of this phone at this venue. Each is read by itself, since a phone may only see what it holds the token of. */
export function VisitScreen({ venueId, tableId, callStaff }: { venueId: string; tableId: string; callStaff?: ReactNode }) {
  const words = useDinerWords();
  const rounds = useStore(visitStore())?.filter((round) => round.venueId === venueId) ?? null;
  const { orders, isAway } = useOrders(rounds);
  const locale = useLocale();
  const base = `/venues/${venueId}/tables/${tableId}`;
  const paid = [...orders.values()].filter(isPaid);
  const again = (
    <ButtonLink look="main" wide href={base}>
      {words(paid.length ? 'status.another' : 'review.empty.menu')}
    </ButtonLink>
  );
  return (
    <main id="content" className={styles.page}>
      <div className={styles.main}>
        <header>
          <h1 className={styles.state}>{words('visit.title')}</h1>
          <p className={styles.about}>{words('visit.text')}</p>
        </header>
        <div role="status">{isAway && <Away />}</div>
        {rounds?.length === 0 && (
          <Empty icon="receipt" title={words('visit.empty.title')}>
            {words('visit.empty.text')}
          </Empty>
        )}
        <ul className={styles.rounds}>
          {rounds?.map((round) => (
            <li key={round.orderId}>
              <Round round={round} order={orders.get(round.orderId) ?? null} />
            </li>
          ))}
        </ul>
        {paid.length > 1 && (
          <p className={styles.total}>
            <span>{words('visit.total')}</span>
            <span>{formatMoney(paid.reduce((sum, order) => sum + order.total_minor - order.refunded_minor, 0), paid[0]!.currency, locale)}</span>
          </p>
        )}
        {again}
        {callStaff}
      </div>
    </main>
  );
}

const TONES: Partial<Record<Standing, Tone>> = { paid: 'good', seen: 'good', fulfilling: 'accent', completed: 'plain', canceled: 'plain', attemptFailed: 'bad', created: 'care' };

function Round({ round, order }: { round: PlacedRound; order: DinerOrder | null }) {
  const words = useDinerWords();
  const locale = useLocale();
  const standing = order ? standingOf(order, round.submittedAt === null ? null : 0) : null;
  return (
    <a className={styles.round} href={`/orders/${round.orderId}`}>
      <span className={styles.lineWords}>
        <span className={styles.roundName}>{words('status.title', { number: round.number })}</span>
        <span className={styles.lineAbout}>
          {words('menu.table', { label: round.tableLabel })} · {formatTime(round.placedAt, locale, order?.timezone)}
        </span>
        {order && <span className={styles.lineAbout}>{order.lines.map((line) => `${line.quantity}× ${line.name}`).join(', ')}</span>}
      </span>
      <span className={styles.roundEnd}>
        {order ? formatMoney(order.total_minor, order.currency, locale) : <Skeleton height="1.2rem" width="4rem" />}
        {standing && <Badge tone={TONES[standing] ?? 'care'}>{badge(standing, words)}</Badge>}
      </span>
    </a>
  );
}

function badge(standing: Standing, words: ReturnType<typeof useDinerWords>): string {
  if (standing === 'paid') return words('status.step.paid');
  if (standing === 'completed') return words('status.step.served');
  if (standing === 'attemptFailed' || standing === 'attemptAction' || standing === 'created') return words('status.created');
  return words(standing === 'slow' || standing === 'late' ? 'status.confirming' : `status.${standing}`);
}

interface ReadOrders {
  orders: Map<string, DinerOrder>;
  /** The last look got no answer; it looks again by itself. */
  isAway: boolean;
}

function useOrders(rounds: readonly PlacedRound[] | null): ReadOrders {
  const config = useConfig();
  const [orders, setOrders] = useState(new Map<string, DinerOrder>());
  const [isAway, setAway] = useState(false);
  const wanted = rounds?.map((round) => `${round.orderId} ${round.accessToken}`).join('\n') ?? '';
  useEffect(() => {
    const read = async (): Promise<void> => {
      if (document.visibilityState !== 'visible') return;
      const read = wanted.split('\n').filter(Boolean).map(async (each) => {
        const [orderId = '', token] = each.split(' ');
        const result = await settle(createClients(config, token).order.GET('/v1/orders/{order_id}', { params: { path: { order_id: orderId } } }));
        if (result.ok) setOrders((known) => new Map(known).set(orderId, result.data));
        return result.ok || (result.problem.status >= 400 && result.problem.status < 500);
      });
      setAway((await Promise.all(read)).includes(false));
    };
    void read();
    const timer = setInterval(() => void read(), LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [wanted, config]);
  return { orders, isAway };
}
