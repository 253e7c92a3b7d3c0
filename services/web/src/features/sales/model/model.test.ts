import { describe, expect, it } from 'vitest';

import { actorWords, actsOf, inputWords, type Order, refundableMinor, refundsOf, standingOf, type TimelineInput } from './order';
import { instantOf, NO_FILTERS, queryOf } from './search';

describe('a search', () => {
  const find = (text: string, currency = 'eur') => queryOf({ ...NO_FILTERS, text }, currency, 'Europe/Paris');

  it.each([
    ['12.50', 'eur', { amount_minor: 1250 }],
    ['€ 12,50', 'eur', { amount_minor: 1250 }],
    ['12', 'eur', { search: '12' }],
    ['K7P', 'eur', { search: 'K7P' }],
    ['1500', 'jpy', { amount_minor: 1500 }],
    ['15', 'jpy', { search: '15' }],
    ['12.345', 'eur', { search: '12.345' }],
    ['  ', 'eur', {}],
  ])('for %j in %s asks for %j', (text, currency, expected) => {
    expect(find(text, currency)).toEqual(expected);
  });

  it('asks for a day or for an hour around a time, by the venue’s clock', () => {
    const day = { ...NO_FILTERS, day: '2026-03-29' };
    expect(queryOf(day, 'eur', 'Europe/Paris')).toEqual({ since: '2026-03-28T23:00:00.000Z', until: '2026-03-29T22:00:00.000Z' });
    expect(queryOf({ ...day, time: '19:30' }, 'eur', 'Europe/Paris')).toEqual({ since: '2026-03-29T17:00:00.000Z', until: '2026-03-29T18:00:00.000Z' });
    expect(instantOf('2026-01-31', '09:00', 'Asia/Tokyo')).toBe(Date.parse('2026-01-31T00:00:00Z'));
    expect(instantOf('nonsense', '09:00', 'Asia/Tokyo')).toBeNull();
  });

  it('names the states of a filter', () => {
    expect(queryOf({ ...NO_FILTERS, state: 'open' }, 'eur', 'UTC')).toEqual({ state: ['PAYMENT_SUCCEEDED', 'FULFILLING'] });
  });
});

const payment = { payment_intent: 'pi_1', own: true, seen: true, verified: true, mismatched: false, canceled: false, amount_received_minor: 3000, charge_refunded_minor: 0, money: 'kept', refunded_minor: 0, moving_minor: 0, rest_minor: 3000 };
const intent = (id: string, amount: number, status: string, refund: string | null = null) => ({ refund_id: id, payment_intent: 'pi_1', amount_minor: amount, reason: 'cold', status, refund });
const order = (change: object = {}): Order => ({ state: 'FULFILLING', payments: [payment], refunds: [], refund_intents: [], ...change }) as unknown as Order;

describe('an order', () => {
  it('has left what is not given back, not on its way, and not decided', () => {
    expect(refundableMinor(order())).toBe(3000);
    expect(refundableMinor(order({ payments: [{ ...payment, moving_minor: 500, refunded_minor: 300, charge_refunded_minor: 800 }], refund_intents: [intent('a', 800, 'accepted', 're_1'), intent('b', 200, 'requested')] }))).toBe(2000);
    expect(refundableMinor(order({ payments: [{ ...payment, verified: false }] }))).toBe(0);
    expect(refundableMinor(order({ refund_intents: [intent('a', 3000, 'refused')] }))).toBe(3000);
  });

  it('shows each refund once, decided or reported', () => {
    const refunds = [{ refund: 're_1', payment_intent: 'pi_1', amount_minor: 800, status: 'failed', refund_id: 'a' }];
    expect(refundsOf(order({ refunds, refund_intents: [intent('a', 800, 'accepted', 're_1'), intent('b', 200, 'requested'), intent('c', 100, 'refused')] })).map(({ id, label, reason }) => [id, label, reason])).toEqual([
      ['re_1', 'order.refund.failed', 'cold'],
      ['b', 'order.refund.requested', 'cold'],
      ['c', 'order.refund.refused', 'cold'],
    ]);
  });

  it('offers what the role may do and the state allows', () => {
    const all = () => true;
    expect(actsOf(order(), all)).toEqual({ refund: true, cancel: true });
    expect(actsOf(order({ state: 'COMPLETED' }), all)).toEqual({ refund: true, cancel: false });
    expect(actsOf(order({ state: 'PAYMENT_PENDING', payments: [] }), all)).toEqual({ refund: false, cancel: true });
    expect(actsOf(order(), () => false)).toEqual({ refund: false, cancel: false });
  });

  it('is told in words, by whom, and Stripe’s events by their own name', () => {
    expect(standingOf('CANCELED').tone).toBe('bad');
    const event = (type: string): TimelineInput => ({ kind: 'event', event_type: type }) as TimelineInput;
    expect(['payment_intent.succeeded', 'charge.dispute.closed', 'invoice.paid'].map((type) => inputWords(event(type)))).toEqual(['timeline.event.payment_intent.succeeded', 'timeline.event.dispute', 'timeline.event.other']);
    expect(inputWords({ kind: 'start' } as TimelineInput)).toBe('timeline.start');
    expect(['stripe', 'device:x', 'staff:y', 'diner', 'sweep', 'operator'].map(actorWords)).toEqual(['timeline.by.stripe', 'timeline.by.device', 'timeline.by.staff', 'timeline.by.diner', 'timeline.by.sweep', 'timeline.by.system']);
  });
});
