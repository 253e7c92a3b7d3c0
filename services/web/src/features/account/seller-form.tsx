'use client';

import { type FormEvent, useState } from 'react';

import { settle } from '@/api/client';
import type { Venue } from '@/api/office';
import type { Problem } from '@/api/problem';
import { useSession } from '@/api/session/use-session';
import { useRefresh } from '@/api/session/use-venue-query';
import { useVenueWords } from '@/lib/context/context';
import { Button } from '@/ui/button';
import { TextArea, TextField } from '@/ui/field';
import { useAnnouncements } from '@/ui/live';
import { ProblemNotice } from '@/ui/problem';

import styles from './account.module.css';

const LONGEST = { name: 120, address: 300, taxNumber: 40 };

/** The firm that receipts name. */
export function SellerForm({ venue }: { venue: Venue }) {
  const words = useVenueWords();
  const { send, busy, problem, missing } = useSaving();
  const error = (field: string): string | undefined => (missing.includes(field) ? words('account.seller.missing') : undefined);
  return (
    <section className={styles.wanted} aria-labelledby="seller">
      <h2 id="seller" className={styles.title}>
        {words('account.seller')}
      </h2>
      <p className={styles.small}>{words('account.seller.text')}</p>
      <form className={styles.seller} onSubmit={(event) => void send(event)} noValidate>
        <TextField name="name" label={words('account.seller.name')} defaultValue={venue.seller?.name} maxLength={LONGEST.name} autoComplete="organization" required error={error('name')} />
        <TextArea name="address" label={words('account.seller.address')} defaultValue={venue.seller?.address} maxLength={LONGEST.address} autoComplete="street-address" required error={error('address')} />
        <TextField name="tax_number" label={words('account.seller.taxNumber')} hint={words('account.seller.taxNumber.hint')} defaultValue={venue.seller?.tax_number ?? ''} maxLength={LONGEST.taxNumber} autoComplete="off" />
        {problem && <ProblemNotice problem={problem} />}
        <div>
          <Button type="submit" busy={busy}>
            {words('account.seller.save')}
          </Button>
        </div>
      </form>
    </section>
  );
}

function useSaving() {
  const words = useVenueWords();
  const { order, venueId } = useSession();
  const refresh = useRefresh();
  const { toast } = useAnnouncements();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [missing, setMissing] = useState<string[]>([]);
  const send = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const text = (field: string): string => String(form.get(field) ?? '').trim();
    const empty = ['name', 'address'].filter((field) => !text(field));
    setMissing(empty);
    if (empty.length || busy) return;
    setBusy(true);
    const seller = { name: text('name'), address: text('address'), tax_number: text('tax_number') || null };
    const result = await settle(order.PATCH('/v1/venues/{venue_id}', { params: { path: { venue_id: venueId } }, body: { seller } }));
    setBusy(false);
    setProblem(result.ok ? null : result.problem);
    if (!result.ok) return;
    await refresh('venue');
    toast(words('account.seller.saved'));
  };
  return { send, busy, problem, missing };
}
