'use client';

import Link from 'next/link';
import { type ReactNode, useState } from 'react';

import type { HeldMoney } from '@/api/office';
import { useSession } from '@/api/session/use-session';
import { useVenueQuery } from '@/api/session/use-venue-query';
import { useVenue } from '@/api/use-venue';
import { useLocale, useVenueWords } from '@/lib/context/context';
import { formatMoney } from '@/lib/money';
import { formatDateTime } from '@/lib/time';
import { Badge, type Tone } from '@/ui/badge';
import { Button } from '@/ui/button';
import { classes } from '@/ui/classes';
import { Page } from '@/ui/page';
import { Empty, Skeleton } from '@/ui/panel';
import { Reading } from '@/ui/problem';

import styles from './discrepancies.module.css';
import { HoldDialog, type Deciding } from './hold-dialog';

const LIMIT = 100;
const TONES: Record<HeldMoney['status'], Tone> = { open: 'bad', refunding: 'accent', refunded: 'plain', released: 'plain' };

/** Money that waits for a decision, and what was decided before. */
export function HoldsScreen({ tabs }: { tabs: ReactNode }) {
  const words = useVenueWords();
  const [deciding, setDeciding] = useState<Deciding | null>(null);
  const found = useVenueQuery(['holds', 'all'], ({ order, venueId }) => order.GET('/v1/venues/{venue_id}/holds', { params: { path: { venue_id: venueId }, query: { limit: LIMIT } } }), { everyMs: 10_000 });
  return (
    <Page title={words('holds.title')} about={words('holds.text')}>
      {tabs}
      <Reading problem={found.problem} isThere={Boolean(found.data)} onRetry={found.reload} waiting={<Skeleton height="14rem" />} />
      {found.data?.holds.length === 0 && (
        <Empty icon="check" title={words('holds.none.title')}>
          {words('holds.none.text')}
        </Empty>
      )}
      <ul className={styles.list}>
        {found.data?.holds.map((hold) => (
          <li key={hold.id}>
            <Held hold={hold} onDecide={(action) => setDeciding({ hold, action })} />
          </li>
        ))}
      </ul>
      <HoldDialog deciding={deciding} onClose={() => setDeciding(null)} />
    </Page>
  );
}

function Held({ hold, onDecide }: { hold: HeldMoney; onDecide: (action: Deciding['action']) => void }) {
  const words = useVenueWords();
  const locale = useLocale();
  const { venueId, may } = useSession();
  const timeZone = useVenue().data?.timezone;
  const isOpen = hold.status === 'open';
  return (
    <article className={classes(styles.card, !isOpen && styles.resolved)}>
      <header className={styles.head}>
        <h2 className={styles.kind}>{words(`holds.reason.${hold.reason}`)}</h2>
        <Badge tone={TONES[hold.status]} icon={isOpen ? 'alert' : undefined}>
          {words(`holds.status.${hold.status}`)}
        </Badge>
      </header>
      <dl className={styles.sides}>
        <div>
          <dt>{words('money.amount')}</dt>
          <dd>{formatMoney(hold.amount_minor, hold.currency, locale)}</dd>
        </div>
      </dl>
      <p className={styles.where}>
        <Link prefetch={false} href={`/dashboard/${venueId}/orders/${hold.order_id}`}>
          {words('money.order', { number: hold.order_number })}
        </Link>
        <span>{words('money.table', { label: hold.table_label })}</span>
        <span>{words('holds.placed', { time: formatDateTime(hold.created_at, locale, timeZone) })}</span>
        <span>{words('holds.owner', { owner: hold.owner })}</span>
      </p>
      {hold.note && <q className={styles.note}>{hold.note}</q>}
      {isOpen && !may('resolve_hold') && <p className={styles.small}>{words('holds.notYours')}</p>}
      {isOpen && may('resolve_hold') && (
        <div className={styles.actions}>
          <Button onClick={() => onDecide('refund')}>{words('holds.refund')}</Button>
          <Button look="plain" onClick={() => onDecide('release')}>
            {words('holds.release')}
          </Button>
        </div>
      )}
    </article>
  );
}
