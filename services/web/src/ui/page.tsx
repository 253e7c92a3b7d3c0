import type { ReactNode } from 'react';

import { classes } from './classes';
import styles from './page.module.css';

interface Props {
  title: ReactNode;
  /** A sentence below the title: as of when, or what is left to do. */
  about?: ReactNode;
  /** What can be done here, at the end of the title's line. */
  actions?: ReactNode;
  /** Before the title: the way back. */
  before?: ReactNode;
  /** Lists and tables; text is read better in a narrow column. */
  wide?: boolean;
  children: ReactNode;
}

/** A page of the dashboard beside its navigation. */
export function Page({ title, about, actions, before, wide = false, children }: Props) {
  return (
    <main id="content" className={classes(styles.page, wide && styles.wide)}>
      <header className={styles.head}>
        <div className={styles.titles}>
          {before}
          <h1 className={styles.title}>{title}</h1>
          {about && <div className={styles.about}>{about}</div>}
        </div>
        {actions && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </main>
  );
}
