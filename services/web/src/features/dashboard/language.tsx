'use client';

import { useLocale, useVenueWords } from '@/lib/context/context';
import { LOCALE_COOKIE, LOCALE_NAMES, LOCALES } from '@/lib/i18n/locale';
import { SelectField } from '@/ui/field';

const YEAR_SECONDS = 31_536_000;

function speak(locale: string): void {
  document.cookie = `${LOCALE_COOKIE}=${locale}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
  location.reload();
}

export function Language() {
  const words = useVenueWords();
  const locale = useLocale();
  return (
    <SelectField label={words('language')} value={locale} onChange={(event) => speak(event.target.value)}>
      {LOCALES.map((each) => (
        <option key={each} value={each} lang={each}>
          {LOCALE_NAMES[each]}
        </option>
      ))}
    </SelectField>
  );
}
