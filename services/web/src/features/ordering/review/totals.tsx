'use client';

import type { DinerMenu } from '@/api/types';
import { useDinerWords, useLocale } from '@/lib/context/context';
import { formatMoney } from '@/lib/money';
import { type Cart, itemsMinorOf } from '@/lib/table/cart';
import { Button } from '@/ui/button';

import { tipMinorOf, totalMinorOf } from '../model/order-request';
import { isTableGone } from '../model/refused';
import styles from './review.module.css';
import type { Placing } from './use-place-order';

export function Totals({ menu, cart, placing, onPlace }: { menu: DinerMenu; cart: Cart; placing: Placing; onPlace: () => void }) {
  const words = useDinerWords();
  const locale = useLocale();
  const money = (amountMinor: number): string => formatMoney(amountMinor, menu.currency, locale);
  const itemsMinor = itemsMinorOf(cart);
  const total = totalMinorOf(cart);
  const isBelow = total < menu.payment.minimum_minor;
  const isOpen = menu.ordering.status === 'open' && !(placing.step === 'failed' && isTableGone(placing.problem));
  return (
    <section className={styles.totals} aria-label={words('review.total')}>
      <dl className={styles.sums}>
        <Sum name={words('review.items')} value={money(itemsMinor)} />
        <Sum name={words('review.fees')} value={words('review.fees.none')} />
        {cart.tip.kind !== 'none' && <Sum name={words('review.tipLine')} value={money(tipMinorOf(cart.tip, itemsMinor))} />}
        <div className={styles.total}>
          <dt>{words('review.total')}</dt>
          <dd>{money(total)}</dd>
        </div>
      </dl>
      <p className={styles.hint}>{words('review.included')}</p>
      {isBelow && <p className={styles.warning}>{words('review.tooLittle', { amount: money(menu.payment.minimum_minor) })}</p>}
      <Button look="main" wide busy={placing.step === 'placing'} disabled={!isOpen || isBelow} onClick={onPlace} className={styles.pay}>
        <span>{words(isOpen ? 'review.pay' : 'review.blocked')}</span>
        {isOpen && <span>{money(total)}</span>}
      </Button>
    </section>
  );
}

function Sum({ name, value }: { name: string; value: string }) {
  return (
    <div className={styles.sum}>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
