'use client';

import type { DinerOrder } from '@/api/types';
import { useDinerWords, useLocale } from '@/lib/context/context';
import { formatMoney } from '@/lib/money';

import styles from './orders.module.css';

export function OrderLines({ order }: { order: DinerOrder }) {
  const words = useDinerWords();
  const locale = useLocale();
  const money = (amountMinor: number): string => formatMoney(amountMinor, order.currency, locale);
  return (
    <section className={styles.card} aria-labelledby="order-items">
      <h2 id="order-items" className={styles.cardTitle}>
        {words('status.items')}
      </h2>
      <ul className={styles.lines}>
        {order.lines.map((line) => (
          <li key={line.line_id} className={styles.line}>
            <span className={styles.quantity}>{line.quantity}×</span>
            <span className={styles.lineWords}>
              {line.name}
              {line.modifiers.length > 0 && <span className={styles.lineAbout}>{line.modifiers.map((modifier) => modifier.name).join(', ')}</span>}
              {line.note && <span className={styles.lineAbout}>{line.note}</span>}
              {line.allergy && <span className={styles.lineAbout}>{words('allergy.mark')}</span>}
            </span>
            <span>{money(line.amount_minor)}</span>
          </li>
        ))}
      </ul>
      {order.allergy && <p className={styles.lineAbout}>{words('allergy.mark.order')}</p>}
      <dl className={styles.sums}>
        {order.tip_minor > 0 && (
          <div className={styles.sum}>
            <dt>{words('review.tipLine')}</dt>
            <dd>{money(order.tip_minor)}</dd>
          </div>
        )}
        <div className={styles.total}>
          <dt>{words('review.total')}</dt>
          <dd>{money(order.total_minor)}</dd>
        </div>
        {order.refunded_minor > 0 && (
          <div className={styles.sum}>
            <dt>{words('receipt.refunded')}</dt>
            <dd>{money(-order.refunded_minor)}</dd>
          </div>
        )}
      </dl>
    </section>
  );
}
