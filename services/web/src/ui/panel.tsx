import type { ReactNode } from 'react';

import { Icon, type IconName } from './icon';
import styles from './panel.module.css';

interface Props {
  icon?: IconName;
  title: ReactNode;
  children?: ReactNode;
  actions?: ReactNode;
  /** What to tell a person who helps: a trace or an order number. */
  reference?: string | null;
  heading?: 'h1' | 'h2';
}

/** Nothing here, or nothing yet: what it is and what to do. */
export function Empty({ icon = 'menu', title, children, actions, reference, heading: Heading = 'h2' }: Props) {
  return (
    <section className={styles.panel}>
      <span className={styles.plate}>
        <Icon name={icon} size={36} />
      </span>
      <Heading className={styles.title}>{title}</Heading>
      {children && <div className={styles.text}>{children}</div>}
      {actions && <div className={styles.actions}>{actions}</div>}
      {reference && <p className={styles.reference}>{reference}</p>}
    </section>
  );
}

/** Something failed: what happened, what did not (nothing was charged), one way forward. It is read out when it comes. */
export function ProblemPanel(props: Props) {
  return (
    <div role="alert">
      <Empty icon="alert" {...props} />
    </div>
  );
}

export function Skeleton({ height, width = '100%', round = false }: { height: string; width?: string; round?: boolean }) {
  return <span className={round ? styles.roundSkeleton : styles.skeleton} style={{ height, width }} aria-hidden="true" />;
}
