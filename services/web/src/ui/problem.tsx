'use client';

import type { ReactNode } from 'react';

import { useVenueWords } from '@/lib/context/context';
import type { VenueKey } from '@/lib/i18n/catalogue';
import { isUnknown } from '@/lib/outcome';

import { Notice } from './badge';
import { Button } from './button';
import { ProblemPanel } from './panel';
import styles from './problem.module.css';

/** What of a problem a person is told; `api/problem.ts` has the rest. */
export interface Told {
  slug: string;
  status: number;
  detail: string | null;
  traceId: string | null;
}

type Kind = 'network' | 'signedOut' | 'forbidden' | 'missing' | 'busy' | 'away' | 'conflict' | 'failed';

const KIND_OF_STATUS: Record<number, Kind> = { 0: 'network', 401: 'signedOut', 403: 'forbidden', 404: 'missing', 409: 'conflict', 412: 'conflict', 429: 'busy', 502: 'away', 503: 'away', 504: 'away' };

const kindOf = ({ status }: Told): Kind => KIND_OF_STATUS[status] ?? 'failed';

/** Fills the page: there is nothing to show instead. */
export function VenueProblem({ problem, onRetry, heading }: { problem: Told; onRetry?: () => void; heading?: 'h1' | 'h2' }) {
  const words = useVenueWords();
  const kind = kindOf(problem);
  return (
    <ProblemPanel
      heading={heading}
      title={words(`problem.${kind}` satisfies VenueKey)}
      reference={problem.traceId ? words('reference', { reference: problem.traceId }) : null}
      actions={
        onRetry && kind !== 'forbidden' && kind !== 'signedOut' ? (
          <Button look="main" onClick={onRetry}>
            {words('retry')}
          </Button>
        ) : undefined
      }
    >
      {words(`problem.${kind}.text` satisfies VenueKey)}
    </ProblemPanel>
  );
}

/** Beside what was tried. `children` says it better where the page knows the problem's slug; who only reads has changed nothing in any case. */
export function ProblemNotice({ problem, children, end, reading = false }: { problem: Told; children?: ReactNode; end?: ReactNode; reading?: boolean }) {
  const words = useVenueWords();
  const kind = kindOf(problem);
  return (
    <div role="alert">
      <Notice tone="bad" icon="alert" title={children || words(`problem.${kind}` satisfies VenueKey)} end={end}>
        {!children && (isUnknown(problem) && !reading ? words('problem.unknown.text') : kind === 'failed' && problem.detail ? problem.detail : words(`problem.${kind}.text` satisfies VenueKey))}
        <Reference problem={problem} />
      </Notice>
    </div>
  );
}

/** Above what was read before and could not be read again: it looks as fresh as ever, and is not. */
export function StaleNotice({ problem }: { problem: Told | null }) {
  const words = useVenueWords();
  if (!problem) return null;
  return (
    <div role="alert">
      <Notice tone="care" icon="alert" title={words(`problem.${kindOf(problem)}` satisfies VenueKey)}>
        {words('problem.stale.text')}
        <Reference problem={problem} />
      </Notice>
    </div>
  );
}

interface Read {
  problem: Told | null;
  /** Whether there is something to show, be it old. */
  isThere: boolean;
  onRetry: () => void;
  waiting: ReactNode;
}

/** Stands before what a page reads: what to see until it is there, what hinders it, and that it could not be read again. */
export function Reading({ problem, isThere, onRetry, waiting }: Read) {
  if (isThere) return <StaleNotice problem={problem} />;
  return problem ? <VenueProblem problem={problem} onRetry={onRetry} /> : waiting;
}

/** By which whoever helps finds the request; what the person can mend alone needs none. */
function Reference({ problem }: { problem: Told }) {
  const words = useVenueWords();
  const isOurs = kindOf(problem) === 'failed' || isUnknown(problem);
  return isOurs && problem.traceId ? <p className={styles.reference}>{words('reference', { reference: problem.traceId })}</p> : null;
}
