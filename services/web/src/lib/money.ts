import type { Locale } from './i18n/locale';

/**
 * Minor units are Stripe's, as `libs/money` has them, and not the device's: Intl leaves the decimals of forints, rupiahs
 * or Icelandic krónur away, and every amount would be wrong by a hundred.
 */
const ZERO_DECIMAL = new Set('bif clp djf gnf jpy kmf krw mga pyg rwf vnd vuv xaf xof xpf'.split(' '));
const THREE_DECIMAL = new Set('bhd jod kwd omr tnd'.split(' '));

/** How many digits stand behind the point: 2 for EUR, 0 for JPY, 3 for KWD. */
export function exponentOf(currency: string): number {
  const code = currency.toLowerCase();
  if (ZERO_DECIMAL.has(code)) return 0;
  return THREE_DECIMAL.has(code) ? 3 : 2;
}

/** Minor units as people write them. Digits are moved, never divided, so that no amount loses its last one. */
export function formatMoney(amountMinor: number, currency: string, locale: Locale): string {
  const exponent = exponentOf(currency);
  const digits = Math.abs(amountMinor).toString().padStart(exponent + 1, '0');
  const whole = digits.slice(0, digits.length - exponent);
  const decimal = exponent ? `${whole}.${digits.slice(-exponent)}` : whole;
  return formatter(currency, locale).format(`${amountMinor < 0 ? '-' : ''}${decimal}` as unknown as number);
}

const formatters = new Map<string, Intl.NumberFormat>();

function formatter(currency: string, locale: Locale): Intl.NumberFormat {
  const key = `${locale} ${currency}`;
  const digits = exponentOf(currency);
  const known = formatters.get(key) ?? new Intl.NumberFormat(locale, { style: 'currency', currency: currency.toUpperCase(), minimumFractionDigits: digits, maximumFractionDigits: digits });
  formatters.set(key, known);
  return known;
}

/** What a person typed, in minor units; null when it is no amount of this currency. */
export function parseMoney(text: string, currency: string): number | null {
  const exponent = exponentOf(currency);
  const match = /^(\d{1,10})(?:[.,](\d+))?$/.exec(text.replace(/[\s\u00a0\u202f]/g, ''));
  if (!match) return null;
  const [, whole = '', fraction = ''] = match;
  if (fraction.length > exponent) return null;
  return Number(whole + fraction.padEnd(exponent, '0'));
}

/** Minor units as a person would type them: `12.50`, `1250` in yen. What `parseMoney` reads back. */
export function writeMoney(amountMinor: number, currency: string): string {
  const exponent = exponentOf(currency);
  const digits = amountMinor.toString().padStart(exponent + 1, '0');
  return exponent ? `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}` : digits;
}

/** A share in basis points, half up, as the services round. */
export function shareOf(amountMinor: number, basisPoints: number): number {
  return Number((BigInt(amountMinor) * BigInt(basisPoints) * 2n + 10_000n) / 20_000n);
}

export function percent(basisPoints: number, locale: Locale): string {
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 2 }).format(basisPoints / 10_000);
}
