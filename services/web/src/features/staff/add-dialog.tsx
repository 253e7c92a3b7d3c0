'use client';

import { type FormEvent, useState } from 'react';

import { settle } from '@/api/client';
import type { Member } from '@/api/office';
import type { Problem } from '@/api/problem';
import { useSession } from '@/api/session/use-session';
import { useRefresh } from '@/api/session/use-venue-query';
import { useVenueWords } from '@/lib/context/context';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Choice, TextField } from '@/ui/field';
import { useAnnouncements } from '@/ui/live';
import { ProblemNotice } from '@/ui/problem';

import styles from './staff.module.css';

type Kind = 'staff' | 'device';

const ROLES = { staff: ['kitchen', 'floor', 'manager', 'owner', 'accountant'], device: ['kitchen', 'floor'] } as const satisfies Record<Kind, readonly Member['role'][]>;
const LONGEST_NAME = 120;

/** Whoever is added gets a code next, which is what `onAdded` is for. */
export function AddDialog({ kind, onClose, onAdded }: { kind: Kind; onClose: () => void; onAdded: (member: Member) => void }) {
  const words = useVenueWords();
  const { send, busy, problem, isMissing } = useAdding(kind, onAdded);
  const isPerson = kind === 'staff';
  return (
    <Dialog kind="dialog" open onClose={onClose} title={words(isPerson ? 'staff.addPerson.title' : 'staff.addDevice.title')} closeLabel={words('close')}>
      <form className={styles.form} onSubmit={(event) => void send(event)} noValidate>
        <TextField name="name" label={words('staff.name')} hint={words(isPerson ? 'staff.name.person.hint' : 'staff.name.device.hint')} maxLength={LONGEST_NAME} required autoComplete="off" error={isMissing ? words('staff.name.missing') : undefined} />
        <fieldset className={styles.roles}>
          <legend className={styles.legend}>{words('staff.role')}</legend>
          {ROLES[kind].map((role, index) => (
            <Choice key={role} type="radio" name="role" value={role} defaultChecked={index === 0}>
              <span className={styles.strong}>{words(`role.${role}`)}</span>
              <span className={styles.about}>{words(`staff.role.${role}`)}</span>
            </Choice>
          ))}
        </fieldset>
        {problem && <ProblemNotice problem={problem} />}
        <Button look="main" type="submit" busy={busy}>
          {words(isPerson ? 'staff.addPerson' : 'staff.addDevice')}
        </Button>
      </form>
    </Dialog>
  );
}

function useAdding(kind: Kind, onAdded: (member: Member) => void) {
  const words = useVenueWords();
  const { order, venueId } = useSession();
  const refresh = useRefresh();
  const { toast } = useAnnouncements();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isMissing, setMissing] = useState(false);
  const send = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const body = { name: String(form.get('name') ?? '').trim(), role: form.get('role') as Member['role'] };
    setMissing(!body.name);
    if (!body.name || busy) return;
    setBusy(true);
    const params = { path: { venue_id: venueId } };
    const result = await settle(kind === 'staff' ? order.POST('/v1/venues/{venue_id}/staff', { params, body }) : order.POST('/v1/venues/{venue_id}/devices', { params, body }));
    setBusy(false);
    if (!result.ok) return setProblem(result.problem);
    await Promise.all([refresh('staff'), refresh('devices')]);
    toast(words('staff.added', { name: result.data.name }));
    onAdded(result.data);
  };
  return { send, busy, problem, isMissing };
}
