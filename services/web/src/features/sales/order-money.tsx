'use client';

import { useLocale, useVenueWords } from '@/lib/context/context';
import { formatMoney } from '@/lib/money';
import { Badge } from '@/ui/badge';

import { type Order, refundsOf } from './model/order';
import styles from './sales.module.css';

/** Where the money is: each payment that names the order, and each refund in whatever state it is. */
export function OrderMoney({ order }: { order: Order }) {
  const words = useVenueWords();
  const locale = useLocale();
  const money = (amountMinor: number): string => formatMoney(amountMinor, order.currency, locale);
  const refunds = refundsOf(order);
  return (
    <section className={styles.card} aria-labelledby="order-money">
      <h2 id="order-money" className={styles.cardTitle}>
        {words('order.money')}
      </h2>
      {!order.payments.length && <p className={styles.faint}>{words('order.money.empty')}</p>}
      <ul className={styles.lines}>
        {order.payments.map((payment) => (
          <li key={payment.payment_intent} className={styles.line}>
            <span className={styles.what}>
              {words(payment.own ? 'order.payment.own' : 'order.payment.other')}
              <code className={styles.reference}>{payment.payment_intent}</code>
            </span>
            <span className={styles.end}>
              {money(payment.amount_received_minor)}
              <Badge tone={payment.money === 'kept' ? 'good' : payment.money === 'none' || payment.money === 'refunded' ? 'plain' : 'care'}>{words(`order.money.${payment.money}`)}</Badge>
            </span>
          </li>
        ))}
        {refunds.map((refund) => (
          <li key={refund.id} className={styles.line}>
            <span className={styles.what}>
              {words('order.refund.line')}
              {refund.reason && <span className={styles.faint}>{refund.reason}</span>}
              <code className={styles.reference}>{refund.id}</code>
            </span>
            <span className={styles.end}>
              {money(-refund.amountMinor)}
              <Badge tone={refund.tone}>{words(refund.label)}</Badge>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
