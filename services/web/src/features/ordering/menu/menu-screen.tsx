'use client';

import { type ReactNode, useDeferredValue, useEffect, useMemo, useState } from 'react';

import type { DinerItem, DinerMenu } from '@/api/types';
import { useDinerWords } from '@/lib/context/context';
import { type CartLine, cartStore } from '@/lib/table/cart';
import { useStore } from '@/lib/table/use-store';
import { Empty } from '@/ui/panel';
import { useAnnouncements } from '@/ui/live';

import { ItemSheet } from '../item/item-sheet';
import { itemsOfMenu } from '../model/live-menu';
import { searchMenu } from '../model/search';
import { useAvoided } from '../use-avoided';
import { useLiveMenu } from '../use-live-menu';
import { AvoidFilter } from './avoid-filter';
import { CartBar } from './cart-bar';
import { CategoryBar } from './category-bar';
import { MenuHead } from './menu-head';
import { MenuSection } from './menu-section';
import { OrderingNotice } from './ordering-notice';
import { Search } from './search';
import styles from './menu.module.css';
import { useHashItem } from './use-hash-item';

/** D1: everything that a table can order, and what is left of it. */
export function MenuScreen({ menu: initial, readAt, callStaff }: { menu: DinerMenu; readAt: number; callStaff?: ReactNode }) {
  const words = useDinerWords();
  const { menu, staleSince, now, onNews } = useLiveMenu(initial, readAt);
  const [query, setQuery] = useState('');
  const shown = useDeferredValue(query);
  const categories = useMemo(() => searchMenu(menu.categories, shown), [menu.categories, shown]);
  const items = useMemo(() => itemsOfMenu(menu), [menu]);
  const [itemId, openItem] = useHashItem();
  const cart = useStore(cartStore(menu.venue_id, menu.table.table_id));
  const avoided = useAvoided(menu.venue_id);
  const open = menu.ordering.status === 'open';
  useSayWhatChanged(items, onNews);

  return (
    <div className={styles.page}>
      <MenuHead menu={menu} callStaff={callStaff} />
      <main id="content">
        <OrderingNotice menu={menu} staleSince={staleSince} now={now} />
        {menu.categories.length === 0 ? (
          <Empty icon="menu" title={words('menu.empty.title')}>
            {words('menu.empty.text')}
          </Empty>
        ) : (
          <>
            <Search query={query} onQuery={setQuery} found={shown ? categories.reduce((sum, each) => sum + each.items.length, 0) : null} />
            <AvoidFilter menu={menu} avoided={avoided} />
            {!shown && <CategoryBar categories={categories} />}
            {categories.map((category) => (
              <MenuSection key={category.category_id} category={category} index={menu.categories.findIndex((each) => each.category_id === category.category_id)} menu={menu} avoided={avoided} cart={cart} plain={Boolean(shown)} onOpen={openItem} />
            ))}
          </>
        )}
      </main>
      <CartBar menu={menu} cart={cart} />
      <ItemSheet item={itemId ? (items.get(itemId) ?? null) : null} menu={menu} canOrder={open} onClose={() => openItem(null)} editing={null as CartLine | null} />
    </div>
  );
}

function useSayWhatChanged(items: Map<string, DinerItem>, onNews: ReturnType<typeof useLiveMenu>['onNews']): void {
  const words = useDinerWords();
  const { say, toast } = useAnnouncements();
  useEffect(() => {
    onNews(({ event, data }) => {
      if (event === 'menu') toast(words('menu.changed'));
      if (event !== 'availability') return;
      const { struck, restored } = data as { struck: { subject_id: string }[]; restored: string[] };
      struck.forEach(({ subject_id }) => items.get(subject_id) && toast(words('menu.soldOut.now', { name: items.get(subject_id)!.name })));
      restored.forEach((id) => items.get(id) && say(words('menu.back.now', { name: items.get(id)!.name })));
    });
  }, [items, onNews, say, toast, words]);
}
