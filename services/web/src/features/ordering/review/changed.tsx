'use client';

import type { DinerMenu } from '@/api/types';
import { useDinerWords, useLocale } from '@/lib/context/context';
import { formatMoney } from '@/lib/money';
import type { Cart } from '@/lib/table/cart';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';

import { acceptChanges, type Change, totalMinorOf } from '../model/order-request';
import styles from './review.module.css';
import type { Placing } from './use-place-order';

/** What is different from what was seen, by name; nothing goes on before the diner agreed to it. */
export function Changed({ placing, menu, cart, onAccept, onClose }: { placing: Placing; menu: DinerMenu; cart: Cart; onAccept: () => void; onClose: () => void }) {
  const words = useDinerWords();
  const locale = useLocale();
  const money = (amountMinor: number): string => formatMoney(amountMinor, menu.currency, locale);
  const changes = placing.step === 'changed' ? placing.changes : [];
  const text = (change: Change): string => {
    if (change.kind === 'price') return words('review.changed.price', { name: change.name, old: money(change.fromMinor), new: money(change.toMinor) });
    return change.kind === 'option' ? words('review.changed.option', { name: change.name, option: change.option }) : words(`review.changed.${change.kind}`, { name: change.name });
  };
  const foot = (
    <div className={styles.choices}>
      <Button look="main" wide onClick={onAccept}>
        {words('review.changed.accept')}
      </Button>
      <Button wide onClick={onClose}>
        {words('review.changed.keep')}
      </Button>
    </div>
  );
  return (
    <Dialog open={placing.step === 'changed'} onClose={onClose} title={words('review.changed.title')} closeLabel={words('close')} foot={foot}>
      <div className={styles.changes}>
        <p>{words('review.changed.text')}</p>
        <ul className={styles.changeList}>
          {changes.map((change) => (
            <li key={`${change.kind} ${change.lineId}`}>{text(change)}</li>
          ))}
        </ul>
        <p className={styles.changeTotal}>{words('review.changed.total', { old: money(totalMinorOf(cart)), new: money(totalMinorOf(acceptChanges(cart, changes))) })}</p>
      </div>
    </Dialog>
  );
}
