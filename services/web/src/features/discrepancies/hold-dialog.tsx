'use client';

import { type FormEvent, useState } from 'react';

import { settle } from '@/api/client';
import type { HeldMoney } from '@/api/office';
import type { Problem } from '@/api/problem';
import { useSession } from '@/api/session/use-session';
import { useRefresh } from '@/api/session/use-venue-query';
import { useLocale, useVenueWords } from '@/lib/context/context';
import { formatMoney } from '@/lib/money';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { TextArea } from '@/ui/field';
import { useAnnouncements } from '@/ui/live';
import { ProblemNotice } from '@/ui/problem';

import styles from './discrepancies.module.css';

export interface Deciding {
  hold: HeldMoney;
  action: 'refund' | 'release';
}

const LONGEST = 500;

/** The last look before money goes back or stays; whoever decides first has decided. */
export function HoldDialog({ deciding, onClose }: { deciding: Deciding | null; onClose: () => void }) {
  if (!deciding) return null;
  return <Form key={`${deciding.hold.id} ${deciding.action}`} deciding={deciding} onClose={onClose} />;
}

function Form({ deciding: { hold, action }, onClose }: { deciding: Deciding; onClose: () => void }) {
  const words = useVenueWords();
  const locale = useLocale();
  const { send, busy, problem, isMissing } = useDecision(hold, action, onClose);
  const amount = formatMoney(hold.amount_minor, hold.currency, locale);
  return (
    <Dialog kind="dialog" open onClose={onClose} title={words(`holds.${action}.title`, { amount })} closeLabel={words('close')}>
      <form className={styles.form} onSubmit={(event) => void send(event)} noValidate>
        <p className={styles.small}>{words(`holds.${action}.text`)}</p>
        <TextArea name="note" label={words('holds.note')} hint={words('holds.note.hint')} maxLength={LONGEST} required error={isMissing ? words('holds.noteMissing') : undefined} />
        {problem && <ProblemNotice problem={problem}>{problem.status === 409 ? words('holds.faster') : undefined}</ProblemNotice>}
        <Button look={action === 'refund' ? 'danger' : 'main'} type="submit" busy={busy}>
          {words(`holds.${action}`)}
        </Button>
      </form>
    </Dialog>
  );
}

function useDecision(hold: HeldMoney, action: Deciding['action'], onDone: () => void) {
  const words = useVenueWords();
  const { order, venueId } = useSession();
  const refresh = useRefresh();
  const { toast } = useAnnouncements();
  const [key] = useState(() => crypto.randomUUID());
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isMissing, setMissing] = useState(false);
  const send = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const note = String(new FormData(event.currentTarget).get('note') ?? '').trim();
    setMissing(!note);
    if (!note || busy) return;
    setBusy(true);
    const params = { path: { venue_id: venueId, hold_id: hold.id }, header: { 'Idempotency-Key': key } };
    const result = await settle(order.POST('/v1/venues/{venue_id}/holds/{hold_id}/resolve', { params, body: { action, number: hold.number, note } }));
    setBusy(false);
    await refresh('holds');
    if (!result.ok) return setProblem(result.problem);
    toast(words(`holds.done.${action}`));
    onDone();
  };
  return { send, busy, problem, isMissing };
}
