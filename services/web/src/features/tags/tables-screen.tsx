'use client';

import { useState } from 'react';

import type { DiningTable } from '@/api/office';
import { useSession } from '@/api/session/use-session';
import { useVenueWords } from '@/lib/context/context';
import { Button, ButtonLink } from '@/ui/button';
import { Icon } from '@/ui/icon';
import { Page } from '@/ui/page';
import { Empty, Skeleton } from '@/ui/panel';
import { Reading } from '@/ui/problem';

import { NameDialog } from './name-dialog';
import { ReadTag } from './read-tag';
import { RetireDialog } from './retire-dialog';
import { TableSheet } from './table-sheet';
import styles from './tags.module.css';
import { useTables } from './use-tables';
import { WriteTag } from './write-tag';

type Open = { what: 'add' | 'read' } | { what: 'manage' | 'rename' | 'retire' | 'write'; table: DiningTable };

/** V8. */
export function TablesScreen() {
  const words = useVenueWords();
  const { venueId } = useSession();
  const found = useTables();
  const [open, setOpen] = useState<Open | null>(null);
  const close = (): void => setOpen(null);
  const actions = (
    <>
      <ButtonLink icon="print" href={`/dashboard/${venueId}/tables/sheet`}>
        {words('tables.sheet')}
      </ButtonLink>
      <Button look="main" icon="plus" onClick={() => setOpen({ what: 'add' })}>
        {words('tables.add')}
      </Button>
      <Button look="plain" icon="help" onClick={() => setOpen({ what: 'read' })}>
        {words('tag.read')}
      </Button>
    </>
  );
  return (
    <Page wide title={words('tables.title')} about={words('tables.text')} actions={actions}>
      <Reading problem={found.problem} isThere={Boolean(found.tables)} onRetry={found.reload} waiting={<Skeleton height="16rem" />} />
      {found.tables?.length === 0 && (
        <Empty icon="table" title={words('tables.none.title')}>
          {words('tables.none.text')}
        </Empty>
      )}
      {found.tables && found.tables.length > 0 && <TableGrid found={found} onOpen={(table) => setOpen({ what: 'manage', table })} />}
      {open?.what === 'add' && <NameDialog onClose={close} />}
      {open?.what === 'read' && <ReadTag tables={found.tables ?? []} onClose={close} />}
      {open?.what === 'rename' && <NameDialog table={open.table} onClose={close} />}
      {open?.what === 'retire' && <RetireDialog table={open.table} onClose={close} />}
      {open?.what === 'write' && <WriteTag table={open.table} tables={found.tables ?? []} tags={found.tags} onClose={close} />}
      {open?.what === 'manage' && <TableSheet table={open.table} tags={found.tags} onClose={close} onGo={(what) => setOpen({ what, table: open.table })} />}
    </Page>
  );
}

function TableGrid({ found, onOpen }: { found: ReturnType<typeof useTables>; onOpen: (table: DiningTable) => void }) {
  const words = useVenueWords();
  return (
    <ul className={styles.grid} aria-label={words('tables.list')}>
      {found.tables?.map((table) => {
        const count = found.tags.filter((tag) => tag.table_id === table.table_id).length;
        return (
          <li key={table.table_id}>
            <button type="button" className={styles.table} onClick={() => onOpen(table)}>
              <span className={styles.label}>{table.label}</span>
              <span className={styles.small}>
                {count > 0 && <Icon name="check" size={16} />}
                {count ? words('tables.tags.count', { count }) : words('tables.tags.none')}
              </span>
            </button>
          </li>
        );
      })}
    </ul>
  );
}
