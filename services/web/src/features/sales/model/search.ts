import { exponentOf, parseMoney } from '@/lib/money';

import type { OrderState } from './order';

/** What the filters above the list are set to. `day` and `time` are the venue's own: `2026-01-31`, `19:30`. */
export interface Filters {
  state: 'all' | 'unpaid' | 'open' | 'served' | 'canceled';
  text: string;
  day: string;
  time: string;
}

export const NO_FILTERS: Filters = { state: 'all', text: '', day: '', time: '' };

const STATES: Record<Filters['state'], OrderState[]> = {
  all: [],
  unpaid: ['CREATED', 'PAYMENT_PENDING'],
  open: ['PAYMENT_SUCCEEDED', 'FULFILLING'],
  served: ['COMPLETED'],
  canceled: ['CANCELED'],
};

const DAY_MS = 86_400_000;
const AROUND_MS = 30 * 60_000;
/** In a currency without decimals, fewer figures than this are a table and not an amount. */
const AMOUNT_DIGITS = 3;

export interface OrderQuery {
  state?: OrderState[];
  search?: string;
  amount_minor?: number;
  since?: string;
  until?: string;
}

/** What the API is asked for. What looks like an amount of the venue's currency is one; everything else is a table or a number. */
export function queryOf(filters: Filters, currency: string, timeZone: string): OrderQuery {
  const text = filters.text.trim();
  const amount = amountOf(text, currency);
  return {
    ...(filters.state === 'all' ? {} : { state: STATES[filters.state] }),
    ...(text && amount === null ? { search: text } : {}),
    ...(amount === null ? {} : { amount_minor: amount }),
    ...between(filters, timeZone),
  };
}

function amountOf(text: string, currency: string): number | null {
  const plain = text.replace(/[^\d.,]/g, '');
  const looksLikeOne = /[.,]\d+$/.test(plain) || plain !== text || (exponentOf(currency) === 0 && plain.length >= AMOUNT_DIGITS);
  return /^[\p{Sc}\d.,\s]+$/u.test(text) && looksLikeOne ? parseMoney(plain, currency) : null;
}

function between({ day, time }: Filters, timeZone: string): Pick<OrderQuery, 'since' | 'until'> {
  if (!day) return {};
  const start = instantOf(day, time || '00:00', timeZone);
  if (start === null) return {};
  const [since, until] = time ? [start - AROUND_MS, start + AROUND_MS] : [start, instantOf(dayAfter(day), '00:00', timeZone) ?? start + DAY_MS];
  return { since: new Date(since).toISOString(), until: new Date(until).toISOString() };
}

const dayAfter = (day: string): string => new Date(Date.parse(`${day}T00:00:00Z`) + DAY_MS).toISOString().slice(0, 10);

/** When the venue's clocks show that. In the hour that is skipped in spring it is the hour after. */
export function instantOf(day: string, time: string, timeZone: string): number | null {
  const wanted = Date.parse(`${day}T${time}:00Z`);
  if (Number.isNaN(wanted)) return null;
  const guess = wanted - offsetMs(wanted, timeZone);
  return wanted - offsetMs(guess, timeZone);
}

/** How far ahead of UTC the zone is then. */
function offsetMs(at: number, timeZone: string): number {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' }).formatToParts(at);
  const of = (type: string): string => parts.find((part) => part.type === type)?.value ?? '';
  return Date.parse(`${of('year')}-${of('month')}-${of('day')}T${of('hour')}:${of('minute')}:00Z`) - Math.floor(at / 60_000) * 60_000;
}
