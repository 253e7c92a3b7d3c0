'use client';

import { isAllergen } from '@/lib/allergens';
import type { MenuItem } from '@/api/office';
import { useLocale, useVenueWords } from '@/lib/context/context';
import { formatMoney } from '@/lib/money';
import { Dialog } from '@/ui/dialog';
import { clothOf, Picture, pictureOf } from '@/ui/picture';

import styles from './editor.module.css';
import type { Draft } from './model/draft';
import { windowText } from './window-text';

/** The draft as it will be read: pictures on their cloths, names in serif, what is in it. */
export function PreviewDialog({ draft, currency, onClose }: { draft: Draft; currency: string; onClose: () => void }) {
  const words = useVenueWords();
  const locale = useLocale();
  return (
    <Dialog open onClose={onClose} title={words('menu.preview.title')} closeLabel={words('close')}>
      <div className={styles.preview}>
        <p className={styles.small}>{words('menu.preview.text')}</p>
        {draft.categories.map((category, at) => (
          <section key={category.category_id} className={styles.previewSection}>
            <h3 className={styles.categoryName}>{category.name}</h3>
            {(category.windows ?? []).map((window, place) => (
              <p key={place} className={styles.small}>
                {windowText(window, locale)}
              </p>
            ))}
            {category.items.map((item) => (
              <Dish key={item.item_id} item={item} cloth={clothOf(at)} currency={currency} />
            ))}
          </section>
        ))}
      </div>
    </Dialog>
  );
}

function Dish({ item, cloth, currency }: { item: MenuItem; cloth: string; currency: string }) {
  const words = useVenueWords();
  const locale = useLocale();
  const picture = pictureOf(item.image ?? null);
  const allergens = (item.allergens ?? []).filter(isAllergen).map((code) => words(`allergen.${code}`));
  return (
    <article className={styles.dish}>
      {picture && <Picture source={picture} cloth={cloth} />}
      <div className={styles.itemText}>
        <p className={styles.dishName}>{item.name}</p>
        {item.description && <p className={styles.small}>{item.description}</p>}
        <p className={styles.price}>{formatMoney(item.price_minor, currency, locale)}</p>
        {allergens.length > 0 && <p className={styles.small}>{allergens.join(', ')}</p>}
      </div>
    </article>
  );
}
