'use client';

import { type FormEvent, useState } from 'react';

import { settle } from '@/api/client';
import type { Discrepancy } from '@/api/office';
import type { Problem } from '@/api/problem';
import { useSession } from '@/api/session/use-session';
import { useRefresh } from '@/api/session/use-venue-query';
import { useVenueWords } from '@/lib/context/context';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { TextArea } from '@/ui/field';
import { useAnnouncements } from '@/ui/live';
import { ProblemNotice } from '@/ui/problem';

import styles from './discrepancies.module.css';
import type { Act } from './model/acts';

export interface Acting {
  discrepancy: Discrepancy;
  act: Act;
}

const WORDS = {
  resolve: { title: 'discrepancy.resolve', reason: 'discrepancy.reason', done: 'discrepancy.done.resolved' },
  reopen: { title: 'discrepancy.reopen', reason: 'discrepancy.reason.reopen', done: 'discrepancy.done.reopened' },
  notes: { title: 'discrepancy.note', reason: 'discrepancy.reason.note', done: 'discrepancy.done.noted' },
} as const;

const LONGEST = 1_000;

/** Whatever is done about a difference has a reason that stays. */
export function ActDialog({ acting, onClose }: { acting: Acting | null; onClose: () => void }) {
  if (!acting) return null;
  return <Form key={`${acting.discrepancy.discrepancy_id} ${acting.act}`} acting={acting} onClose={onClose} />;
}

function Form({ acting: { discrepancy, act }, onClose }: { acting: Acting; onClose: () => void }) {
  const words = useVenueWords();
  const { send, busy, problem, isMissing } = useAct(discrepancy, act, onClose);
  const labels = WORDS[act];
  return (
    <Dialog kind="dialog" open onClose={onClose} title={words(labels.title)} closeLabel={words('close')}>
      <form className={styles.form} onSubmit={(event) => void send(event)} noValidate>
        <p className={styles.small}>{words(`kind.${discrepancy.kind}`)}</p>
        <TextArea name="note" label={words(labels.reason)} hint={words('discrepancy.reason.hint')} rows={3} maxLength={LONGEST} required error={isMissing ? words('discrepancy.missing') : undefined} />
        {problem && <ProblemNotice problem={problem} />}
        <Button look="main" type="submit" busy={busy}>
          {words(labels.title)}
        </Button>
      </form>
    </Dialog>
  );
}

function useAct(discrepancy: Discrepancy, act: Act, onDone: () => void) {
  const words = useVenueWords();
  const { reconciliation, venueId } = useSession();
  const refresh = useRefresh();
  const { toast } = useAnnouncements();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isMissing, setMissing] = useState(false);
  const send = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const note = String(new FormData(event.currentTarget).get('note') ?? '').trim();
    setMissing(!note);
    if (!note || busy) return;
    setBusy(true);
    const path = { venue_id: venueId, discrepancy_id: discrepancy.discrepancy_id };
    const result = await settle(reconciliation.POST(`/v1/venues/{venue_id}/discrepancies/{discrepancy_id}/${act}`, { params: { path }, body: { note } }));
    setBusy(false);
    if (!result.ok) return setProblem(result.problem);
    await Promise.all([refresh('discrepancies'), refresh('payouts'), refresh('payout')]);
    toast(words(WORDS[act].done));
    onDone();
  };
  return { send, busy, problem, isMissing };
}
