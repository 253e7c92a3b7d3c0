'use client';

import { useCallback, useEffect, useMemo, useState } from 'react';

import { createClients, settle } from '@/api/client';
import type { Problem } from '@/api/problem';
import type { CallReason, GuestCall } from '@/api/types';
import { useConfig } from '@/lib/context/context';
import { callStore } from '@/lib/table/call';
import { useStore } from '@/lib/table/use-store';

import { newerCall, type Phase, phaseOf } from './model/call';

const LOOK_AGAIN_MS = 4_000;

export interface Calling {
  phase: Phase;
  /** What became of the last press, if it was refused. */
  problem: Problem | null;
  busy: boolean;
  call: (reason: CallReason) => Promise<void>;
  withdraw: () => Promise<void>;
  /** Puts away how the last call ended, so that another can be made. */
  putAway: () => void;
}

/** The call of a table, as far as this phone made it or joined it; followed until it is over. */
export function useCall(venueId: string, tableId: string): Calling {
  const config = useConfig();
  const store = callStore(venueId, tableId);
  const kept = useStore(store);
  const [told, setTold] = useState<GuestCall | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const hear = useCallback((answer: GuestCall) => setTold((known) => newerCall(known, answer)), []);
  const current = kept && told?.call.call_id === kept.callId ? told : null;
  const isAway = useFollowing(kept && (!current || current.call.state === 'open') ? `${kept.callId} ${kept.accessToken}` : null, hear, store);

  const call = useCallback(
    async (reason: CallReason) => {
      setBusy(true);
      const path = { venue_id: venueId, table_id: tableId };
      const result = await settle(createClients(config).fulfillment.POST('/v1/venues/{venue_id}/tables/{table_id}/calls', { params: { path }, body: { reason } }));
      setBusy(false);
      setProblem(result.ok ? null : result.problem);
      if (!result.ok) return;
      hear(result.data);
      store.set(() => ({ callId: result.data.call.call_id, accessToken: result.data.access_token }));
    },
    [config, venueId, tableId, hear, store],
  );
  const withdraw = useCallback(async () => {
    const mine = store.get();
    if (!mine) return;
    setBusy(true);
    const result = await settle(createClients(config, mine.accessToken).fulfillment.POST('/v1/calls/{call_id}/withdraw', { params: { path: { call_id: mine.callId } } }));
    setBusy(false);
    setProblem(result.ok ? null : result.problem);
    if (result.ok) hear(result.data);
  }, [config, hear, store]);
  const putAway = useCallback(() => store.set(() => null), [store]);
  const phase = phaseOf(current, isAway);
  return useMemo(() => ({ phase, problem, busy, call, withdraw, putAway }), [phase, problem, busy, call, withdraw, putAway]);
}

/** Looks at an open call every few seconds while somebody can see the page. Answers whether the last look was in vain. */
function useFollowing(wanted: string | null, hear: (told: GuestCall) => void, store: ReturnType<typeof callStore>): boolean {
  const config = useConfig();
  const [isAway, setAway] = useState(false);
  useEffect(() => {
    if (!wanted) return undefined;
    const [callId = '', token] = wanted.split(' ');
    const look = async (): Promise<void> => {
      if (document.visibilityState !== 'visible') return;
      const result = await settle(createClients(config, token).fulfillment.GET('/v1/calls/{call_id}', { params: { path: { call_id: callId } } }));
      if (result.ok) hear(result.data);
      // The service has forgotten it, or knows the token no longer: there is nothing to follow.
      else if (result.problem.status === 404 || result.problem.status === 401) store.set((known) => (known?.callId === callId ? null : known));
      setAway(!result.ok);
    };
    void look();
    const timer = setInterval(() => void look(), LOOK_AGAIN_MS);
    return () => clearInterval(timer);
  }, [wanted, config, hear, store]);
  return isAway;
}
