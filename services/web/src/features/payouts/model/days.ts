import type { Balance, DaySettlement, Payout } from '@/api/office';

export interface ChartDay {
  /** `2026-11-27`, a day of the venue. */
  day: string;
  orders: number;
  paidOutMinor: number;
  inPayoutMinor: number;
  toComeMinor: number;
  netMinor: number;
}

const DAY_MS = 86_400_000;

/** `2026-11-27`, where the venue is. */
export function dayIn(timeZone: string, at: number): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(at);
}

/** The last `count` days up to `until`, oldest first; a day without an order is a day too. */
export function lastDays(days: readonly DaySettlement[], currency: string, until: string, count: number): ChartDay[] {
  const known = new Map(days.filter((each) => each.currency === currency).map((each) => [each.day, each]));
  const end = Date.parse(`${until}T00:00:00Z`);
  return Array.from({ length: count }, (_, index) => {
    const day = new Date(end - (count - 1 - index) * DAY_MS).toISOString().slice(0, 10);
    return chartDay(day, known.get(day));
  });
}

/** What is not in a payout yet is what is left of the net; a bar has no part below zero. */
function chartDay(day: string, found: DaySettlement | undefined): ChartDay {
  if (!found) return { day, orders: 0, paidOutMinor: 0, inPayoutMinor: 0, toComeMinor: 0, netMinor: 0 };
  const [paidOutMinor, inPayoutMinor] = [Math.max(0, found.paid_out_minor), Math.max(0, found.in_payouts_minor)];
  return {
    day,
    orders: found.orders,
    paidOutMinor,
    inPayoutMinor,
    toComeMinor: Math.max(0, found.net_minor - paidOutMinor - inPayoutMinor),
    netMinor: found.net_minor,
  };
}

const STEPS = [1, 2, 2.5, 5, 10];

/** The next round number, so that an axis can be read: 1, 2, 2.5 or 5 times a power of ten, in whole units of `exponent`. */
export function roundUp(amountMinor: number, exponent: number): number {
  const unit = 10 ** exponent;
  const amount = Math.max(amountMinor / unit, 1);
  const power = 10 ** Math.floor(Math.log10(amount));
  const step = STEPS.find((each) => each * power >= amount && Number.isInteger(each * power * unit)) ?? 10;
  return Math.round(step * power * unit);
}

/** What is still to be paid out: due from orders, and already in the venue's Stripe balance. */
export const toComeMinor = (balance: Balance): number => balance.due_minor + balance.in_stripe_minor;

/** By the day that they reach the bank; those of one day by when they were first heard of. */
export function newestFirst<Told extends Pick<Payout, 'arrival_date' | 'history'>>(payouts: readonly Told[]): Told[] {
  const heard = ({ history }: Told): number => Date.parse(history[0]?.seen_at ?? '') || 0;
  return [...payouts].sort((a, b) => b.arrival_date.localeCompare(a.arrival_date) || heard(b) - heard(a));
}
