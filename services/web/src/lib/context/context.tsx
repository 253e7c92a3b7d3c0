'use client';

import { createContext, type ReactNode, useContext, useMemo } from 'react';

import type { Locale } from '../i18n/locale';
import { type Translate, translator } from '../i18n/translate';
import type { CommonKey, DinerKey, Messages, VenueKey } from '../i18n/catalogue';

/** What the server told the page: addresses, keys that are public, and whether money is real. See `config/public.ts`. */
export interface PageConfig {
  orderUrl: string;
  fulfillmentUrl: string;
  reconciliationUrl: string;
  stripeScriptUrl: string | null;
  publishableKey: string;
  sandbox: boolean;
  sandboxUrl: string | null;
}

interface PageContext {
  config: PageConfig;
  locale: Locale;
  messages: Readonly<Record<string, string>>;
}

const Context = createContext<PageContext | null>(null);

/** The words are those of the group of pages; they come with the page, so that no other language is loaded. */
export function PageProvider({ children, ...value }: PageContext & { children: ReactNode }) {
  // The value comes from the server once per page.
  // eslint-disable-next-line react-hooks/exhaustive-deps
  const stable = useMemo(() => value, [value.config, value.locale, value.messages]);
  return <Context.Provider value={stable}>{children}</Context.Provider>;
}

function usePage(): PageContext {
  const page = useContext(Context);
  if (!page) throw new Error('outside of a PageProvider');
  return page;
}

export const useConfig = (): PageConfig => usePage().config;
export const useLocale = (): Locale => usePage().locale;

function useWords<Key extends string>(): Translate<Key> {
  const { locale, messages } = usePage();
  return useMemo(() => translator(locale, messages as Messages<Key>), [locale, messages]);
}

export const useDinerWords = (): Translate<DinerKey | CommonKey> => useWords<DinerKey | CommonKey>();
export const useVenueWords = (): Translate<VenueKey | CommonKey> => useWords<VenueKey | CommonKey>();
