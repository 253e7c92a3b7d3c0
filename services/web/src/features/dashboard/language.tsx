'use client';

import { useVenueWords } from '@/lib/context/context';
import { LanguageField } from '@/ui/language-field';

export function Language() {
  const words = useVenueWords();
  return <LanguageField label={words('language')} />;
}
