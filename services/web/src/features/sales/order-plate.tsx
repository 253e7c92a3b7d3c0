'use client';

import { useLocale, useVenueWords } from '@/lib/context/context';
import { formatMoney } from '@/lib/money';

import type { Order } from './model/order';
import styles from './sales.module.css';

/** What was ordered, and what it comes to. */
export function OrderPlate({ order }: { order: Order }) {
  const words = useVenueWords();
  const locale = useLocale();
  const money = (amountMinor: number): string => formatMoney(amountMinor, order.currency, locale);
  return (
    <section className={styles.card} aria-labelledby="order-lines">
      <h2 id="order-lines" className={styles.cardTitle}>
        {words('order.lines')}
      </h2>
      <ul className={styles.lines}>
        {order.lines.map((line) => (
          <li key={line.line_id} className={styles.line}>
            <span className={styles.quantity}>{line.quantity}</span>
            <span className={styles.what}>
              {line.name}
              {line.modifiers.length > 0 && <span className={styles.faint}>{line.modifiers.map((modifier) => modifier.name).join(', ')}</span>}
              {line.allergy && <span className={styles.wish}>{words('order.allergy')}</span>}
              {line.note && <span className={styles.wish}>{line.note}</span>}
            </span>
            <span>{money(line.amount_minor)}</span>
          </li>
        ))}
      </ul>
      {order.allergy && <p className={styles.wish}>{words('order.allergy.of', { dishes: words('order.allergy.whole') })}</p>}
      {order.diner_note && <p className={styles.wish}>{order.diner_note}</p>}
      <dl className={styles.sums}>
        <div>
          <dt>{words('order.items')}</dt>
          <dd>{money(order.items_minor)}</dd>
        </div>
        {order.tip_minor > 0 && (
          <div>
            <dt>{words('order.tip')}</dt>
            <dd>{money(order.tip_minor)}</dd>
          </div>
        )}
        <div className={styles.sum}>
          <dt>{words('order.total')}</dt>
          <dd>{money(order.total_minor)}</dd>
        </div>
      </dl>
    </section>
  );
}
