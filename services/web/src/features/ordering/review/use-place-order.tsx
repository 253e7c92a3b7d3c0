'use client';

import { useEffect, useMemo, useRef, useState } from 'react';

import type { Problem } from '@/api/problem';
import type { DinerMenu } from '@/api/types';
import { useConfig } from '@/lib/context/context';

import { acceptChanges, type Change, changesOf, totalMinorOf } from '../model/order-request';
import { OrderDesk } from './order-desk';

export type Placing = { step: 'idle' } | { step: 'placing' } | { step: 'changed'; changes: Change[]; totalMinor: number | null } | { step: 'failed'; problem: Problem };

/** Places what is in the cart, once: whoever reloads, presses twice or has a second tab gets the same order. */
export function usePlaceOrder(menu: DinerMenu): { placing: Placing; place: () => void; accept: () => void; dismiss: () => void } {
  const config = useConfig();
  const [placing, setPlacing] = useState<Placing>({ step: 'idle' });
  const desk = useMemo(() => new OrderDesk(config, menu.venue_id, menu.table.table_id), [config, menu.venue_id, menu.table.table_id]);
  useIdleAgain(() => setPlacing({ step: 'idle' }));

  const place = (): void => {
    if (placing.step === 'placing') return;
    setPlacing({ step: 'placing' });
    void desk.place().then((outcome) => {
      if ('to' in outcome) return location.assign(outcome.to);
      const changes = changesOf(outcome.problem, desk.cart.get());
      if (outcome.problem.slug !== 'order-overtaken' || !changes.length) return setPlacing({ step: 'failed', problem: outcome.problem });
      return setPlacing({ step: 'changed', changes, totalMinor: null });
    });
  };
  const accept = (): void => {
    if (placing.step !== 'changed') return;
    desk.cart.set((cart) => acceptChanges(cart, placing.changes));
    // What is left may be too little to be ordered; the page says so.
    if (totalMinorOf(desk.cart.get()) < menu.payment.minimum_minor) return setPlacing({ step: 'idle' });
    place();
  };
  return { placing, place, accept, dismiss: () => setPlacing({ step: 'idle' }) };
}

/** A page that comes back from the browser's memory is as it was left: with a button that is still at work. */
function useIdleAgain(rest: () => void): void {
  const latest = useRef(rest);
  useEffect(() => {
    latest.current = rest;
  });
  useEffect(() => {
    const shown = ({ persisted }: PageTransitionEvent): void => {
      if (persisted) latest.current();
    };
    window.addEventListener('pageshow', shown);
    return () => window.removeEventListener('pageshow', shown);
  }, []);
}
