import Link from 'next/link';

import styles from './tabs.module.css';

export interface Tab {
  href: string;
  label: string;
  isHere: boolean;
  /** How much waits there; nothing is not worth a mark. */
  count?: number;
}

export function Tabs({ label, tabs }: { label: string; tabs: readonly Tab[] }) {
  return (
    <nav className={styles.tabs} aria-label={label}>
      {tabs.map((tab) => (
        <Link key={tab.href} prefetch={false} href={tab.href} className={styles.tab} aria-current={tab.isHere ? 'page' : undefined}>
          {tab.label}
          {tab.count ? <span className={styles.count}>{tab.count}</span> : null}
        </Link>
      ))}
    </nav>
  );
}
