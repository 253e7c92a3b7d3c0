'use client';

import type { MenuCategory, MenuItem } from '@/api/office';
import { useLocale, useVenueWords } from '@/lib/context/context';
import { formatMoney } from '@/lib/money';
import { Badge } from '@/ui/badge';
import { Button, IconButton } from '@/ui/button';
import { clothOf, Picture, pictureOf } from '@/ui/picture';

import styles from './editor.module.css';
import type { Open } from './menu-screen';
import type { Change } from './model/diff';
import { changeCategory, moved, newItem } from './model/draft';
import type { Editor } from './use-editor';
import { windowText } from './window-text';

interface Props {
  editor: Editor;
  currency: string;
  changes: readonly Change[];
  onOpen: (open: Open) => void;
}

/** The menu as a list to work on: sections with their dishes, each with what moves and opens it. */
export function CategoryList({ editor, currency, changes, onOpen }: Props) {
  const touched = new Set(changes.filter(({ kind }) => kind === 'added' || kind === 'changed').map(({ id }) => id));
  return editor.draft.categories.map((category, at) => (
    <section key={category.category_id} className={styles.category} aria-label={category.name}>
      <CategoryHead editor={editor} category={category} at={at} onOpen={onOpen} />
      <ul className={styles.items}>
        {category.items.map((item, place) => (
          <li key={item.item_id}>
            <ItemRow
              item={item}
              currency={currency}
              cloth={clothOf(at)}
              isTouched={touched.has(item.item_id)}
              isFirst={place === 0}
              isLast={place === category.items.length - 1}
              onMove={(by) => editor.edit((menu) => changeCategory(menu, at, (each) => ({ ...each, items: moved(each.items, place, by) })))}
              onOpen={() => onOpen({ what: 'item', category: at, item: place })}
            />
          </li>
        ))}
      </ul>
      <AddItem editor={editor} category={category} at={at} onOpen={onOpen} />
    </section>
  ));
}

function CategoryHead({ editor, category, at, onOpen }: { editor: Editor; category: MenuCategory; at: number; onOpen: (open: Open) => void }) {
  const words = useVenueWords();
  const locale = useLocale();
  const move = (by: 1 | -1) => () => editor.edit((menu) => ({ categories: moved(menu.categories, at, by) }));
  const windows = category.windows ?? [];
  return (
    <header className={styles.categoryHead}>
      <div>
        <h2 className={styles.categoryName}>{category.name || words('menu.edit.newCategory')}</h2>
        {windows.length > 0 && <p className={styles.small}>{windows.map((window) => windowText(window, locale)).join(' · ')}</p>}
      </div>
      <div className={styles.moves}>
        <IconButton icon="up" label={words('menu.edit.up', { name: category.name })} disabled={at === 0} onClick={move(-1)} />
        <IconButton icon="down" label={words('menu.edit.down', { name: category.name })} disabled={at === editor.draft.categories.length - 1} onClick={move(1)} />
        <IconButton icon="pen" label={words('menu.edit.edit', { name: category.name })} onClick={() => onOpen({ what: 'category', category: at })} />
      </div>
    </header>
  );
}

interface RowProps {
  item: MenuItem;
  currency: string;
  cloth: string;
  isTouched: boolean;
  isFirst: boolean;
  isLast: boolean;
  onMove: (by: 1 | -1) => void;
  onOpen: () => void;
}

function ItemRow({ item, currency, cloth, isTouched, isFirst, isLast, onMove, onOpen }: RowProps) {
  const words = useVenueWords();
  const locale = useLocale();
  const picture = pictureOf(item.image ?? null);
  const name = item.name || words('menu.edit.newItem');
  return (
    <div className={styles.row}>
      <button type="button" className={styles.item} onClick={onOpen}>
        {picture && <Picture source={picture} cloth={cloth} size="tiny" />}
        <span className={styles.itemText}>
          <span className={styles.itemName}>{name}</span>
          {item.description && <span className={styles.small}>{item.description}</span>}
        </span>
        {isTouched && <Badge tone="accent">{words('menu.diff.changed')}</Badge>}
        <span className={styles.price}>{formatMoney(item.price_minor, currency, locale)}</span>
      </button>
      <span className={styles.moves}>
        <IconButton icon="up" label={words('menu.edit.up', { name })} disabled={isFirst} onClick={() => onMove(-1)} />
        <IconButton icon="down" label={words('menu.edit.down', { name })} disabled={isLast} onClick={() => onMove(1)} />
      </span>
    </div>
  );
}

function AddItem({ editor, category, at, onOpen }: { editor: Editor; category: MenuCategory; at: number; onOpen: (open: Open) => void }) {
  const words = useVenueWords();
  const add = (): void => {
    editor.edit((menu) => changeCategory(menu, at, (each) => ({ ...each, items: [...each.items, newItem(() => crypto.randomUUID(), words('menu.edit.newItem'))] })));
    onOpen({ what: 'item', category: at, item: category.items.length });
  };
  return (
    <Button look="plain" icon="plus" className={styles.add} onClick={add}>
      {words('menu.edit.addItem', { name: category.name })}
    </Button>
  );
}
