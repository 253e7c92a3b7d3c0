'use client';

import { ALLERGENS } from '@/lib/allergens';
import { useVenueWords } from '@/lib/context/context';

import styles from './editor.module.css';

/** The fourteen that the law names, each on or off; nothing is inferred from another dish. */
export function AllergenField({ allergens, onChange }: { allergens: readonly string[]; onChange: (allergens: string[]) => void }) {
  const words = useVenueWords();
  const toggle = (code: string): void => onChange(ALLERGENS.filter((each) => (each === code) !== allergens.includes(each)));
  return (
    <fieldset className={styles.fieldset}>
      <legend className={styles.legend}>{words('menu.edit.item.allergens')}</legend>
      <div className={styles.days}>
        {ALLERGENS.map((code) => (
          <label key={code} className={styles.day}>
            <input type="checkbox" className={styles.dayMark} checked={allergens.includes(code)} onChange={() => toggle(code)} />
            {words(`allergen.${code}`)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}
