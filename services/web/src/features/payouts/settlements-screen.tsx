'use client';

import Link from 'next/link';
import { useState } from 'react';

import type { OrderSettlement } from '@/api/office';
import { useSession } from '@/api/session/use-session';
import { useVenueQuery } from '@/api/session/use-venue-query';
import { useVenue } from '@/api/use-venue';
import { useLocale, useVenueWords } from '@/lib/context/context';
import { formatMoney } from '@/lib/money';
import { formatDate, formatDateTime } from '@/lib/time';
import { Button } from '@/ui/button';
import { classes } from '@/ui/classes';
import { Page } from '@/ui/page';
import { Empty, Skeleton } from '@/ui/panel';
import { Reading } from '@/ui/problem';
import { Table } from '@/ui/table';

import styles from './settlements.module.css';
import { MoneyTabs } from './section-tabs';

const FIRST = 100;
const MOST = 500;
const STAGES = ['paid', 'available', 'in_payout', 'paid_out'] as const;

/** Per order: paid, available, in a payout, at the bank. */
export function SettlementsScreen() {
  const words = useVenueWords();
  const [limit, setLimit] = useState(FIRST);
  const found = useVenueQuery(['settlements', 'orders', limit], ({ reconciliation, venueId }) => reconciliation.GET('/v1/venues/{venue_id}/settlements', { params: { path: { venue_id: venueId }, query: { limit } } }), { everyMs: 15_000 });
  return (
    <Page wide title={words('settlements.title')} about={words('settlements.text')}>
      <MoneyTabs />
      <Reading problem={found.problem} isThere={Boolean(found.data)} onRetry={found.reload} waiting={<Skeleton height="20rem" />} />
      {found.data?.orders.length === 0 && (
        <Empty icon="receipt" title={words('settlements.none.title')}>
          {words('settlements.none.text')}
        </Empty>
      )}
      {found.data && found.data.orders.length > 0 && <Settlements orders={found.data.orders} />}
      {found.data?.cursor && limit < MOST && <Button onClick={() => setLimit(MOST)}>{words('money.more')}</Button>}
    </Page>
  );
}

function Settlements({ orders }: { orders: readonly OrderSettlement[] }) {
  const words = useVenueWords();
  const locale = useLocale();
  const { venueId } = useSession();
  const timeZone = useVenue().data?.timezone;
  return (
    <Table
      caption={words('settlements.list')}
      rows={orders}
      rowKey={({ order_id }) => order_id}
      columns={[
        {
          key: 'order',
          head: words('discrepancy.order'),
          cell: (order) => (
            <span className={styles.order}>
              <Link prefetch={false} href={`/dashboard/${venueId}/orders/${order.order_id}`}>
                {words('money.order', { number: order.order_number })}
              </Link>
              <small>
                {words('money.table', { label: order.table_label })} · {formatDateTime(order.paid_at, locale, timeZone)}
              </small>
            </span>
          ),
        },
        { key: 'stage', head: words('settlements.stage'), cell: (order) => <Stage order={order} /> },
        { key: 'received', head: words('settlements.paidAt'), figures: true, cell: (order) => formatMoney(order.received_minor, order.currency, locale) },
        { key: 'refunded', head: words('money.refunded'), figures: true, cell: (order) => (order.refunded_minor ? formatMoney(-order.refunded_minor, order.currency, locale) : '–') },
        { key: 'fee', head: words('money.fee'), figures: true, cell: (order) => formatMoney(-order.fee_minor, order.currency, locale) },
        { key: 'net', head: words('money.net'), figures: true, cell: (order) => <strong>{formatMoney(order.net_minor, order.currency, locale)}</strong> },
      ]}
    />
  );
}

/** Four beads on a line, filled as far as the money has come; the words say the same. */
function Stage({ order }: { order: OrderSettlement }) {
  const words = useVenueWords();
  const locale = useLocale();
  const { venueId } = useSession();
  const reached = STAGES.indexOf(order.stage);
  const date = (day: string): string => formatDate(day, locale, 'UTC');
  return (
    <span className={styles.stage}>
      <span className={styles.beads} aria-hidden="true">
        {STAGES.map((stage, index) => (
          <span key={stage} className={classes(styles.bead, index <= reached && styles.reached)} />
        ))}
      </span>
      <span className={styles.words}>
        {words(`stage.${order.stage}`)}
        {order.payout_id && order.arrival_date && (order.stage === 'in_payout' || order.stage === 'paid_out') && (
          <Link prefetch={false} className={styles.payout} href={`/dashboard/${venueId}/payouts/${order.payout_id}`}>
            {words('stage.payout.on', { date: date(order.arrival_date) })}
          </Link>
        )}
        {order.stage === 'paid' && order.available_on && <small>{words('stage.available.on', { date: date(order.available_on) })}</small>}
      </span>
    </span>
  );
}
