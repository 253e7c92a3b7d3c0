'use client';

import { useVenueWords } from '@/lib/context/context';
import { Notice } from '@/ui/badge';

import styles from './editor.module.css';
import { type Fault, type Problem, problemsIn } from './model/check';
import type { Draft } from './model/draft';

const WORDS = { missing: 'menu.edit.missing', days: 'menu.edit.days.missing', maximum: 'menu.edit.maximum.low', minimum: 'menu.edit.minimum.high', refused: 'problem.failed' } as const satisfies Record<Fault, string>;

/** What has to be mended first, with where it is. */
export function ProblemList({ draft }: { draft: Draft }) {
  const problems = problemsIn(draft);
  return problems.length > 0 && <Problems problems={problems} />;
}

export function Problems({ problems }: { problems: readonly Problem[] }) {
  const words = useVenueWords();
  return (
    <Notice tone="care" icon="alert" title={words('menu.edit.problems', { count: problems.length })}>
      <ul className={styles.problems}>
        {problems.map((problem) => (
          <li key={problem.pointer}>{words('menu.edit.problem.in', { place: problem.place.filter(Boolean).join(', ') || problem.pointer, problem: problem.message ?? words(WORDS[problem.fault]) })}</li>
        ))}
      </ul>
    </Notice>
  );
}
