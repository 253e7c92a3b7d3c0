import type { ReactNode } from 'react';

import { serverEnvironment } from '@/config/env.server';
import { publicConfig } from '@/config/public';
import { Offline } from '@/features/shell/offline';
import { PageProvider } from '@/lib/context/context';
import { CATALOGUE } from '@/lib/i18n/catalogue';
import { isLocale } from '@/lib/i18n/locale';
import { TEXT_SIZE_SCRIPT } from '@/lib/text-size';
import { LiveRegion } from '@/ui/live';

export default async function DinerLayout({ children, params }: { children: ReactNode; params: Promise<{ locale: string }> }) {
  const { locale: asked } = await params;
  const locale = isLocale(asked) ? asked : 'en';
  const messages = { ...CATALOGUE[locale].common, ...CATALOGUE[locale].diner };
  return (
    <PageProvider config={publicConfig(serverEnvironment())} locale={locale} messages={messages}>
      <script dangerouslySetInnerHTML={{ __html: TEXT_SIZE_SCRIPT }} />
      <LiveRegion>
        <Offline />
        {children}
      </LiveRegion>
    </PageProvider>
  );
}
