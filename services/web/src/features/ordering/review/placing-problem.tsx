'use client';

import { isTransient } from '@/api/problem';
import type { DinerMenu } from '@/api/types';
import { useDinerWords } from '@/lib/context/context';
import { Notice } from '@/ui/badge';

import styles from './review.module.css';
import type { Placing } from './use-place-order';

/** Why the order was not taken, in words; it is read out when it comes. */
export function PlacingProblem({ placing, menu }: { placing: Placing; menu: DinerMenu }) {
  const words = useDinerWords();
  if (placing.step !== 'failed') return <div role="alert" />;
  const { problem } = placing;
  const key = problem.status === 429 ? 'review.busy' : problem.slug === 'network' || isTransient(problem) ? 'review.network' : problem.status === 422 ? 'review.invalid' : null;
  return (
    <div role="alert">
      <Notice tone="bad" icon="alert" title={key ? words(key) : menu.ordering.status === 'open' ? words('error.title') : words('review.blocked')}>
        {!key && <p>{problem.detail ?? words('error.text')}</p>}
        {problem.traceId && <p className={styles.hint}>{words('reference', { reference: problem.traceId })}</p>}
      </Notice>
    </div>
  );
}
