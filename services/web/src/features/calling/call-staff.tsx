'use client';

import type { Problem } from '@/api/problem';
import type { CallReason } from '@/api/types';
import { useDinerWords } from '@/lib/context/context';
import type { DinerKey } from '@/lib/i18n/catalogue';
import type { IconName } from '@/ui/icon';
import { Notice, type Tone } from '@/ui/badge';
import { Button } from '@/ui/button';

import styles from './calling.module.css';
import { type Phase, REASONS } from './model/call';
import { useCall } from './use-call';

type Told = Exclude<Phase, 'idle'>;

const LOOKS: Record<Told, { tone: Tone; icon: IconName }> = {
  asked: { tone: 'accent', icon: 'bell' },
  unseen: { tone: 'care', icon: 'alert' },
  away: { tone: 'care', icon: 'offline' },
  coming: { tone: 'good', icon: 'check' },
  expired: { tone: 'care', icon: 'clock' },
};

const NAMES: Record<CallReason, DinerKey> = { help: 'call.reason.help', water_or_cutlery: 'call.reason.water', bill: 'call.reason.bill', other: 'call.reason.other' };

/** D6 and D8: asks for staff, and tells what is known of it and no more. */
export function CallStaff({ venueId, tableId, heading: Heading }: { venueId: string; tableId: string; heading: 'h2' | 'h3' }) {
  const words = useDinerWords();
  const { phase, problem, busy, call, withdraw, putAway } = useCall(venueId, tableId);
  const isOver = phase === 'coming' || phase === 'expired';
  return (
    <section className={styles.call}>
      <div>
        <Heading className={styles.title}>{words('call.title')}</Heading>
        {phase === 'idle' && <p className={styles.text}>{words('call.text')}</p>}
      </div>
      <div role="status">
        {phase !== 'idle' && <State phase={phase} />}
        {problem && <Refused problem={problem} />}
      </div>
      {phase === 'idle' && (
        <div role="group" aria-label={words('call.title')} className={styles.reasons}>
          {REASONS.map((reason) => (
            <Button key={reason} busy={busy} onClick={() => void call(reason)}>
              {words(NAMES[reason])}
            </Button>
          ))}
        </div>
      )}
      {phase !== 'idle' && !isOver && (
        <Button busy={busy} onClick={() => void withdraw()}>
          {words('call.withdraw')}
        </Button>
      )}
      {isOver && <Button onClick={putAway}>{words('call.again')}</Button>}
    </section>
  );
}

function State({ phase }: { phase: Told }) {
  const words = useDinerWords();
  return (
    <Notice {...LOOKS[phase]} title={words(`call.${phase}`)}>
      <p>{words(`call.${phase}.text`)}</p>
    </Notice>
  );
}

function Refused({ problem }: { problem: Problem }) {
  const words = useDinerWords();
  const isOften = problem.status === 429;
  return (
    <Notice tone="care" icon="alert" title={words(isOften ? 'call.often' : 'call.failed')}>
      <p>{isOften ? words('call.often.text', { count: problem.retryAfterSeconds ?? 60 }) : words('call.failed.text')}</p>
    </Notice>
  );
}
