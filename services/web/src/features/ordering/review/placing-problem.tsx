'use client';

import type { DinerMenu } from '@/api/types';
import { useDinerWords } from '@/lib/context/context';
import { Notice } from '@/ui/badge';

import { refusedWords } from '../model/refused';
import styles from './review.module.css';
import type { Placing } from './use-place-order';

/** Why the order was not taken, in words; it is read out when it comes. */
export function PlacingProblem({ placing, menu }: { placing: Placing; menu: DinerMenu }) {
  const words = useDinerWords();
  if (placing.step !== 'failed') return <div role="alert" />;
  const { problem } = placing;
  const { title, text } = refusedWords(problem, menu.ordering.status === 'open');
  return (
    <div role="alert">
      <Notice tone="bad" icon="alert" title={words(title)}>
        {text && <p>{'own' in text ? text.own : words(text.key)}</p>}
        {problem.traceId && <p className={styles.hint}>{words('reference', { reference: problem.traceId })}</p>}
      </Notice>
    </div>
  );
}
