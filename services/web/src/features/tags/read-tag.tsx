'use client';

import { useCallback, useEffect, useRef, useState } from 'react';

import type { DiningTable } from '@/api/office';
import { useSession } from '@/api/session/use-session';
import { useVenueWords } from '@/lib/context/context';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';

import { type Opens, opensWhat } from './model/address';
import { type Refusal, refusalOf } from './model/provision';
import { canWriteTags, openReader, readingOf, type TagReading } from './ndef';
import { NoNfc } from './no-nfc';
import styles from './tags.module.css';

const OPENS: Record<Exclude<Opens['kind'], 'table'>, 'tag.opens.retired' | 'tag.opens.other' | 'tag.opens.foreign' | 'tag.opens.blank'> = { retired: 'tag.opens.retired', 'other-venue': 'tag.opens.other', foreign: 'tag.opens.foreign', blank: 'tag.opens.blank' };
const REFUSALS: Record<Refusal, 'tag.moved.title' | 'tag.denied.title'> = { unwritable: 'tag.moved.title', moved: 'tag.moved.title', denied: 'tag.denied.title' };

/** For a tag that nobody remembers: hold it there, and it says where it belongs. */
export function ReadTag({ tables, onClose }: { tables: readonly DiningTable[]; onClose: () => void }) {
  const words = useVenueWords();
  const [isAble] = useState(canWriteTags);
  return (
    <Dialog kind="dialog" open onClose={onClose} title={words('tag.read.title')} closeLabel={words('close')}>
      {isAble ? <Reading tables={tables} /> : <NoNfc />}
    </Dialog>
  );
}

function Reading({ tables }: { tables: readonly DiningTable[] }) {
  const words = useVenueWords();
  const { venueId } = useSession();
  const { reading, refusal, start, isOn } = useReader();
  const opens = reading && opensWhat(reading.address, venueId, tables);
  const title = refusal ? words(REFUSALS[refusal]) : !opens ? words('tag.hold.title') : opens.kind === 'table' ? words('tag.opens.title', { label: opens.table.label }) : words(OPENS[opens.kind]);
  return (
    <div className={styles.writing} aria-live="polite">
      <span className={styles.wave} data-step={reading ? 'done' : isOn ? 'reading' : 'ready'} aria-hidden="true" />
      <p className={styles.step}>{title}</p>
      {reading?.address && <p className={styles.url}>{reading.address}</p>}
      {reading?.serial && <p className={styles.small}>{words('tag.one', { serial: reading.serial })}</p>}
      {(!isOn || refusal) && (
        <Button look="main" onClick={start}>
          {words('tag.start')}
        </Button>
      )}
    </div>
  );
}

function useReader() {
  const [reading, setReading] = useState<TagReading | null>(null);
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const [isOn, setOn] = useState(false);
  const control = useRef<AbortController | null>(null);
  useEffect(() => () => control.current?.abort(), []);
  const start = useCallback(() => {
    control.current?.abort();
    const { signal } = (control.current = new AbortController());
    setOn(true);
    setRefusal(null);
    const reader = openReader();
    reader.addEventListener('reading', (event) => setReading(readingOf(event)), { signal });
    reader.addEventListener('readingerror', () => setRefusal('moved'), { signal });
    reader.scan({ signal }).catch((error: unknown) => {
      if (!signal.aborted) setRefusal(refusalOf(error));
    });
  }, []);
  return { reading, refusal, start, isOn };
}
