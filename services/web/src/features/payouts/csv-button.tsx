'use client';

import { useState } from 'react';

import { bearer } from '@/api/client';
import { useSession } from '@/api/session/use-session';
import { useConfig, useVenueWords } from '@/lib/context/context';
import { save } from '@/lib/save';
import { Button } from '@/ui/button';
import { useAnnouncements } from '@/ui/live';

import { fileNameOf } from './model/csv';

/** The same statement as CSV, by `Accept`. The token travels in a header, so a plain link would not do. */
export function CsvButton({ payoutId }: { payoutId: string }) {
  const words = useVenueWords();
  const { reconciliationUrl } = useConfig();
  const { venueId, token } = useSession();
  const { toast } = useAnnouncements();
  const [busy, setBusy] = useState(false);
  const download = async (): Promise<void> => {
    setBusy(true);
    try {
      const answer = await fetch(`${reconciliationUrl}/v1/venues/${venueId}/payouts/${encodeURIComponent(payoutId)}`, { headers: { ...bearer(token), Accept: 'text/csv' }, cache: 'no-store' });
      if (!answer.ok) throw new Error(String(answer.status));
      save(await answer.blob(), fileNameOf(answer.headers.get('content-disposition'), payoutId));
    } catch {
      toast(words('payout.csv.failed'));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button icon="download" busy={busy} onClick={() => void download()}>
      {words('payout.csv')}
    </Button>
  );
}
