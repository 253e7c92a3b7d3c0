'use client';

import { useCallback, useEffect, useReducer, useRef } from 'react';

import type { DiningTable } from '@/api/office';
import { useSession } from '@/api/session/use-session';

import { opensWhat } from './model/address';
import { type Happening, next, type Provision, READY, refusalOf } from './model/provision';
import { type NdefReader, openReader, readingOf } from './ndef';

export interface Provisioning {
  now: Provision;
  start: () => void;
  overwrite: () => void;
  lock: () => void;
}

/** Drives the phone's NFC by the steps of `model/provision.ts`; it lets go of it when the dialog goes. */
export function useProvision(target: string, tables: readonly DiningTable[]): Provisioning {
  const { venueId } = useSession();
  const [now, happen] = useReducer((state: Provision, happening: Happening) => next(state, happening, target), READY);
  const reader = useRef<NdefReader | null>(null);
  const control = useRef<AbortController | null>(null);
  const known = useRef(tables);
  useEffect(() => {
    known.current = tables;
  }, [tables]);
  useEffect(() => () => control.current?.abort(), []);

  const attempt = useCallback(async (work: (signal: AbortSignal) => Promise<void>, done?: Happening) => {
    try {
      await work(control.current!.signal);
      if (done) happen(done);
    } catch (error) {
      if (!control.current?.signal.aborted) happen({ type: 'refused', why: refusalOf(error) });
    }
  }, []);

  const start = useCallback(() => {
    control.current?.abort();
    const begun = (control.current = new AbortController());
    happen({ type: 'start' });
    void attempt(async (signal) => {
      const opened = (reader.current = openReader());
      opened.addEventListener('reading', (event) => {
        const { address, serial } = readingOf(event);
        happen({ type: 'read', address, serial, opens: opensWhat(address, venueId, known.current) });
      }, { signal: begun.signal });
      opened.addEventListener('readingerror', () => happen({ type: 'refused', why: 'moved' }), { signal: begun.signal });
      await opened.scan({ signal });
    });
  }, [attempt, venueId]);

  // The step says what the phone has to do; entering it does it, once.
  useEffect(() => {
    if (now.step === 'writing') void attempt((signal) => reader.current!.write({ records: [{ recordType: 'url', data: target }] }, { overwrite: true, signal }), { type: 'written' });
    if (now.step === 'locking') void attempt(async (signal) => reader.current!.makeReadOnly?.({ signal }), { type: 'locked' });
  }, [now.step, attempt, target]);

  return { now, start, overwrite: () => happen({ type: 'overwrite' }), lock: () => happen({ type: 'lock' }) };
}
