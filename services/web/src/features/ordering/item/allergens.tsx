'use client';

import type { DinerItem } from '@/api/types';
import { useDinerWords } from '@/lib/context/context';
import type { CommonKey } from '@/lib/i18n/catalogue';
import { Icon } from '@/ui/icon';

import { allergensOf, type Chosen } from '../model/choice';
import styles from './item.module.css';

/** Named in full before anything is ordered, options included; never more than one press away, and never "free from". */
export function Allergens({ item, chosen }: { item: DinerItem; chosen: Chosen }) {
  const words = useDinerWords();
  const names = allergensOf(item, chosen).map((code) => words(`allergen.${code}` as CommonKey));
  return (
    <details className={styles.allergens} open={names.length > 0}>
      <summary className={styles.allergensHead}>
        <Icon name="wheat" size={20} />
        {names.length ? words('item.allergens.some', { allergens: names.join(', ') }) : words('item.allergens')}
      </summary>
      <p className={styles.allergensText}>
        {names.length === 0 && `${words('item.allergens.none')} `}
        {words('item.allergens.ask')}
      </p>
    </details>
  );
}
