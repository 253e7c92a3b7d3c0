'use client';

import { useCallback, useEffect, useMemo, useRef, useState } from 'react';

import { useStore } from '@/lib/table/use-store';

import { settingsStore } from '../live/settings';
import { type Sound, Speaker } from './speaker';
import { useWakeLock } from './use-wake-lock';

type Repeated = Exclude<Sound, 'call'>;

/** Long enough for what was paid and canceled at one go to be gone again, too short to be noticed. */
const SETTLE_MS = 150;
const REPEAT_MS: Record<Repeated, number> = { bell: 6_000, alarm: 3_000 };

export interface Shift {
  /** Sound is unlocked and the screen stays awake. */
  started: boolean;
  muted: boolean;
  start: () => void;
  setMuted: (muted: boolean) => void;
}

/** Plays `sound` now and again until it is another; a new `cause` plays it at once. `calls` rings once whenever it grows. */
export function useSound(sound: Repeated | null, cause: unknown, calls: number): Shift {
  const [speaker] = useState(() => new Speaker());
  const [started, setStarted] = useState(false);
  const settings = useStore(settingsStore());
  const muted = settings?.muted ?? false;
  useWakeLock(started);

  useEffect(() => {
    if (!sound || !started || muted) return undefined;
    let again: ReturnType<typeof setInterval> | undefined;
    const first = setTimeout(() => {
      speaker.play(sound);
      again = setInterval(() => speaker.play(sound), REPEAT_MS[sound]);
    }, SETTLE_MS);
    return () => {
      clearTimeout(first);
      clearInterval(again);
    };
  }, [speaker, sound, cause, started, muted]);

  useCalls(speaker, calls, started && !muted);

  const start = useCallback(() => void speaker.unlock().then(setStarted), [speaker]);
  const setMuted = useCallback((value: boolean) => settingsStore().set((known) => ({ ...known, muted: value })), []);
  return useMemo(() => ({ started, muted, start, setMuted }), [started, muted, start, setMuted]);
}

function useCalls(speaker: Speaker, calls: number, audible: boolean): void {
  const rung = useRef(0);
  useEffect(() => {
    if (!audible || calls <= rung.current) return undefined;
    const timer = setTimeout(() => {
      rung.current = calls;
      speaker.play('call');
    }, SETTLE_MS);
    return () => clearTimeout(timer);
  }, [speaker, calls, audible]);
}
