'use client';

import { useLocale } from '@/lib/context/context';
import { LOCALE_COOKIE, LOCALE_NAMES, LOCALES } from '@/lib/i18n/locale';

import { SelectField } from './field';

const YEAR_SECONDS = 31_536_000;

/** The server renders in the language of the cookie, so the page is loaded anew. */
function speak(locale: string): void {
  document.cookie = `${LOCALE_COOKIE}=${locale}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
  location.reload();
}

export function LanguageField({ label }: { label: string }) {
  const locale = useLocale();
  return (
    <SelectField label={label} value={locale} onChange={(event) => speak(event.target.value)}>
      {LOCALES.map((each) => (
        <option key={each} value={each} lang={each}>
          {LOCALE_NAMES[each]}
        </option>
      ))}
    </SelectField>
  );
}
