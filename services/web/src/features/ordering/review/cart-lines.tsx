'use client';

import type { DinerMenu } from '@/api/types';
import { useDinerWords, useLocale } from '@/lib/context/context';
import { formatMoney } from '@/lib/money';
import { addLine, type Cart, type CartLine, cartStore, setQuantity } from '@/lib/table/cart';
import { Badge } from '@/ui/badge';
import { useAnnouncements } from '@/ui/live';
import { Stepper } from '@/ui/stepper';

import { canBeOrdered, itemsOfMenu } from '../model/live-menu';
import styles from './review.module.css';

export function CartLines({ menu, cart, onEdit }: { menu: DinerMenu; cart: Cart; onEdit: (line: CartLine) => void }) {
  const words = useDinerWords();
  const { toast } = useAnnouncements();
  const items = itemsOfMenu(menu);
  const store = cartStore(menu.venue_id, menu.table.table_id);
  const maximum = menu.limits?.quantity ?? 99;
  const change = (line: CartLine, quantity: number): void => {
    store.set((each) => setQuantity(each, line.lineId, quantity));
    if (quantity === 0) toast(words('review.removed', { name: line.name }), { label: words('review.undo'), run: () => store.set((each) => addLine(each, line, maximum)) });
  };
  return (
    <ul className={styles.lines}>
      {cart.lines.map((line) => {
        const item = items.get(line.itemId);
        return <Line key={line.lineId} line={line} currency={menu.currency} maximum={maximum} isOut={!item || !canBeOrdered(item)} onEdit={item ? () => onEdit(line) : null} onQuantity={(quantity) => change(line, quantity)} />;
      })}
    </ul>
  );
}

interface LineProps {
  line: CartLine;
  currency: string;
  maximum: number;
  isOut: boolean;
  onEdit: (() => void) | null;
  onQuantity: (quantity: number) => void;
}

function Line({ line, currency, maximum, isOut, onEdit, onQuantity }: LineProps) {
  const words = useDinerWords();
  const locale = useLocale();
  return (
    <li className={styles.line}>
      <div className={styles.lineWords}>
        <button type="button" className={styles.lineName} onClick={onEdit ?? undefined} disabled={!onEdit} aria-label={words('review.edit', { name: line.name })}>
          {line.name}
        </button>
        {line.options.length > 0 && <p className={styles.lineAbout}>{line.options.join(', ')}</p>}
        {line.note && <p className={styles.lineNote}>{line.note}</p>}
        {line.allergy && <Badge tone="care">{words('allergy.mark')}</Badge>}
        {isOut && <Badge tone="care">{words('menu.soldOut')}</Badge>}
      </div>
      <div className={styles.lineEnd}>
        <span className={styles.lineAmount}>{formatMoney(line.quantity * line.unitAmountMinor, currency, locale)}</span>
        <Stepper value={line.quantity} minimum={0} maximum={maximum} onChange={onQuantity} label={`${words('item.quantity')}: ${line.name}`} lessLabel={line.quantity === 1 ? words('review.remove', { name: line.name }) : words('item.less')} moreLabel={words('item.more')} />
      </div>
    </li>
  );
}
