'use client';

import { type FormEvent, useState } from 'react';

import { settle } from '@/api/client';
import type { DiningTable } from '@/api/office';
import type { Problem } from '@/api/problem';
import { useSession } from '@/api/session/use-session';
import { useRefresh } from '@/api/session/use-venue-query';
import { useVenueWords } from '@/lib/context/context';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { TextField } from '@/ui/field';
import { useAnnouncements } from '@/ui/live';
import { ProblemNotice } from '@/ui/problem';

import styles from './tags.module.css';

const LONGEST_LABEL = 60;

/** A new table, or another name for one; orders keep the name that they were placed under. */
export function NameDialog({ table, onClose }: { table?: DiningTable; onClose: () => void }) {
  const words = useVenueWords();
  const { send, busy, problem, isMissing } = useNaming(table, onClose);
  const error = isMissing ? words('tables.name.missing') : problem?.slug === 'label-taken' ? words('tables.name.taken') : undefined;
  return (
    <Dialog kind="dialog" open onClose={onClose} title={table ? words('tables.rename.title', { label: table.label }) : words('tables.add.title')} closeLabel={words('close')}>
      <form className={styles.form} onSubmit={(event) => void send(event)} noValidate>
        <TextField name="label" label={words('tables.name')} hint={words('tables.name.hint')} defaultValue={table?.label} maxLength={LONGEST_LABEL} required autoComplete="off" error={error} />
        {problem && problem.slug !== 'label-taken' && <ProblemNotice problem={problem} />}
        <Button look="main" type="submit" busy={busy}>
          {words(table ? 'tables.rename' : 'tables.add')}
        </Button>
      </form>
    </Dialog>
  );
}

function useNaming(table: DiningTable | undefined, onDone: () => void) {
  const words = useVenueWords();
  const { order, venueId } = useSession();
  const refresh = useRefresh();
  const { toast } = useAnnouncements();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isMissing, setMissing] = useState(false);
  const send = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const label = String(new FormData(event.currentTarget).get('label') ?? '').trim();
    setMissing(!label);
    if (!label || busy) return;
    setBusy(true);
    const body = { label };
    const call = table
      ? order.PATCH('/v1/venues/{venue_id}/tables/{table_id}', { params: { path: { venue_id: venueId, table_id: table.table_id } }, body })
      : order.POST('/v1/venues/{venue_id}/tables', { params: { path: { venue_id: venueId } }, body });
    const result = await settle(call);
    setBusy(false);
    if (!result.ok) return setProblem(result.problem);
    await refresh('tables');
    toast(words(table ? 'tables.renamed' : 'tables.added', { label }));
    onDone();
  };
  return { send, busy, problem, isMissing };
}
