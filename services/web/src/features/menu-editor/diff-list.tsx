'use client';

import { isAllergen } from '@/lib/allergens';
import type { ServedWindow } from '@/api/office';
import { useLocale, useVenueWords } from '@/lib/context/context';
import { formatMoney } from '@/lib/money';
import { Badge, type Tone } from '@/ui/badge';

import styles from './editor.module.css';
import type { Change, FieldChange, FieldValue } from './model/diff';
import { windowText } from './window-text';

const TONES: Record<Change['kind'], Tone> = { added: 'good', removed: 'bad', changed: 'accent', moved: 'plain' };

/** What is different, one line per thing, with what it was and what it becomes. */
export function DiffList({ changes, currency }: { changes: readonly Change[]; currency: string }) {
  const words = useVenueWords();
  return (
    <ul className={styles.diff}>
      {changes.map((each, index) => (
        <li key={`${each.kind} ${each.what} ${each.id} ${index}`}>
          <Badge tone={TONES[each.kind]}>{words(`menu.diff.${each.kind}`)}</Badge>
          <div className={styles.diffWords}>
            <p>
              <span className={styles.small}>{words(`menu.diff.${each.what}`)}</span> <strong>{each.name}</strong> {each.place.length > 0 && <span className={styles.small}>{words('menu.diff.in', { place: each.place.join(', ') })}</span>}
            </p>
            {each.fields.map((field) => (
              <Field key={field.field} change={field} currency={currency} isNew={each.kind === 'added'} />
            ))}
          </div>
        </li>
      ))}
    </ul>
  );
}

function Field({ change, currency, isNew }: { change: FieldChange; currency: string; isNew: boolean }) {
  const words = useVenueWords();
  const show = useFieldText(currency);
  if (change.field === 'position') return <p className={styles.small}>{words('menu.diff.field.position')}</p>;
  return (
    <p className={styles.fieldChange}>
      <span className={styles.small}>{words(`menu.diff.field.${change.field}`)}</span>
      {!isNew && <del>{show(change.field, change.before)}</del>}
      <ins>{show(change.field, change.after)}</ins>
    </p>
  );
}

function useFieldText(currency: string): (field: FieldChange['field'], value: FieldValue) => string {
  const words = useVenueWords();
  const locale = useLocale();
  const none = words('menu.diff.none');
  return (field, value) => {
    if (value === null) return none;
    if (field === 'price_minor' || field === 'amount_minor') return formatMoney(Number(value), currency, locale);
    if (field === 'windows') return (value as readonly ServedWindow[]).map((window) => windowText(window, locale)).join(' · ') || words('menu.edit.hours.always');
    if (Array.isArray(value)) return value.map((code) => (isAllergen(String(code)) ? words(`allergen.${String(code) as 'eggs'}`) : String(code))).join(', ') || none;
    return String(value);
  };
}
