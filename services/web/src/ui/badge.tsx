import type { ReactNode } from 'react';

import styles from './badge.module.css';
import { classes } from './classes';
import { Icon, type IconName } from './icon';

export type Tone = 'plain' | 'accent' | 'good' | 'care' | 'bad';

/** A state in a word or two; the colour only repeats it. */
export function Badge({ tone = 'plain', icon, children }: { tone?: Tone; icon?: IconName; children: ReactNode }) {
  return (
    <span className={classes(styles.badge, styles[tone])}>
      {icon && <Icon name={icon} size={16} />}
      {children}
    </span>
  );
}

/** A strip that says what is different today: paused, offline, a test. */
export function Notice({ tone = 'plain', icon, title, children, end }: { tone?: Tone; icon?: IconName; title?: ReactNode; children?: ReactNode; end?: ReactNode }) {
  return (
    <div className={classes(styles.notice, styles[tone])}>
      {icon && <Icon name={icon} size={22} className={styles.mark} />}
      <div className={styles.words}>
        {title && <p className={styles.title}>{title}</p>}
        {children}
      </div>
      {end}
    </div>
  );
}
