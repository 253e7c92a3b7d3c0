import type { Metadata } from 'next';

import { CATALOGUE, type VenueKey } from '@/lib/i18n/catalogue';
import { isLocale } from '@/lib/i18n/locale';

/** `generateMetadata` of a page that is called like its entry in the navigation. */
export const titled =
  (key: VenueKey) =>
  async ({ params }: { params: Promise<{ locale: string }> }): Promise<Metadata> => {
    const { locale } = await params;
    return { title: CATALOGUE[isLocale(locale) ? locale : 'en'].venue[key] };
  };
