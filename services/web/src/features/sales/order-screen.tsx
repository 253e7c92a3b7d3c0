'use client';

import Link from 'next/link';
import { useState } from 'react';

import type { Problem } from '@/api/problem';
import { useSession } from '@/api/session/use-session';
import { useVenueQuery } from '@/api/session/use-venue-query';
import { useVenue } from '@/api/use-venue';
import { useLocale, useVenueWords } from '@/lib/context/context';
import { formatDateTime } from '@/lib/time';
import { Badge, Notice } from '@/ui/badge';
import { Button } from '@/ui/button';
import { Icon } from '@/ui/icon';
import { Page } from '@/ui/page';
import { Skeleton } from '@/ui/panel';
import { StaleNotice, VenueProblem } from '@/ui/problem';

import { CancelDialog } from './cancel-dialog';
import { actsOf, type Order, standingOf } from './model/order';
import { OrderMoney } from './order-money';
import { OrderPlate } from './order-plate';
import { RefundDialog } from './refund-dialog';
import styles from './sales.module.css';
import { Timeline } from './timeline';

const EVERY_MS = 3_000;

/** V4: one order, why it is where it is, and what can be done about it. */
export function OrderScreen({ orderId }: { orderId: string }) {
  const words = useVenueWords();
  const { venueId } = useSession();
  const path = { venue_id: venueId, order_id: orderId };
  const found = useVenueQuery(['order', orderId], ({ order }) => order.GET('/v1/venues/{venue_id}/orders/{order_id}', { params: { path } }), { everyMs: EVERY_MS });
  if (found.data) return <Known order={found.data} problem={found.problem} />;
  return (
    <Page title={words('nav.orders')} before={<BackToOrders />}>
      {found.problem ? <VenueProblem problem={found.problem} onRetry={found.reload} /> : <Skeleton height="24rem" />}
    </Page>
  );
}

function BackToOrders() {
  const words = useVenueWords();
  const { venueId } = useSession();
  return (
    <Link className={styles.back} prefetch={false} href={`/dashboard/${venueId}/orders`}>
      <Icon name="back" size={18} /> {words('nav.orders')}
    </Link>
  );
}

function Known({ order, problem }: { order: Order; problem: Problem | null }) {
  const words = useVenueWords();
  const locale = useLocale();
  const { may } = useSession();
  const venue = useVenue();
  const [asking, setAsking] = useState<'refund' | 'cancel' | null>(null);
  const { label, tone } = standingOf(order.state);
  const acts = actsOf(order, may);
  return (
    <Page
      wide
      before={<BackToOrders />}
      title={words('order.title', { table: order.table_label, number: order.order_number })}
      about={
        <span className={styles.badges}>
          <Badge tone={tone}>{words(label)}</Badge>
          {order.kitchen_seen && <Badge icon="check">{words('board.expo.seen')}</Badge>}
          <span>{words('order.placed', { time: formatDateTime(order.created_at, locale, venue.data?.timezone) })}</span>
        </span>
      }
      actions={
        <>
          {acts.cancel && <Button onClick={() => setAsking('cancel')}>{words('order.cancel')}</Button>}
          {acts.refund && (
            <Button icon="undo" onClick={() => setAsking('refund')}>
              {words('order.refund')}
            </Button>
          )}
        </>
      }
    >
      <StaleNotice problem={problem} />
      {order.reason && <Notice tone="bad" icon="alert" title={words('order.because', { reason: order.reason })} />}
      <div className={styles.detail}>
        <OrderPlate order={order} />
        <OrderMoney order={order} />
      </div>
      {may('timeline') && <Timeline orderId={order.order_id} seq={order.seq} timeZone={venue.data?.timezone} />}
      {asking === 'refund' && <RefundDialog order={order} onClose={() => setAsking(null)} />}
      {asking === 'cancel' && <CancelDialog order={order} onClose={() => setAsking(null)} />}
    </Page>
  );
}
