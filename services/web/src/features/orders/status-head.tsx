'use client';

import type { DinerOrder } from '@/api/types';
import { useDinerWords, useLocale } from '@/lib/context/context';
import { formatMoney } from '@/lib/money';
import { classes } from '@/ui/classes';
import { Notice } from '@/ui/badge';
import { Icon, type IconName } from '@/ui/icon';

import { canceledWords, type Standing } from './model/words';
import styles from './orders.module.css';

const ICONS: Record<Standing, IconName> = {
  created: 'bag',
  confirming: 'clock',
  slow: 'clock',
  late: 'bell',
  attemptFailed: 'card',
  attemptAction: 'card',
  canceling: 'clock',
  paid: 'check',
  seen: 'check',
  fulfilling: 'flame',
  completed: 'check',
  canceled: 'close',
};

const WAITING = new Set<Standing>(['confirming', 'slow', 'late', 'canceling']);

/** Where the order is, in the largest words of the page; they are read out when they change. */
export function StatusHead({ order, standing }: { order: DinerOrder; standing: Standing }) {
  const words = useDinerWords();
  return (
    <header className={styles.head}>
      <p className={styles.where}>
        {order.venue_name} · {words('menu.table', { label: order.table_label })} · {words('status.title', { number: order.order_number })}
      </p>
      <span className={classes(styles.plate, WAITING.has(standing) && styles.waiting, standing === 'attemptFailed' && styles.refused)} data-standing={standing}>
        <Icon name={ICONS[standing]} size={44} />
      </span>
      <div aria-live="polite" aria-atomic="true">
        <h1 className={styles.state}>{title(standing, words)}</h1>
        <p className={styles.about}>{about(order, standing, words)}</p>
      </div>
      <Money order={order} />
    </header>
  );
}

type Words = ReturnType<typeof useDinerWords>;

function title(standing: Standing, words: Words): string {
  if (standing === 'slow' || standing === 'late') return words('status.confirming');
  if (standing === 'attemptFailed') return words('status.attempt.failed');
  if (standing === 'attemptAction') return words('status.attempt.action');
  return words(`status.${standing}`);
}

function about(order: DinerOrder, standing: Standing, words: Words): string {
  switch (standing) {
    case 'late':
      return words('status.confirming.late', { reference: order.order_number });
    case 'slow':
      return words('status.confirming.slow');
    case 'attemptFailed':
      return words('pay.declined.text');
    case 'attemptAction':
      return words('status.attempt.action.text');
    case 'canceled':
      return canceled(order, words);
    default:
      return words(`status.${standing}.text`, { table: order.table_label });
  }
}

function canceled(order: DinerOrder, words: Words): string {
  const { isUncharged, reason } = canceledWords(order);
  return [isUncharged && words('status.canceled.unpaid'), reason && words('status.canceled.reason', { reason })].filter(Boolean).join(' ');
}

/** Money on its way back is part of the state, not of the small print. */
function Money({ order }: { order: DinerOrder }) {
  const words = useDinerWords();
  const locale = useLocale();
  if (!order.refunded_minor && !order.refunding_minor) return null;
  const money = (amountMinor: number): string => formatMoney(amountMinor, order.currency, locale);
  return (
    <Notice tone="good" icon="undo">
      {order.refunding_minor > 0 && <p>{words('status.refunding', { amount: money(order.refunding_minor) })}</p>}
      {order.refunded_minor > 0 && <p>{words('status.refunded', { amount: money(order.refunded_minor) })}</p>}
    </Notice>
  );
}
