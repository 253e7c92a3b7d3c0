'use client';

import Link from 'next/link';
import { useSelectedLayoutSegment } from 'next/navigation';
import { type ReactNode, useState } from 'react';

import { useSession } from '@/api/session/use-session';
import { useVenue } from '@/api/use-venue';
import { useConfig, useVenueWords } from '@/lib/context/context';
import { classes } from '@/ui/classes';
import { Dialog } from '@/ui/dialog';
import { Icon } from '@/ui/icon';

import { AccountMenu } from './account-menu';
import styles from './frame.module.css';
import { navFor, type NavEntry, pathOf } from './nav';

const ON_THE_BAR = 4;

/** The navigation beside a page: a column, a slim rail beside the board, a bar below on a phone. */
export function Frame({ alarm, children }: { alarm?: ReactNode; children: ReactNode }) {
  const words = useVenueWords();
  const { sandbox } = useConfig();
  const isBoard = useSelectedLayoutSegment() === 'board';
  return (
    <div className={classes(styles.frame, isBoard && styles.withRail)} data-surface={isBoard ? 'board' : undefined}>
      <Navigation isRail={isBoard} />
      <div className={styles.page}>
        {sandbox && !isBoard && <aside className={styles.sandbox}>{words('sandbox')}</aside>}
        {alarm}
        {children}
      </div>
    </div>
  );
}

function Navigation({ isRail }: { isRail: boolean }) {
  const words = useVenueWords();
  const { session } = useSession();
  const [more, setMore] = useState(false);
  const entries = navFor(session.actions);
  const venue = useVenue({ enabled: session.actions.includes('view_orders') });
  return (
    <header className={styles.side}>
      {!isRail && <p className={styles.venue}>{venue.data?.name ?? '\u00a0'}</p>}
      <nav aria-label={words('nav')} className={styles.nav}>
        {(['service', 'office'] as const).map((group) => (
          <ul key={group} className={styles.group}>
            {entries
              .filter((entry) => entry.group === group)
              .map((entry) => (
                <Entry key={entry.page} entry={entry} isRail={isRail} isOnBar={entries.indexOf(entry) < ON_THE_BAR} />
              ))}
          </ul>
        ))}
        <button type="button" className={classes(styles.entry, styles.more)} onClick={() => setMore(true)}>
          <Icon name="menu" />
          <span className={styles.label}>{words('nav.more')}</span>
        </button>
      </nav>
      <AccountMenu isRail={isRail} />
      <Dialog open={more} onClose={() => setMore(false)} title={venue.data?.name ?? words('title')} closeLabel={words('close')}>
        <ul className={styles.sheet} onClick={() => setMore(false)}>
          {entries.slice(ON_THE_BAR).map((entry) => (
            <Entry key={entry.page} entry={entry} isRail={false} isOnBar />
          ))}
        </ul>
        <AccountMenu isRail={false} isOpen />
      </Dialog>
    </header>
  );
}

function Entry({ entry, isRail, isOnBar }: { entry: NavEntry; isRail: boolean; isOnBar: boolean }) {
  const words = useVenueWords();
  const { venueId } = useSession();
  const isHere = useSelectedLayoutSegment() === entry.page;
  return (
    <li className={classes(!isOnBar && styles.offBar)}>
      <Link className={styles.entry} prefetch={false} href={pathOf(venueId, entry.page)} aria-current={isHere ? 'page' : undefined} title={isRail ? words(entry.label) : undefined}>
        <Icon name={entry.icon} />
        <span className={styles.label}>{words(entry.label)}</span>
      </Link>
    </li>
  );
}
