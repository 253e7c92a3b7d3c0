'use client';

import type { ReactNode } from 'react';

import { sessionStore } from '@/api/session/store';
import { SessionProvider } from '@/api/session/use-session';
import { useVenueWords } from '@/lib/context/context';
import { useStore } from '@/lib/table/use-store';
import { ButtonLink } from '@/ui/button';
import { ProblemPanel, Skeleton } from '@/ui/panel';

import styles from './dashboard.module.css';
import { SignIn } from './sign-in';

/** A venue's pages, for who has a session there; otherwise the way to one, at the same address. */
export function SessionGate({ venueId, children }: { venueId: string; children: ReactNode }) {
  const kept = useStore(sessionStore());
  if (!kept) return <Opening />;
  if (!kept.session) return <SignIn ended={kept.ended} />;
  if (!kept.session.venues.includes(venueId)) return <NotYours />;
  return (
    <SessionProvider key={kept.session.token} session={kept.session} venueId={venueId}>
      {children}
    </SessionProvider>
  );
}

/** Until the page is alive: what a device remembers is not known to the server. */
export function Opening() {
  const words = useVenueWords();
  return (
    <main id="content" className={styles.opening} aria-busy="true">
      <h1 className="visually-hidden">{words('title')}</h1>
      <Skeleton height="3rem" width="14rem" />
      <Skeleton height="12rem" />
    </main>
  );
}

function NotYours() {
  const words = useVenueWords();
  return (
    <main id="content">
      <ProblemPanel
        heading="h1"
        title={words('notYours.title')}
        actions={
          <ButtonLink look="main" href="/dashboard">
            {words('notYours.action')}
          </ButtonLink>
        }
      >
        {words('notYours.text')}
      </ProblemPanel>
    </main>
  );
}
