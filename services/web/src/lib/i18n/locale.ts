export const LOCALES = ['en', 'fr', 'ja'] as const;

export type Locale = (typeof LOCALES)[number];

export const LOCALE_COOKIE = 'twyst_locale';

/** From the proxy to the rewrite in next.config.ts; what a client sends under this name is replaced. */
export const LOCALE_HEADER = 'x-twyst-locale';

export const LOCALE_NAMES: Record<Locale, string> = { en: 'English', fr: 'Français', ja: '日本語' };

export function isLocale(value: string | undefined): value is Locale {
  return LOCALES.includes(value as Locale);
}

/** The chosen language, else the best of Accept-Language, else English. */
export function negotiate(chosen: string | undefined, acceptLanguage: string | null): Locale {
  if (isLocale(chosen)) return chosen;
  const wanted = (acceptLanguage ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().split(';');
      const quality = parameters.map((each) => /^\s*q=([\d.]+)$/.exec(each)?.[1]).find(Boolean);
      return { language: tag.toLowerCase().split('-')[0], quality: quality ? Number(quality) : 1 };
    })
    .filter(({ language, quality }) => isLocale(language) && quality > 0)
    .sort((a, b) => b.quality - a.quality);
  return (wanted[0]?.language as Locale | undefined) ?? 'en';
}
