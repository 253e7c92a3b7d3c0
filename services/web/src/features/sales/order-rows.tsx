'use client';

import Link from 'next/link';

import { useSession } from '@/api/session/use-session';
import { useLocale, useVenueWords } from '@/lib/context/context';
import { formatMoney } from '@/lib/money';
import { formatDate, formatTime } from '@/lib/time';
import { Badge } from '@/ui/badge';

import { standingOf, type Summary } from './model/order';
import styles from './sales.module.css';

/** A row per order, under the day on which it was placed. */
export function OrderRows({ orders, timeZone }: { orders: readonly Summary[]; timeZone: string }) {
  const locale = useLocale();
  const days = new Map<string, Summary[]>();
  for (const order of orders) {
    const day = formatDate(order.created_at, locale, timeZone);
    days.set(day, [...(days.get(day) ?? []), order]);
  }
  return (
    <div className={styles.days}>
      {[...days].map(([day, ofDay]) => (
        <section key={day} aria-label={day}>
          <h2 className={styles.day}>{day}</h2>
          <ul className={styles.rows}>
            {ofDay.map((order) => (
              <Row key={order.order_id} order={order} timeZone={timeZone} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

/** `2 Steak frites, Crème brûlée`: what somebody who asks about an order remembers of it. */
const dishesOf = ({ lines }: Summary): string => lines.map(({ quantity, name }) => (quantity > 1 ? `${quantity} ${name}` : name)).join(', ');

function Row({ order, timeZone }: { order: Summary; timeZone: string }) {
  const words = useVenueWords();
  const locale = useLocale();
  const { venueId } = useSession();
  const { label, tone } = standingOf(order.state);
  return (
    <li>
      <Link className={styles.row} prefetch={false} href={`/dashboard/${venueId}/orders/${order.order_id}`}>
        <span className={styles.table}>
          <span className="visually-hidden">{words('board.table')} </span>
          {order.table_label}
        </span>
        <span className={styles.number}>{order.order_number}</span>
        <time className={styles.time} dateTime={order.created_at}>
          {formatTime(order.created_at, locale, timeZone)}
        </time>
        <span className={styles.items}>{dishesOf(order)}</span>
        <span className={styles.badges}>
          <Badge tone={tone}>{words(label)}</Badge>
          {order.refunded_minor > 0 && <Badge icon="undo">{words('orders.refunded', { amount: formatMoney(order.refunded_minor, order.currency, locale) })}</Badge>}
          {order.disputed && (
            <Badge tone="bad" icon="alert">
              {words('orders.disputed')}
            </Badge>
          )}
          {order.open_holds > 0 && (
            <Badge tone="care" icon="alert">
              {words('orders.held')}
            </Badge>
          )}
        </span>
        <span className={styles.total}>{formatMoney(order.total_minor, order.currency, locale)}</span>
      </Link>
    </li>
  );
}
