import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { DaySettlement, Payout, StatementLine, StatementRow } from '@/api/office';
import { formatMoney } from '@/lib/money';

import { fileNameOf } from './csv';
import { dayIn, lastDays, newestFirst, roundUp } from './days';
import { byOrder, shownRows } from './statement';
import { verdictOf } from './verdict';

const payout = { status: 'paid', itemisation: 'itemised', difference_minor: 0, open_discrepancies: 0 } as Payout;

describe('the verdict', () => {
  it.each([
    [{}, undefined, 'matched'],
    [{ open_discrepancies: 1, difference_minor: 1 }, undefined, 'differs'],
    [{ difference_minor: 1 }, undefined, 'explained'],
    [{}, { waiting: 2, difference_minor: 500 }, 'waiting'],
    [{ itemisation: 'awaited' }, undefined, 'awaited'],
    [{ itemisation: 'not_possible' }, undefined, 'manual'],
    [{ status: 'failed', open_discrepancies: 1 }, undefined, 'returned'],
  ] as const)('of %j with %j is %s', (change, statement, verdict) => {
    expect(verdictOf({ ...payout, ...change }, statement)).toBe(verdict);
  });
});

it('lists payouts by the day that they arrive, and those of one day by when they were heard of', () => {
  const told = (id: string, arrival: string, seen: string) => ({ payout_id: id, arrival_date: arrival, history: [{ status: 'pending', seen_at: seen, seen_by: 'sync' }] }) as Payout;
  const found = newestFirst([told('first', '2026-11-28', '2026-11-27T08:00:00Z'), told('older', '2026-11-26', '2026-11-27T09:00:00Z'), told('second', '2026-11-28', '2026-11-27T08:30:00Z')]);
  expect(found.map(({ payout_id }) => payout_id)).toEqual(['second', 'first', 'older']);
});

const row = (section: StatementRow['section'], minor = 0): StatementRow => ({ section, label: '', lines: minor ? 1 : 0, twyst_minor: minor, stripe_minor: minor, difference_minor: 0 });

describe('a statement', () => {
  it('shows what says something, and the rows that everybody looks for', () => {
    const rows = [row('orders', 900), row('refunds'), row('platform_fees', -30), row('disputes'), row('stripe_fees'), row('reserves', -7), row('remainder')];
    expect(shownRows({ rows, twyst_minor: 863, stripe_minor: 863, difference_minor: 0, remainder_minor: 0, waiting: 0 }).map(({ section }) => section)).toEqual(['orders', 'refunds', 'platform_fees', 'stripe_fees', 'reserves']);
  });

  it.each([
    ['eur', '€863.00'],
    ['gbp', '£863.00'],
    ['jpy', '¥86,300'],
  ] as const)('is written in %s with its own digits', (currency, text) => {
    expect(formatMoney(86_300, currency, 'en')).toBe(text);
  });

  it('sums each order’s lines and loses none', () => {
    const lines = fc.array(
      fc.record({ order_id: fc.option(fc.constantFrom('a', 'b', 'c')), stripe_amount_minor: fc.integer({ min: -9999, max: 9999 }), stripe_fee_minor: fc.integer({ min: 0, max: 99 }), section: fc.constantFrom('orders', 'refunds') }),
    );
    fc.assert(
      fc.property(lines, (made) => {
        const given = made.map((each) => ({ ...each, stripe_net_minor: each.stripe_amount_minor - each.stripe_fee_minor, difference_minor: 0 }) as StatementLine);
        const { orders, others } = byOrder(given);
        const net = orders.reduce((sum, each) => sum + each.netMinor, 0) + others.reduce((sum, each) => sum + each.stripe_net_minor, 0);
        expect(net).toBe(given.reduce((sum, each) => sum + each.stripe_net_minor, 0));
        expect(orders.every((each) => each.netMinor === each.grossMinor - each.feeMinor)).toBe(true);
        expect(new Set(orders.map(({ orderId }) => orderId)).size).toBe(orders.length);
      }),
    );
  });
});

const settled = (day: string, netMinor: number, paidOutMinor: number): DaySettlement => ({ day, currency: 'eur', orders: 2, received_minor: netMinor, refunded_minor: 0, fee_minor: 0, net_minor: netMinor, in_payouts_minor: 0, paid_out_minor: paidOutMinor });

describe('the last thirty days', () => {
  it('have no gaps, over the change of a month and of the clocks', () => {
    const days = lastDays([settled('2026-10-25', 500, 200)], 'eur', '2026-11-02', 30);
    expect(days).toHaveLength(30);
    expect([days[0]?.day, days.at(-1)?.day]).toEqual(['2026-10-04', '2026-11-02']);
    expect(days.find(({ day }) => day === '2026-10-25')).toMatchObject({ paidOutMinor: 200, toComeMinor: 300 });
  });

  it('leave another currency out, and a day that was refunded is not below zero', () => {
    const days = lastDays([{ ...settled('2026-11-02', 500, 0), currency: 'gbp' }, settled('2026-11-01', -40, 0)], 'eur', '2026-11-02', 2);
    expect(days.map(({ toComeMinor, netMinor }) => [toComeMinor, netMinor])).toEqual([[0, -40], [0, 0]]);
  });

  it('end with the venue’s day', () => {
    expect(dayIn('Asia/Tokyo', Date.parse('2026-11-02T16:00:00Z'))).toBe('2026-11-03');
    expect(dayIn('Europe/Paris', Date.parse('2026-11-02T16:00:00Z'))).toBe('2026-11-02');
  });

  it.each([
    [0, 2, 100],
    [101, 2, 200],
    [48_231, 2, 50_000],
    [230_000, 2, 250_000],
    [48_231, 0, 50_000],
    [3, 0, 5],
  ])('reach to a round number: %d with %d digits is below %d', (amount, exponent, top) => {
    expect(roundUp(amount, exponent)).toBe(top);
  });

  it('never reach above their axis', () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 10 ** 12 }), fc.constantFrom(0, 2, 3), (amount, exponent) => Number.isInteger(roundUp(amount, exponent)) && roundUp(amount, exponent) >= amount));
  });
});

it('a file is called as the service calls it', () => {
  expect(fileNameOf('attachment; filename="statement-po_1.csv"', 'po_1')).toBe('statement-po_1.csv');
  expect(fileNameOf(null, 'po_1/../x')).toBe('statement-po_1x.csv');
});
