'use client';

import { useDinerWords } from '@/lib/context/context';
import { classes } from '@/ui/classes';
import { Icon } from '@/ui/icon';

import { type Standing, stepsOf } from './model/words';
import styles from './orders.module.css';

const NAMES = ['status.step.paid', 'status.step.seen', 'status.step.preparing', 'status.step.served'] as const;

/** Done, now and later differ in shape as well as in colour. */
export function Progress({ standing }: { standing: Standing }) {
  const words = useDinerWords();
  const steps = stepsOf(standing);
  return (
    <ol className={styles.steps} aria-label={words('status.progress')}>
      {NAMES.map((name, at) => (
        <li key={name} className={classes(styles.step, styles[steps[at]!])} aria-current={steps[at] === 'now' ? 'step' : undefined}>
          <span className={styles.stepMark}>{steps[at] === 'done' && <Icon name="check" size={18} />}</span>
          <span>{words(name)}</span>
          <span className="visually-hidden">{words(`status.${steps[at]!}`)}</span>
        </li>
      ))}
    </ol>
  );
}
