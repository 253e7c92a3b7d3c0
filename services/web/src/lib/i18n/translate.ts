import type { Locale } from './locale';

export type Values = Readonly<Record<string, string | number>>;

/** `translate('cart.items', {count: 2})`: a key that has plurals is spelled `cart.items.one`, `cart.items.other` in the catalogue. */
export type Translate<Key extends string> = (key: Key | PluralStem<Key>, values?: Values) => string;

type PluralStem<Key extends string> = Key extends `${infer Stem}.other` ? Stem : never;

export function translator<Key extends string>(locale: Locale, messages: Readonly<Record<Key, string>>): Translate<Key> {
  const plurals = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  const find = (key: string): string | undefined => messages[key as Key];
  return (key, values = {}) => {
    const plural = typeof values.count === 'number' ? (find(`${key}.${plurals.select(values.count)}`) ?? find(`${key}.other`)) : undefined;
    const text = plural ?? find(key);
    if (text === undefined) throw new Error(`no message ${key}`);
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
      const value = values[name];
      if (value === undefined) return whole;
      return typeof value === 'number' ? numbers.format(value) : value;
    });
  };
}
