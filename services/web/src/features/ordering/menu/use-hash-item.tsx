'use client';

import { useCallback, useRef, useSyncExternalStore } from 'react';

const PREFIX = '#item-';

const subscribe = (changed: () => void): (() => void) => {
  window.addEventListener('hashchange', changed);
  window.addEventListener('popstate', changed);
  return () => {
    window.removeEventListener('hashchange', changed);
    window.removeEventListener('popstate', changed);
  };
};

const read = (): string | null => (location.hash.startsWith(PREFIX) ? location.hash.slice(PREFIX.length) : null);

/** The open dish lives in the address, so that the phone's back button closes the sheet instead of leaving the menu. */
export function useHashItem(): [string | null, (itemId: string | null) => void] {
  const itemId = useSyncExternalStore(subscribe, read, () => null);
  const isOurs = useRef(false);
  const open = useCallback((next: string | null) => {
    if (next) {
      isOurs.current = true;
      location.hash = PREFIX + next;
    } else if (isOurs.current) {
      isOurs.current = false;
      history.back();
    } else {
      // The page was entered with the dish open: there is nothing to go back to.
      history.replaceState(history.state, '', location.pathname);
      window.dispatchEvent(new HashChangeEvent('hashchange'));
    }
  }, []);
  return [itemId, open];
}
