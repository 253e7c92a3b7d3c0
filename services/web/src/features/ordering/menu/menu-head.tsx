'use client';

import Link from 'next/link';
import { type ReactNode, useState } from 'react';

import type { DinerMenu } from '@/api/types';
import { useDinerWords } from '@/lib/context/context';
import { visitStore } from '@/lib/table/visit';
import { useStore } from '@/lib/table/use-store';
import { IconButton } from '@/ui/button';
import { Icon } from '@/ui/icon';

import { HelpSheet } from '../help-sheet';
import styles from './menu.module.css';

/** Where one is, large: the venue, and the table on its plate. */
export function MenuHead({ menu, callStaff }: { menu: DinerMenu; callStaff?: ReactNode }) {
  const words = useDinerWords();
  const [helping, setHelping] = useState(false);
  const rounds = (useStore(visitStore()) ?? []).filter((each) => each.venueId === menu.venue_id);
  const { quote_minutes: minutes, status } = menu.ordering;
  return (
    <header className={styles.head}>
      <div className={styles.tools}>
        {rounds.length > 0 && (
          <Link prefetch={false} className={styles.pill} href={`/venues/${menu.venue_id}/tables/${menu.table.table_id}/visit`}>
            <Icon name="receipt" size={18} />
            {words('menu.orders')}
          </Link>
        )}
        <IconButton icon="help" label={words('help.open')} onClick={() => setHelping(true)} />
      </div>
      <div className={styles.place}>
        <h1 className={styles.venue}>{menu.venue_name}</h1>
        <p className={styles.table}>
          <span className="visually-hidden">{words('menu.table', { label: menu.table.label })}</span>
          <span aria-hidden="true" className={styles.tableWord}>
            {words('menu.table', { label: '' }).trim()}
          </span>
          <span aria-hidden="true" className={styles.tableLabel}>
            {menu.table.label}
          </span>
        </p>
      </div>
      <p className={styles.about}>
        {status === 'open' && minutes !== null && (
          <span className={styles.quote}>
            <Icon name="clock" size={17} />
            {words('menu.quote', { minutes })}
          </span>
        )}
        <button type="button" className={styles.notYours} onClick={() => setHelping(true)}>
          {words('menu.notYours')}
        </button>
      </p>
      <HelpSheet menu={menu} callStaff={callStaff} open={helping} onClose={() => setHelping(false)} />
    </header>
  );
}
