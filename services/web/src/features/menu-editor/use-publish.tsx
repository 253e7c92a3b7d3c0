'use client';

import { useState } from 'react';

import { bearer, settle } from '@/api/client';
import type { Problem } from '@/api/problem';
import { useSession } from '@/api/session/use-session';
import { useRefresh } from '@/api/session/use-venue-query';
import { useVenueWords } from '@/lib/context/context';
import { useAnnouncements } from '@/ui/live';

import type { Editor } from './use-editor';

/** Publishes in place of the menu that was edited (`If-Match`), then lets this server's cached page of it go. */
export function usePublish(editor: Editor, onDone: () => void) {
  const words = useVenueWords();
  const { order, venueId, token } = useSession();
  const refresh = useRefresh();
  const { toast } = useAnnouncements();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const publish = async (): Promise<void> => {
    setBusy(true);
    setProblem(null);
    const params = { path: { venue_id: venueId }, header: { 'if-match': `"${editor.version}"` } };
    const result = await settle(order.PUT('/v1/venues/{venue_id}/menu', { params, body: editor.draft }));
    const isFresh = result.ok && (await dropCachedMenu(venueId, token));
    if (result.ok) editor.discard();
    else setProblem(result.problem);
    await refresh('menu');
    setBusy(false);
    if (result.ok) toast(words(isFresh ? 'menu.published' : 'menu.published.cached'));
    if (result.ok || result.problem.status === 412) onDone();
  };
  return { publish, busy, problem };
}

async function dropCachedMenu(venueId: string, token: string): Promise<boolean> {
  try {
    const answer = await fetch('/internal/revalidate', { method: 'POST', headers: { ...bearer(token), 'Content-Type': 'application/json' }, body: JSON.stringify({ venue_id: venueId }) });
    return answer.ok;
  } catch {
    return false;
  }
}
