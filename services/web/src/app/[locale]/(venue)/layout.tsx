import type { ReactNode } from 'react';

import { serverEnvironment } from '@/config/env.server';
import { publicConfig } from '@/config/public';
import { PageProvider } from '@/lib/context/context';
import { CATALOGUE } from '@/lib/i18n/catalogue';
import { isLocale } from '@/lib/i18n/locale';
import { LiveRegion } from '@/ui/live';

/** Pages of the venue's staff. They are made per request: their policy names scripts by a nonce. */
export const dynamic = 'force-dynamic';

export default async function VenueLayout({ children, params }: { children: ReactNode; params: Promise<{ locale: string }> }) {
  const { locale: asked } = await params;
  const locale = isLocale(asked) ? asked : 'en';
  const messages = { ...CATALOGUE[locale].common, ...CATALOGUE[locale].venue };
  return (
    <PageProvider config={publicConfig(serverEnvironment())} locale={locale} messages={messages}>
      <LiveRegion>{children}</LiveRegion>
    </PageProvider>
  );
}
