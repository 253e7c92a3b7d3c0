'use client';

import { useMemo, useState } from 'react';

import type { DinerItem, DinerMenu } from '@/api/types';
import { useDinerWords, useLocale } from '@/lib/context/context';
import { formatMoney } from '@/lib/money';
import { addLine, type CartLine, cartStore, replaceLine } from '@/lib/table/cart';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { TextArea } from '@/ui/field';
import { useAnnouncements } from '@/ui/live';
import { Stepper } from '@/ui/stepper';

import { AllergyChoice } from '../allergy-choice';
import { type Chosen, choose, lineOf, missingGroup, unitAmountMinor, withoutSoldOut } from '../model/choice';
import { canBeOrdered } from '../model/live-menu';
import { useAvoided } from '../use-avoided';
import { clothOf, Picture, pictureOf } from '@/ui/picture';
import { Allergens } from './allergens';
import { ModifierGroupField } from './modifier-group';
import styles from './item.module.css';

interface Props {
  item: DinerItem | null;
  menu: DinerMenu;
  /** False while the venue takes no orders: everything can be read. */
  canOrder: boolean;
  /** A line of the cart that is changed; null adds a new one. */
  editing: CartLine | null;
  onClose: () => void;
}

/** D2. What is chosen begins anew with each dish, so that the state hangs on its id. */
export function ItemSheet({ item, ...rest }: Props) {
  return item ? <Sheet key={`${item.item_id} ${rest.editing?.lineId ?? ''}`} item={item} {...rest} /> : null;
}

function Sheet({ item, menu, canOrder, editing, onClose }: Props & { item: DinerItem }) {
  const words = useDinerWords();
  const { limits } = menu;
  const [wanted, setWanted] = useState<Chosen>(() => new Set(editing?.modifierIds));
  const chosen = useMemo(() => withoutSoldOut(item, wanted), [item, wanted]);
  const [quantity, setQuantity] = useState(editing?.quantity ?? 1);
  const [note, setNote] = useState(editing?.note ?? '');
  const [allergy, setAllergy] = useState(editing?.allergy ?? false);
  const [missing, setMissing] = useState<string | null>(null);
  const avoided = useAvoided(menu.venue_id);
  const category = menu.categories.findIndex((each) => each.items.some((other) => other.item_id === item.item_id));
  const available = canOrder && canBeOrdered(item) && (menu.categories[category]?.served_now ?? true);
  const picture = pictureOf(item.image);
  const keep = useKeepLine(menu, editing, onClose);
  const noteLimit = limits?.line_note ?? 140;

  const add = (): void => {
    const group = missingGroup(item, chosen);
    setMissing(group?.group_id ?? null);
    if (!group) return keep(lineOf(item, chosen, { lineId: editing?.lineId ?? crypto.randomUUID(), quantity, note, allergy }));
    document.getElementById(`group-${group.group_id}`)?.querySelector<HTMLElement>('input:not(:disabled)')?.focus();
  };

  return (
    <Dialog
      open
      onClose={onClose}
      title={item.name}
      closeLabel={words('close')}
      hero={picture && <Picture source={picture} cloth={clothOf(category)} size="large" eager />}
      foot={<Foot {...{ menu, item, chosen, quantity, setQuantity, available, add }} editing={editing !== null} />}
    >
      <div className={styles.body}>
        {item.description && <p className={styles.about}>{item.description}</p>}
        <Allergens item={item} chosen={chosen} />
        {item.modifier_groups.map((group) => (
          <ModifierGroupField key={group.group_id} group={group} chosen={chosen} currency={menu.currency} missing={missing === group.group_id} avoided={avoided} onChoose={(id) => setWanted(choose(group, chosen, id))} />
        ))}
        <TextArea label={words('item.note')} hint={words('item.note.hint', { count: noteLimit - note.length })} maxLength={noteLimit} value={note} onChange={(event) => setNote(event.target.value)} />
        <AllergyChoice of="dish" checked={allergy} onChange={setAllergy} />
      </div>
    </Dialog>
  );
}

function useKeepLine(menu: DinerMenu, editing: CartLine | null, onClose: () => void): (line: CartLine) => void {
  const words = useDinerWords();
  const { say } = useAnnouncements();
  const maximum = menu.limits?.quantity ?? 99;
  return (line) => {
    cartStore(menu.venue_id, menu.table.table_id).set((cart) => (editing ? replaceLine(cart, editing.lineId, line, maximum) : addLine(cart, line, maximum)));
    onClose();
    say(words('item.added', { name: line.name }));
  };
}

interface FootProps {
  menu: DinerMenu;
  item: DinerItem;
  chosen: Chosen;
  quantity: number;
  setQuantity: (quantity: number) => void;
  available: boolean;
  editing: boolean;
  add: () => void;
}

function Foot({ menu, item, chosen, quantity, setQuantity, available, editing, add }: FootProps) {
  const words = useDinerWords();
  const locale = useLocale();
  if (!available) return <p className={styles.unavailable}>{canBeOrdered(item) ? words('item.unavailable') : words('menu.soldOut')}</p>;
  return (
    <div className={styles.foot}>
      <Stepper value={quantity} maximum={menu.limits?.quantity ?? 99} onChange={setQuantity} label={words('item.quantity')} lessLabel={words('item.less')} moreLabel={words('item.more')} />
      <Button look="main" wide onClick={add} className={styles.add}>
        <span>{words(editing ? 'item.update' : 'item.add')}</span>
        <span>{formatMoney(quantity * unitAmountMinor(item, chosen), menu.currency, locale)}</span>
      </Button>
    </div>
  );
}
