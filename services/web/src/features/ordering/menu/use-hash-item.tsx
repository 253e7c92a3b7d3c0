'use client';

import { useCallback, useSyncExternalStore } from 'react';

const PREFIX = '#item-';

const subscribe = (changed: () => void): (() => void) => {
  window.addEventListener('popstate', changed);
  window.addEventListener('hashchange', changed);
  return () => {
    window.removeEventListener('popstate', changed);
    window.removeEventListener('hashchange', changed);
  };
};

const read = (): string | null => (location.hash.startsWith(PREFIX) ? location.hash.slice(PREFIX.length) : null);

/** The open dish lives in the address, so that the phone's back button closes the sheet instead of leaving the menu. */
export function useHashItem(): [string | null, (itemId: string | null) => void] {
  const itemId = useSyncExternalStore(subscribe, read, () => null);
  const open = useCallback((next: string | null) => {
    if (next) {
      location.hash = PREFIX + next;
    } else {
      history.replaceState(history.state, '', location.pathname + location.search);
      window.dispatchEvent(new PopStateEvent('popstate', { state: history.state }));
    }
  }, []);
  return [itemId, open];
}
