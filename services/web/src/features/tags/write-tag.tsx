'use client';

import { useEffect, useState } from 'react';

import { settle } from '@/api/client';
import type { DiningTable, Tag } from '@/api/office';
import { useSession } from '@/api/session/use-session';
import { useRefresh } from '@/api/session/use-venue-query';
import { useVenueWords } from '@/lib/context/context';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Icon, type IconName } from '@/ui/icon';

import type { Provision } from './model/provision';
import { canWriteTags } from './ndef';
import { NoNfc } from './no-nfc';
import styles from './tags.module.css';
import { type Provisioning, useProvision } from './use-provision';

interface Props {
  table: DiningTable;
  tables: readonly DiningTable[];
  tags: readonly Tag[];
  onClose: () => void;
}

export function WriteTag({ table, tables, tags, onClose }: Props) {
  const words = useVenueWords();
  const [isAble] = useState(canWriteTags);
  return (
    <Dialog kind="dialog" open onClose={onClose} title={words('tag.write.title', { label: table.label })} closeLabel={words('close')}>
      {isAble ? <Writing table={table} tables={tables} tags={tags} /> : <NoNfc />}
    </Dialog>
  );
}

const MARKS: Partial<Record<Provision['step'], IconName>> = { done: 'check', occupied: 'alert', mismatch: 'alert', refused: 'alert' };

function Writing({ table, tables, tags }: Omit<Props, 'onClose'>) {
  const words = useVenueWords();
  const provisioning = useProvision(table.url, tables);
  const { now, start } = provisioning;
  const isListed = useListing(table, tags, now.step === 'done' ? now.serial : undefined);
  const [title, text] = saying(now, table, words);
  return (
    <div className={styles.writing} aria-live="polite">
      <span className={styles.plate} data-step={now.step}>
        <span className={styles.wave} />
        <Icon name={MARKS[now.step] ?? 'nfc'} size={36} />
      </span>
      <p className={styles.step}>{title}</p>
      <p className={styles.about}>{text}</p>
      {now.step === 'done' && !isListed && <p className={styles.about}>{words('tag.failed.text')}</p>}
      <Steps provisioning={provisioning} onStart={start} />
    </div>
  );
}

function Steps({ provisioning: { now, overwrite, lock }, onStart }: { provisioning: Provisioning; onStart: () => void }) {
  const words = useVenueWords();
  if (now.step === 'ready') return <Button look="main" onClick={onStart}>{words('tag.start')}</Button>;
  if (now.step === 'occupied' || now.step === 'mismatch') return <Button look="main" onClick={overwrite}>{words('tag.overwrite')}</Button>;
  if (now.step === 'refused') return <Button look="main" onClick={onStart}>{words('tag.again')}</Button>;
  if (now.step !== 'done') return null;
  return (
    <>
      <Button look="main" onClick={onStart}>
        {words('tag.done.again')}
      </Button>
      {!now.locked && (
        <>
          <Button look="plain" onClick={lock}>
            {words('tag.lock')}
          </Button>
          <p className={styles.small}>{words('tag.lock.text')}</p>
        </>
      )}
    </>
  );
}

function saying(now: Provision, table: DiningTable, words: ReturnType<typeof useVenueWords>): [string, string] {
  switch (now.step) {
    case 'ready':
    case 'reading':
      return [words('tag.hold.title'), words('tag.hold.text')];
    case 'occupied':
      if (now.opens.kind === 'table') return [words('tag.occupied.title', { label: now.opens.table.label }), words('tag.occupied.text', { target: table.label })];
      return [words('tag.foreign.title'), words('tag.foreign.text', { address: now.opens.kind === 'foreign' ? now.opens.address : words(`tag.opens.${now.opens.kind === 'retired' ? 'retired' : 'other'}`), target: table.label })];
    case 'writing':
      return [words('tag.writing.title'), words('tag.writing.text')];
    case 'checking':
      return [words('tag.checking.title'), words('tag.checking.text')];
    case 'mismatch':
      return [words('tag.mismatch.title'), words('tag.mismatch.text', { found: now.found ?? words('tag.nothing') })];
    case 'locking':
      return [words('tag.writing.title'), words('tag.locking')];
    case 'done':
      return [words('tag.done.title'), words(now.locked ? 'tag.locked' : 'tag.done.text', { label: table.label })];
    case 'refused':
      return { unwritable: [words('tag.locked.title'), words('tag.locked.text')], moved: [words('tag.moved.title'), words('tag.moved.text')], denied: [words('tag.denied.title'), words('tag.denied.text')] }[now.why] as [string, string];
  }
}

/** A checked tag goes on the list; a chip that stood there for another table moves. `serial` is undefined until then. */
function useListing(table: DiningTable, tags: readonly Tag[], serial: string | null | undefined): boolean {
  const { order, venueId } = useSession();
  const refresh = useRefresh();
  const [isListed, setListed] = useState(true);
  useEffect(() => {
    if (serial === undefined) return;
    const known = tags.find((tag) => serial && tag.serial === serial.toUpperCase());
    if (known?.table_id === table.table_id) return;
    const list = async (): Promise<void> => {
      const path = { venue_id: venueId };
      if (known) await settle(order.DELETE('/v1/venues/{venue_id}/tags/{tag_id}', { params: { path: { ...path, tag_id: known.tag_id } } }));
      const result = await settle(order.POST('/v1/venues/{venue_id}/tags', { params: { path }, body: { table_id: table.table_id, serial } }));
      setListed(result.ok);
      await refresh('tags');
    };
    void list();
    // Once per checked tag: the list that changes by it must not start it anew.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [serial, table.table_id]);
  return isListed;
}
