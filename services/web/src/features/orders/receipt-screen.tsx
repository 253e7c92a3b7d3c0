'use client';

import type { DinerOrder } from '@/api/types';
import { useDinerWords, useLocale } from '@/lib/context/context';
import { roundOf, visitStore } from '@/lib/table/visit';
import { useStore } from '@/lib/table/use-store';
import { formatDateTime } from '@/lib/time';
import { Notice } from '@/ui/badge';
import { Button, ButtonLink } from '@/ui/button';

import { isPaid } from './model/words';
import { OrderLines } from './order-lines';
import styles from './orders.module.css';
import { UnknownOrder } from './unknown-order';
import { useOrder } from './use-order';
import { Waiting } from './waiting';

/** D7. */
export function ReceiptScreen({ orderId }: { orderId: string }) {
  const rounds = useStore(visitStore());
  const round = rounds ? roundOf(rounds, orderId) : null;
  const { order, status } = useOrder(round);
  if (rounds && (!round || status === 'refused')) return <UnknownOrder />;
  if (!order) return <Waiting number={round?.number} status={status} />;
  return (
    <main id="content" className={styles.page}>
      <div className={styles.main}>
        <Paper order={order} />
      </div>
    </main>
  );
}

function Paper({ order }: { order: DinerOrder }) {
  const words = useDinerWords();
  const locale = useLocale();
  const paid = isPaid(order) || order.refunded_minor > 0 || order.refunding_minor > 0;
  return (
    <article className={styles.paper}>
      <header className={styles.paperHead}>
        <p>{words('receipt.title')}</p>
        <h1 className={styles.state}>{order.venue_name}</h1>
        <p className={styles.about}>
          {words('menu.table', { label: order.table_label })} · {words('status.title', { number: order.order_number })}
        </p>
        <p className={styles.about}>{words('receipt.ordered', { time: formatDateTime(order.created_at, locale, order.timezone) })}</p>
        {order.seller && <Seller seller={order.seller} />}
      </header>
      {!paid && (
        <Notice tone="care" icon="alert">
          {words('receipt.notPaid')}
        </Notice>
      )}
      <OrderLines order={order} />
      <p className={styles.about}>{words('reference', { reference: order.order_id })}</p>
      {paid && <p className={styles.thanks}>{words('receipt.thanks')}</p>}
      <div className={styles.actions}>
        <Button look="main" icon="print" wide onClick={() => window.print()}>
          {words('receipt.print')}
        </Button>
        <ButtonLink wide href={`/orders/${order.order_id}`}>
          {words('back')}
        </ButtonLink>
      </div>
    </article>
  );
}

/** The firm behind the venue's name, as a receipt has to say it. */
function Seller({ seller }: { seller: NonNullable<DinerOrder['seller']> }) {
  const words = useDinerWords();
  return (
    <p className={styles.about}>
      {seller.name}
      <br />
      {seller.address}
      {seller.tax_number && (
        <>
          <br />
          {words('receipt.taxNumber', { number: seller.tax_number })}
        </>
      )}
    </p>
  );
}
