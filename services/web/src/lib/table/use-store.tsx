'use client';

import { useSyncExternalStore } from 'react';

import type { Store } from './store';

/** The store's value, and null until the page is alive: the server remembers nothing of a phone. */
export function useStore<Value>(store: Store<Value>): Value | null {
  return useSyncExternalStore<Value | null>(store.subscribe, store.get, () => null);
}
