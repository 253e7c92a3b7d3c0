'use client';

import type { ReactNode } from 'react';

import type { DinerMenu } from '@/api/types';
import { useDinerWords } from '@/lib/context/context';
import type { CommonKey } from '@/lib/i18n/catalogue';
import { Dialog } from '@/ui/dialog';
import { LanguageField } from '@/ui/language-field';
import { TextSizeField } from '@/ui/text-size-field';

import styles from './help.module.css';

/** D8. `callStaff` is what calls staff to the table. */
export function HelpSheet({ menu, callStaff, open, onClose }: { menu: DinerMenu; callStaff?: ReactNode; open: boolean; onClose: () => void }) {
  const words = useDinerWords();
  return (
    <Dialog open={open} onClose={onClose} title={words('help.title')} closeLabel={words('close')}>
      <div className={styles.body}>
        {callStaff}
        {(
          [
            ['help.staff.title', 'help.staff.text'],
            ['menu.notYours', 'menu.notYours.text'],
            ['help.pay.title', 'help.pay.text'],
          ] as const
        ).map(([title, text]) => (
          <section key={title}>
            <h3 className={styles.title}>{words(title)}</h3>
            <p className={styles.text}>{words(text)}</p>
          </section>
        ))}
        <LanguageField label={words('language')} />
        <TextSizeField />
        <AllAllergens menu={menu} />
      </div>
    </Dialog>
  );
}

function AllAllergens({ menu }: { menu: DinerMenu }) {
  const words = useDinerWords();
  return (
    <details className={styles.allergens}>
      <summary className={styles.summary}>{words('help.allergens')}</summary>
      <dl className={styles.list}>
        {menu.categories
          .flatMap((category) => category.items)
          .map((item) => (
            <div key={item.item_id} className={styles.row}>
              <dt>{item.name}</dt>
              <dd className={styles.text}>{item.allergens.map((code) => words(`allergen.${code}` as CommonKey)).join(', ') || '–'}</dd>
            </div>
          ))}
      </dl>
      <p className={styles.text}>{words('item.allergens.ask')}</p>
    </details>
  );
}
