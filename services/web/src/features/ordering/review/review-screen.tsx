'use client';

import Link from 'next/link';
import { useMemo, useState } from 'react';

import type { DinerMenu } from '@/api/types';
import { useDinerWords } from '@/lib/context/context';
import { type CartLine, cartStore } from '@/lib/table/cart';
import { useStore } from '@/lib/table/use-store';
import { TextArea } from '@/ui/field';
import { Empty, Skeleton } from '@/ui/panel';

import { AllergyChoice } from '../allergy-choice';
import { ItemSheet } from '../item/item-sheet';
import { OrderingNotice } from '../menu/ordering-notice';
import { itemsOfMenu } from '../model/live-menu';
import { PageHead } from '../page-head';
import { useLiveMenu } from '../use-live-menu';
import { CartLines } from './cart-lines';
import { Changed } from './changed';
import { PlacingProblem } from './placing-problem';
import styles from './review.module.css';
import { TipField } from './tip-field';
import { Totals } from './totals';
import { usePlaceOrder } from './use-place-order';

/** D3: all that is ordered and all that it costs. Nothing is added after this. */
export function ReviewScreen({ menu: initial, readAt }: { menu: DinerMenu; readAt: number }) {
  const words = useDinerWords();
  const { menu, now } = useLiveMenu(initial, readAt);
  const store = cartStore(menu.venue_id, menu.table.table_id);
  const cart = useStore(store);
  const [editing, setEditing] = useState<CartLine | null>(null);
  const items = useMemo(() => itemsOfMenu(menu), [menu]);
  const { placing, place, accept, dismiss } = usePlaceOrder(menu);
  const menuPath = `/venues/${menu.venue_id}/tables/${menu.table.table_id}`;
  if (!cart) return <Loading />;
  return (
    <div className={styles.page}>
      <PageHead title={words('review.title')} back={menuPath} about={`${menu.venue_name} · ${words('menu.table', { label: menu.table.label })}`} />
      <main id="content" className={styles.main}>
        {cart.lines.length === 0 ? (
          <EmptyCart menuPath={menuPath} />
        ) : (
          <>
            <OrderingNotice menu={menu} staleSince={null} now={now} />
            <CartLines menu={menu} cart={cart} onEdit={setEditing} />
            <Link href={menuPath} className={styles.more}>
              {words('review.more')}
            </Link>
            <TextArea label={words('review.note')} maxLength={menu.limits?.order_note ?? 280} value={cart.note} onChange={(event) => store.set((each) => ({ ...each, note: event.target.value }))} />
            <AllergyChoice of="order" checked={cart.allergy ?? false} onChange={(allergy) => store.set((each) => ({ ...each, allergy }))} />
            <TipField menu={menu} cart={cart} onTip={(tip) => store.set((each) => ({ ...each, tip }))} />
            <PlacingProblem placing={placing} menu={menu} />
            <Totals menu={menu} cart={cart} placing={placing} onPlace={place} />
          </>
        )}
      </main>
      <ItemSheet item={editing ? (items.get(editing.itemId) ?? null) : null} menu={menu} canOrder editing={editing} onClose={() => setEditing(null)} />
      <Changed placing={placing} menu={menu} cart={cart} onAccept={accept} onClose={dismiss} />
    </div>
  );
}

function EmptyCart({ menuPath }: { menuPath: string }) {
  const words = useDinerWords();
  return (
    <Empty icon="bag" title={words('review.empty.title')} actions={<Link href={menuPath}>{words('review.empty.menu')}</Link>}>
      {words('review.empty.text')}
    </Empty>
  );
}

function Loading() {
  const words = useDinerWords();
  return (
    <main id="content" className={styles.page}>
      <h1 className="visually-hidden">{words('review.title')}</h1>
      <div className={styles.main}>
        <Skeleton height="4rem" />
        <Skeleton height="12rem" />
        <Skeleton height="8rem" />
      </div>
    </main>
  );
}
