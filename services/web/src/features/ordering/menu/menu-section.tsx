'use client';

import type { DinerCategory, DinerItem, DinerMenu } from '@/api/types';
import { useDinerWords, useLocale } from '@/lib/context/context';
import { formatMoney } from '@/lib/money';
import type { Cart } from '@/lib/table/cart';
import { formatTime } from '@/lib/time';
import { Badge } from '@/ui/badge';
import { classes } from '@/ui/classes';

import help from '../help.module.css';
import { declaredBy } from '../model/avoid';
import { lowestPrice } from '../model/choice';
import { canBeOrdered } from '../model/live-menu';
import { clothOf, Picture, pictureOf } from '@/ui/picture';
import { useAllergenNames } from '../use-avoided';
import { sectionId } from './category-bar';
import styles from './menu.module.css';

interface Props {
  category: DinerCategory;
  index: number;
  menu: DinerMenu;
  avoided: readonly string[];
  cart: Cart | null;
  /** Search results: rows only. */
  plain: boolean;
  onOpen: (itemId: string) => void;
}

export function MenuSection({ category, index, menu, avoided, cart, plain, onOpen }: Props) {
  const words = useDinerWords();
  const locale = useLocale();
  const hours = category.windows.map(({ opens_minute: from, closes_minute: to }) => [from, to].map((minute) => formatTime(Date.UTC(2024, 0, 1, 0, minute), locale, 'UTC')).join('–'));
  const isFeatured = !plain && pictureOf(category.items[0]?.image ?? null) !== null;
  return (
    <section id={sectionId(category.category_id)} className={styles.section} aria-labelledby={`${sectionId(category.category_id)}-name`}>
      <h2 id={`${sectionId(category.category_id)}-name`} className={styles.sectionName}>
        {category.name}
      </h2>
      {!category.served_now && <Badge tone="care">{hours.length ? words('menu.hours', { hours: hours.join(', ') }) : words('menu.otherHours')}</Badge>}
      <ul className={styles.items}>
        {category.items.map((item, at) => (
          <li key={item.item_id}>
            <ItemRow item={item} featured={isFeatured && at === 0} eager={index === 0 && at < 3} cloth={clothOf(index)} currency={menu.currency} avoided={avoided} inCart={countOf(cart, item)} servedNow={category.served_now} onOpen={onOpen} />
          </li>
        ))}
      </ul>
    </section>
  );
}

const countOf = (cart: Cart | null, item: DinerItem): number => cart?.lines.filter((line) => line.itemId === item.item_id).reduce((sum, line) => sum + line.quantity, 0) ?? 0;

interface RowProps {
  item: DinerItem;
  featured: boolean;
  eager: boolean;
  cloth: string;
  currency: string;
  avoided: readonly string[];
  inCart: number;
  servedNow: boolean;
  onOpen: (itemId: string) => void;
}

/** A dish that is sold out can still be opened: its description and allergens are as true as before. */
function ItemRow({ item, featured, eager, cloth, currency, avoided, inCart, servedNow, onOpen }: RowProps) {
  const words = useDinerWords();
  const locale = useLocale();
  const nameAll = useAllergenNames();
  const picture = pictureOf(item.image);
  const isOut = !canBeOrdered(item);
  const declared = declaredBy(item, avoided);
  const { amountMinor, exact } = lowestPrice(item);
  const price = formatMoney(amountMinor, currency, locale);
  return (
    <button type="button" className={classes(styles.item, featured && styles.featured, (isOut || !servedNow || declared.length > 0) && styles.out)} data-declares={declared.length > 0 || undefined} onClick={() => onOpen(item.item_id)} data-item={item.item_id}>
      {picture && <Picture source={picture} cloth={cloth} eager={eager} size={featured ? 'large' : 'small'} />}
      <span className={styles.itemText}>
        <span className={styles.itemName}>{item.name}</span>
        {item.description && <span className={styles.itemAbout}>{item.description}</span>}
        <span className={styles.itemFoot}>
          <span className={styles.itemPrice}>{exact ? price : words('item.from', { price })}</span>
          {isOut && <Badge tone="plain">{words('menu.soldOut')}</Badge>}
          {declared.length > 0 && <strong className={help.text}>{words('menu.declares', { allergens: nameAll(declared) })}</strong>}
          {inCart > 0 && <Badge tone="accent">{words('menu.inCart', { count: inCart })}</Badge>}
        </span>
      </span>
    </button>
  );
}
