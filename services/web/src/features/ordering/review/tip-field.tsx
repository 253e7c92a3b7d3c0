'use client';

import { useState } from 'react';

import type { DinerMenu } from '@/api/types';
import { useDinerWords, useLocale } from '@/lib/context/context';
import { formatMoney, parseMoney, percent, shareOf } from '@/lib/money';
import { type Cart, itemsMinorOf, type Tip } from '@/lib/table/cart';
import { TextField } from '@/ui/field';

import styles from './review.module.css';

/** None is chosen until somebody chooses; the shares are the venue's, in rising order, none of them marked as usual. */
export function TipField({ menu, cart, onTip }: { menu: DinerMenu; cart: Cart; onTip: (tip: Tip) => void }) {
  const words = useDinerWords();
  const locale = useLocale();
  const shares = menu.tips.basis_points.filter((share) => share > 0).sort((one, other) => one - other);
  const [isOther, setOther] = useState(cart.tip.kind === 'amount');
  if (!shares.length) return null;
  const itemsMinor = itemsMinorOf(cart);
  const radio = (key: string, label: string, detail: string, checked: boolean, choose: () => void) => (
    <label key={key} className={styles.tip}>
      <input type="radio" name="tip" className={styles.tipMark} checked={checked} onChange={choose} />
      <span className={styles.tipLabel}>{label}</span>
      {detail && <span className={styles.tipDetail}>{detail}</span>}
    </label>
  );
  const set = (tip: Tip) => () => {
    setOther(false);
    onTip(tip);
  };
  return (
    <fieldset className={styles.tips}>
      <legend className={styles.legend}>{words('review.tip')}</legend>
      <p className={styles.hint}>{words('review.tip.text')}</p>
      <div className={styles.tipRow}>
        {radio('none', words('review.tip.none'), '', cart.tip.kind === 'none' && !isOther, set({ kind: 'none' }))}
        {shares.map((share) =>
          radio(`${share}`, percent(share, locale), formatMoney(shareOf(itemsMinor, share), menu.currency, locale), !isOther && cart.tip.kind === 'share' && cart.tip.basisPoints === share, set({ kind: 'share', basisPoints: share })),
        )}
        {radio('other', words('review.tip.other'), '', isOther, () => setOther(true))}
      </div>
      {isOther && <OtherAmount menu={menu} cart={cart} onTip={onTip} />}
    </fieldset>
  );
}

function OtherAmount({ menu, cart, onTip }: { menu: DinerMenu; cart: Cart; onTip: (tip: Tip) => void }) {
  const words = useDinerWords();
  const locale = useLocale();
  const [text, setText] = useState('');
  const [error, setError] = useState<string | null>(null);
  const highest = Math.floor((itemsMinorOf(cart) * (menu.limits?.tip_percent ?? 200)) / 100);
  const read = (typed: string): void => {
    setText(typed);
    const amountMinor = typed.trim() ? parseMoney(typed, menu.currency) : 0;
    if (amountMinor === null) return setError(words('review.tip.invalid', { example: formatMoney(250, menu.currency, locale) }));
    if (amountMinor > highest) return setError(words('review.tip.high', { amount: formatMoney(highest, menu.currency, locale) }));
    setError(null);
    return onTip(amountMinor ? { kind: 'amount', amountMinor } : { kind: 'none' });
  };
  return <TextField label={words('review.tip.amount', { currency: menu.currency.toUpperCase() })} inputMode="decimal" autoComplete="off" value={text} error={error} onChange={(event) => read(event.target.value)} />;
}
