'use client';

import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import type { Middleware } from 'openapi-fetch';
import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';

import { useConfig } from '@/lib/context/context';

import { type Clients, createClients } from '../client';
import { type Action, ended, type Session, sessionStore } from './store';

export interface VenueSession extends Clients {
  venueId: string;
  session: Session;
  token: string;
  /** Whether the role may do that. It decides what is shown; the API decides what is done. */
  may: (action: Action) => boolean;
  signOut: () => void;
}

const Context = createContext<VenueSession | null>(null);

/** A member of staff in one venue, with clients that carry the token and end the session when it is refused. */
export function SessionProvider({ session, venueId, children }: { session: Session; venueId: string; children: ReactNode }) {
  const services = useConfig();
  const [queries] = useState(() => new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: 5_000 } } }));
  const value = useMemo((): VenueSession => {
    const { token } = session;
    const clients = createClients(services, token);
    const refused = whenRefused(() => sessionStore().set((kept) => ended(kept, token, 'expired')));
    for (const client of Object.values(clients)) client.use(refused);
    return {
      ...clients,
      venueId,
      session,
      token,
      may: (action) => session.actions.includes(action),
      signOut: () => sessionStore().set((kept) => ended(kept, token, 'signed-out')),
    };
  }, [services, session, venueId]);
  return (
    <QueryClientProvider client={queries}>
      <Context.Provider value={value}>{children}</Context.Provider>
    </QueryClientProvider>
  );
}

export function useSession(): VenueSession {
  const session = useContext(Context);
  if (!session) throw new Error('outside of a SessionProvider');
  return session;
}

function whenRefused(end: () => void): Middleware {
  return {
    onResponse({ response }) {
      if (response.status === 401) end();
    },
  };
}
