'use client';

import { useDinerWords } from '@/lib/context/context';
import { useStore } from '@/lib/table/use-store';
import { applyTextSize, TEXT_SIZES, type TextSize, textSizeStore } from '@/lib/text-size';

import { SelectField } from './field';

/** Larger letters for who does not find the browser's zoom; that goes on top of it. */
export function TextSizeField() {
  const words = useDinerWords();
  const store = textSizeStore();
  const size = useStore(store) ?? 'normal';
  const choose = (next: TextSize): void => {
    store.set(() => next);
    applyTextSize(next);
  };
  return (
    <SelectField label={words('textSize')} value={size} onChange={(event) => choose(event.target.value as TextSize)}>
      {(Object.keys(TEXT_SIZES) as TextSize[]).map((each) => (
        <option key={each} value={each}>
          {words(`textSize.${each}`)}
        </option>
      ))}
    </SelectField>
  );
}
