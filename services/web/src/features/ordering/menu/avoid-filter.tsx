'use client';

import type { DinerMenu } from '@/api/types';
import { ALLERGENS } from '@/lib/allergens';
import { useDinerWords } from '@/lib/context/context';
import { avoidStore } from '@/lib/table/avoid';
import { Choice } from '@/ui/field';

import help from '../help.module.css';
import { declaredBy } from '../model/avoid';
import { useAllergenNames } from '../use-avoided';
import styles from './menu.module.css';

/**
 * Greys out what declares an allergen, and hides nothing: a list without it would read as a promise. What a dish is free
 * from nobody here knows, so that the words only tell what is declared, and send to the staff while anything is ticked.
 */
export function AvoidFilter({ menu, avoided }: { menu: DinerMenu; avoided: readonly string[] }) {
  const words = useDinerWords();
  const nameAll = useAllergenNames();
  const toggle = (code: string): void => avoidStore(menu.venue_id).set((known) => ALLERGENS.filter((each) => (each === code) !== known.includes(each)));
  const isOn = avoided.length > 0;
  const count = menu.categories.flatMap((category) => category.items).filter((item) => declaredBy(item, avoided).length).length;
  return (
    <details className={styles.search}>
      <summary className={help.summary}>{isOn ? words('menu.avoid.some', { allergens: nameAll(avoided) }) : words('menu.avoid')}</summary>
      <fieldset>
        <legend className={help.text}>{words('menu.avoid.legend')}</legend>
        <div className={styles.codes}>
          {ALLERGENS.map((code) => (
            <Choice key={code} type="checkbox" checked={avoided.includes(code)} onChange={() => toggle(code)}>
              {words(`allergen.${code}`)}
            </Choice>
          ))}
        </div>
      </fieldset>
      <p role="status" className={help.text}>
        {isOn && `${words('menu.avoid.count', { count })} ${words('menu.avoid.ask')}`}
      </p>
    </details>
  );
}
