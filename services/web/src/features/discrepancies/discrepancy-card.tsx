'use client';

import Link from 'next/link';

import type { Discrepancy } from '@/api/office';
import { useSession } from '@/api/session/use-session';
import { useVenue } from '@/api/use-venue';
import { useLocale, useVenueWords } from '@/lib/context/context';
import { formatMoney } from '@/lib/money';
import { formatDateTime } from '@/lib/time';
import { Badge } from '@/ui/badge';
import { Button } from '@/ui/button';
import { classes } from '@/ui/classes';

import styles from './discrepancies.module.css';
import { type Act, actsOn } from './model/acts';
import { actorOf } from './model/actor';

/** One difference: what it is, both sides of it, where it belongs, and all that was said about it. */
export function DiscrepancyCard({ discrepancy, onAct }: { discrepancy: Discrepancy; onAct: (act: Act) => void }) {
  const words = useVenueWords();
  const { may } = useSession();
  const isResolved = discrepancy.status === 'resolved';
  return (
    <article className={classes(styles.card, isResolved && styles.resolved)}>
      <header className={styles.head}>
        <h2 className={styles.kind}>{words(`kind.${discrepancy.kind}`)}</h2>
        <Badge tone={isResolved ? 'good' : 'bad'} icon={isResolved ? 'check' : 'alert'}>
          {words(isResolved ? 'discrepancies.resolved' : 'discrepancies.open')}
        </Badge>
      </header>
      <Sides discrepancy={discrepancy} />
      <Where discrepancy={discrepancy} />
      {!discrepancy.present && <p className={styles.small}>{words('discrepancy.gone')}</p>}
      <History discrepancy={discrepancy} />
      {may('resolve_discrepancy') && (
        <div className={styles.actions}>
          {actsOn(discrepancy).map((act) => (
            <Button key={act} look={act === 'notes' ? 'plain' : 'second'} onClick={() => onAct(act)}>
              {words(act === 'notes' ? 'discrepancy.note' : `discrepancy.${act}`)}
            </Button>
          ))}
        </div>
      )}
    </article>
  );
}

function Sides({ discrepancy }: { discrepancy: Discrepancy }) {
  const words = useVenueWords();
  const locale = useLocale();
  const sides = [
    [words('payout.twyst'), discrepancy.twyst_minor],
    [words('payout.stripe'), discrepancy.stripe_minor],
    [words('payout.difference'), discrepancy.difference_minor],
  ] as const;
  return (
    <dl className={styles.sides}>
      {sides.map(([label, minor]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{formatMoney(minor, discrepancy.currency, locale)}</dd>
        </div>
      ))}
    </dl>
  );
}

function Where({ discrepancy }: { discrepancy: Discrepancy }) {
  const words = useVenueWords();
  const { venueId } = useSession();
  const base = `/dashboard/${venueId}`;
  return (
    <p className={styles.where}>
      {discrepancy.order_id && (
        <Link prefetch={false} href={`${base}/orders/${discrepancy.order_id}`}>
          {words('money.order', { number: discrepancy.order_number ?? discrepancy.order_id.slice(0, 8) })}
        </Link>
      )}
      {discrepancy.payout_id && (
        <Link prefetch={false} href={`${base}/payouts/${discrepancy.payout_id}`}>
          {words('discrepancy.payout')} {discrepancy.payout_id}
        </Link>
      )}
      {discrepancy.line_id && (
        <span>
          {words('discrepancy.line')} {discrepancy.line_id}
        </span>
      )}
    </p>
  );
}

function History({ discrepancy }: { discrepancy: Discrepancy }) {
  const words = useVenueWords();
  const locale = useLocale();
  const { session } = useSession();
  const timeZone = useVenue().data?.timezone;
  const money = (minor: number): string => formatMoney(minor, discrepancy.currency, locale);
  return (
    <ol className={styles.history} aria-label={words('discrepancy.history')}>
      {discrepancy.history.map((event) => (
        <li key={`${event.recorded_at} ${event.action}`}>
          <time dateTime={event.recorded_at}>{formatDateTime(event.recorded_at, locale, timeZone)}</time>
          <span>
            <strong>{words(`event.${event.action}`, { amount: money(event.difference_minor) })}</strong> {words('event.by', { actor: words(`actor.${actorOf(event.actor, session.subject)}`) })}
            {event.note && <q className={styles.note}>{event.note}</q>}
          </span>
        </li>
      ))}
    </ol>
  );
}
