'use client';

import { type FormEvent, useState } from 'react';

import { createClients, settle } from '@/api/client';
import type { Problem } from '@/api/problem';
import { type Ended, sessionStore, signedIn } from '@/api/session/store';
import { useConfig, useVenueWords } from '@/lib/context/context';
import { Notice } from '@/ui/badge';
import { Button } from '@/ui/button';
import { TextField } from '@/ui/field';
import { ProblemNotice } from '@/ui/problem';

import styles from './dashboard.module.css';
import { Language } from './language';

const LONGEST_CODE = 40;

/** V0. */
export function SignIn({ ended }: { ended: Ended | null }) {
  const words = useVenueWords();
  const { sandbox } = useConfig();
  const { send, busy, problem } = useCode();
  return (
    <main id="content" className={styles.signIn}>
      <form className={styles.card} onSubmit={send}>
        <p className={styles.brand}>{words('brand')}</p>
        <h1 className={styles.welcome}>{words('signIn.title')}</h1>
        {ended && (
          <Notice tone={ended === 'expired' ? 'care' : 'plain'} icon={ended === 'expired' ? 'clock' : 'check'} title={words(`signIn.ended.${ended}`)}>
            {ended === 'expired' && words('signIn.ended.expired.text')}
          </Notice>
        )}
        <TextField
          label={words('signIn.code')}
          hint={words('signIn.code.hint')}
          name="code"
          className={styles.code}
          autoComplete="one-time-code"
          autoCapitalize="characters"
          spellCheck={false}
          maxLength={LONGEST_CODE}
          required
          autoFocus
          error={problem?.slug === 'code-not-valid' ? words('signIn.code.wrong') : undefined}
        />
        {problem && problem.slug !== 'code-not-valid' && <ProblemNotice problem={problem} />}
        <Button look="main" wide type="submit" busy={busy}>
          {words('signIn.submit')}
        </Button>
        <section className={styles.whence}>
          <h2 className={styles.whenceTitle}>{words('signIn.whence')}</h2>
          <p>{words('signIn.whence.owner')}</p>
          {sandbox && <p>{words('signIn.whence.local')}</p>}
        </section>
        <Language />
      </form>
    </main>
  );
}

function useCode() {
  const services = useConfig();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const send = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    if (busy) return;
    const code = String(new FormData(event.currentTarget).get('code') ?? '');
    setBusy(true);
    const result = await settle(createClients(services).order.POST('/v1/sessions', { body: { code } }));
    setBusy(false);
    if (result.ok) sessionStore().set(() => signedIn(result.data));
    else setProblem(result.problem);
  };
  return { send, busy, problem };
}
