'use client';

import Link from 'next/link';

import type { DinerMenu } from '@/api/types';
import { useDinerWords, useLocale } from '@/lib/context/context';
import { formatMoney } from '@/lib/money';
import { type Cart, itemsMinorOf, itemsOf } from '@/lib/table/cart';

import styles from './menu.module.css';

/** The next step, always in reach of a thumb once there is something to order. */
export function CartBar({ menu, cart }: { menu: DinerMenu; cart: Cart | null }) {
  const words = useDinerWords();
  const locale = useLocale();
  if (!cart?.lines.length) return null;
  const count = itemsOf(cart);
  return (
    <nav className={styles.cart} aria-label={words('menu.cart')}>
      <Link className={styles.cartLink} href={`/venues/${menu.venue_id}/tables/${menu.table.table_id}/review`}>
        <span className={styles.cartCount} aria-hidden="true">
          {count}
        </span>
        <span className={styles.cartWords}>
          {words('menu.cart')}
          <span className="visually-hidden">, {words('menu.cart.items', { count })},</span>
        </span>
        <span className={styles.cartTotal}>{formatMoney(itemsMinorOf(cart), menu.currency, locale)}</span>
      </Link>
    </nav>
  );
}
