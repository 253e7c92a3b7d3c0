'use client';

import { useCallback, useEffect, useMemo, useRef, useState } from 'react';

import type { PublishedMenu } from '@/api/office';
import { useSession } from '@/api/session/use-session';
import { useVenueQuery } from '@/api/session/use-venue-query';
import { type Store, storeOf } from '@/lib/table/store';
import { useStore } from '@/lib/table/use-store';

import { type Change, diffMenus } from './model/diff';
import { type Draft, draftOf } from './model/draft';
import { rebase } from './model/rebase';

interface Kept {
  /** What was published when the first change was made, and what became of it since. */
  version: number;
  base: Draft;
  draft: Draft;
}

const WEEK_MS = 7 * 24 * 3_600_000;

/** Unpublished changes stay on the device that made them: over a reload, another page, a battery that is empty. */
const keptStore = (venueId: string): Store<Kept | null> => storeOf<Kept | null>({ key: `menu-draft.${venueId}`, empty: null, forgetAfterMs: WEEK_MS });

export interface Editor {
  draft: Draft;
  version: number;
  changes: readonly Change[];
  /** Somebody else's menu, published since the one that was edited, and what is different in it. */
  theirs: { menu: PublishedMenu; changes: readonly Change[] } | null;
  wasKept: boolean;
  edit: (change: (draft: Draft) => Draft) => void;
  discard: () => void;
  merge: () => void;
}

export function useEditor() {
  const { venueId } = useSession();
  const published = useVenueQuery(['menu'], ({ order, venueId: venue }) => order.GET('/v1/venues/{venue_id}/menu', { params: { path: { venue_id: venue } } }));
  const store = keptStore(venueId);
  const kept = useStore(store);
  const [wasKept] = useState(() => Boolean(kept));
  const menu = published.data;
  const editor = useMemo((): Editor | null => (menu ? editorOf(menu, kept, store, wasKept) : null), [menu, kept, store, wasKept]);
  useLeaveGuard((editor?.changes.length ?? 0) > 0);
  return { editor, published };
}

function editorOf(menu: PublishedMenu, kept: Kept | null, store: Store<Kept | null>, wasKept: boolean): Editor {
  const now: Kept = kept ?? { version: menu.version, base: draftOf(menu), draft: draftOf(menu) };
  const changes = diffMenus(now.base, now.draft);
  const isOld = now.version !== menu.version && changes.length > 0;
  const current = changes.length || isOld ? now : { version: menu.version, base: draftOf(menu), draft: draftOf(menu) };
  return {
    draft: current.draft,
    version: current.version,
    changes,
    theirs: isOld ? { menu, changes: diffMenus(now.base, draftOf(menu)) } : null,
    wasKept: wasKept && changes.length > 0,
    edit: (change) => store.set(() => ({ ...current, draft: change(current.draft) })),
    discard: () => store.set(() => null),
    merge: () => store.set(() => ({ version: menu.version, base: draftOf(menu), draft: rebase(now.base, now.draft, draftOf(menu)) })),
  };
}

/** The browser asks before a page with unpublished changes goes away; they are kept all the same. */
function useLeaveGuard(isOn: boolean): void {
  const on = useRef(isOn);
  useEffect(() => {
    on.current = isOn;
  }, [isOn]);
  const guard = useCallback((event: BeforeUnloadEvent) => {
    if (on.current) event.preventDefault();
  }, []);
  useEffect(() => {
    window.addEventListener('beforeunload', guard);
    return () => window.removeEventListener('beforeunload', guard);
  }, [guard]);
}
