'use client';

import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from 'react';

import { alarming, type Called, heard, heardCalls, NO_CALLS, type Ringing, SILENT, touched } from '../model/ringing';
import type { Link } from '../model/link';
import { type Shift, useSound } from '../sound/use-sound';
import { useEverySecond } from './seconds';
import { type Bumps, useBumps } from './use-bumps';
import { type LiveBoard, useLink, useLiveBoard } from './use-live-board';

export interface BoardContext {
  live: LiveBoard;
  link: Link;
  bumps: Bumps;
  shift: Shift;
  /** Tickets that came and to which nobody has reacted here. */
  fresh: ReadonlySet<string>;
  /** How many are paid and seen by nobody for too long. */
  unseen: number;
}

const Context = createContext<BoardContext | null>(null);

export function useBoard(): BoardContext {
  const board = useContext(Context);
  if (!board) throw new Error('outside of a BoardProvider');
  return board;
}

/** One feed for all pages of a tab: whoever looks up payouts hears as well that an order was not seen. */
export function BoardProvider({ children }: { children: ReactNode }) {
  const live = useLiveBoard();
  const link = useLink(live);
  const bumps = useBumps(live);
  const { tickets, now } = live;
  const unseen = useEverySecond(useCallback(() => alarming(tickets, now()).length, [tickets, now]));
  const { fresh, arrivals } = useRinging(live);
  const isAlarm = !live.refused && (link === 'lost' || unseen > 0);
  const shift = useSound(isAlarm ? 'alarm' : fresh.size ? 'bell' : null, isAlarm ? 'alarm' : arrivals, useCalled(live).arrivals);
  const value = useMemo(() => ({ live, link, bumps, shift, fresh, unseen }), [live, link, bumps, shift, fresh, unseen]);
  return <Context.Provider value={value}>{children}</Context.Provider>;
}

function useCalled({ calls }: LiveBoard): Called {
  const [called, setCalled] = useState<Called>(NO_CALLS);
  const next = heardCalls(called, calls);
  if (next !== called) setCalled(next);
  return next;
}

function useRinging({ board, tickets }: LiveBoard): Ringing {
  const [ringing, setRinging] = useState<Ringing>(SILENT);
  const next = board.entries ? heard(ringing, tickets) : ringing;
  if (next !== ringing) setRinging(next);
  useEffect(() => {
    const touch = (): void => setRinging(touched);
    window.addEventListener('pointerdown', touch);
    window.addEventListener('keydown', touch);
    return () => {
      window.removeEventListener('pointerdown', touch);
      window.removeEventListener('keydown', touch);
    };
  }, []);
  return next;
}
