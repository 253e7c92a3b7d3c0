import '@/ui/tokens.css';
import '@/ui/base.css';

import type { Metadata, Viewport } from 'next';
import type { ReactNode } from 'react';

import { CATALOGUE } from '@/lib/i18n/catalogue';
import { isLocale, type Locale } from '@/lib/i18n/locale';
import { translator } from '@/lib/i18n/translate';

export const metadata: Metadata = {
  title: { default: 'Twyst', template: '%s · Twyst' },
  manifest: '/manifest.webmanifest',
  icons: { icon: '/icons/twyst.svg' },
  robots: { index: false },
};

export const viewport: Viewport = {
  width: 'device-width',
  initialScale: 1,
  viewportFit: 'cover',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#f4f5f2' },
    { media: '(prefers-color-scheme: dark)', color: '#101218' },
  ],
};

export default async function RootLayout({ children, params }: { children: ReactNode; params: Promise<{ locale: string }> }) {
  const { locale: asked } = await params;
  const locale: Locale = isLocale(asked) ? asked : 'en';
  const words = translator(locale, CATALOGUE[locale].common);
  // The text's size is set on it before React is there.
  return (
    <html lang={locale} suppressHydrationWarning>
      <body>
        <a className="skip-link" href="#content">
          {words('skip')}
        </a>
        {children}
      </body>
    </html>
  );
}
