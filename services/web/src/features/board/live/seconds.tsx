'use client';

import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function subscribe(changed: () => void): () => void {
  listeners.add(changed);
  timer ??= setInterval(() => listeners.forEach((each) => each()), 1_000);
  return () => {
    listeners.delete(changed);
    if (listeners.size) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Reads anew each second, by one timer for the whole board; what is read the same draws nothing anew. */
export function useEverySecond<Value extends string | number | boolean | null>(read: () => Value): Value {
  return useSyncExternalStore(subscribe, read, read);
}
