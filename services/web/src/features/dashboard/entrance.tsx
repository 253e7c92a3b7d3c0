'use client';

import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useEffect, useState } from 'react';

import { createClients, settle } from '@/api/client';
import { type Session, sessionStore } from '@/api/session/store';
import { useConfig, useVenueWords } from '@/lib/context/context';
import { useStore } from '@/lib/table/use-store';
import { Icon } from '@/ui/icon';

import styles from './dashboard.module.css';
import { firstPage } from './nav';
import { Opening } from './session-gate';
import { SignIn } from './sign-in';

/** `/dashboard`: sign in, choose a venue if there is a choice, and on to where the role works. */
export function Entrance() {
  const kept = useStore(sessionStore());
  if (!kept) return <Opening />;
  if (!kept.session) return <SignIn ended={kept.ended} />;
  const [only, ...others] = kept.session.venues;
  if (only && !others.length) return <GoOn to={firstPage(only, kept.session.actions)} />;
  return <VenueChoice session={kept.session} />;
}

export function GoOn({ to }: { to: string }) {
  const router = useRouter();
  useEffect(() => router.replace(to), [router, to]);
  return <Opening />;
}

function VenueChoice({ session }: { session: Session }) {
  const words = useVenueWords();
  const names = useVenueNames(session);
  return (
    <main id="content" className={styles.signIn}>
      <div className={styles.card}>
        <h1 className={styles.welcome}>{words('choice.title')}</h1>
        <ul className={styles.choices}>
          {session.venues.map((venueId) => (
            <li key={venueId}>
              <Link className={styles.choice} prefetch={false} href={firstPage(venueId, session.actions)}>
                <span>{names.get(venueId) ?? venueId}</span>
                <Icon name="forward" />
              </Link>
            </li>
          ))}
        </ul>
      </div>
    </main>
  );
}

function useVenueNames(session: Session): ReadonlyMap<string, string> {
  const services = useConfig();
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map());
  useEffect(() => {
    const { order } = createClients(services, session.token);
    const load = async (venueId: string): Promise<void> => {
      const result = await settle(order.GET('/v1/venues/{venue_id}', { params: { path: { venue_id: venueId } } }));
      if (result.ok) setNames((known) => new Map(known).set(venueId, result.data.name));
    };
    session.venues.forEach((venueId) => void load(venueId));
  }, [services, session]);
  return names;
}
