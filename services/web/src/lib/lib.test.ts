import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { negotiate } from './i18n/locale';
import { translator } from './i18n/translate';
import { exponentOf, formatMoney, parseMoney, shareOf, writeMoney } from './money';
import { modulePath, qrPath } from './qr';
import { formatAge, formatDay, minutesUntil } from './time';

describe('money', () => {
  it.each([
    [123456, 'eur', 'en', '€1,234.56'],
    [123456, 'eur', 'fr', '1 234,56 €'],
    [5, 'gbp', 'en', '£0.05'],
    [1500, 'jpy', 'ja', '￥1,500'],
    [1500, 'jpy', 'en', '¥1,500'],
    [1230, 'kwd', 'en', 'KWD 1.230'],
    [-250, 'gbp', 'en', '-£2.50'],
    [250_000, 'huf', 'en', 'HUF 2,500.00'],
    [250_000, 'isk', 'en', 'ISK 2,500.00'],
    [1500, 'mga', 'en', 'MGA 1,500'],
    [9_007_199_254_740_991, 'eur', 'en', '€90,071,992,547,409.91'],
  ] as const)('writes %d %s for %s', (amount, currency, locale, expected) => {
    expect(formatMoney(amount, currency, locale).replace(/[\u00a0\u202f]/g, ' ')).toBe(expected);
  });

  it('reads back every amount that a person could have typed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99_999_999 }), fc.constantFrom('eur', 'jpy', 'kwd'), (amount, currency) => {
        const exponent = exponentOf(currency);
        const digits = amount.toString().padStart(exponent + 1, '0');
        const typed = exponent ? `${digits.slice(0, -exponent)},${digits.slice(-exponent)}` : digits;
        expect(parseMoney(typed, currency)).toBe(amount);
      }),
    );
  });

  it('reads forints as Stripe counts them', () => {
    expect([parseMoney('2500', 'huf'), parseMoney('2500,50', 'HUF'), writeMoney(250_050, 'huf')]).toEqual([250_000, 250_050, '2500.50']);
  });

  it.each(['', 'abc', '1.234', '1,2,3', '-1', '1.5.0'])('refuses %j as an amount', (text) => {
    expect(parseMoney(text, 'eur')).toBeNull();
  });

  it('rounds shares half up', () => {
    expect([shareOf(999, 1250), shareOf(20, 1250), shareOf(4, 1250), shareOf(3, 1250)]).toEqual([125, 3, 1, 0]);
  });
});

describe('time', () => {
  it('counts age without ever going below zero', () => {
    expect([formatAge(-5000), formatAge(552_000), formatAge(3_723_000)]).toEqual(['0:00', '9:12', '1:02:03']);
  });

  it('rounds what is left of a pause up', () => {
    expect(minutesUntil('2026-01-01T10:00:00Z', Date.parse('2026-01-01T09:48:30Z'))).toBe(12);
  });
});

describe('language', () => {
  it.each([
    [undefined, 'fr-FR,fr;q=0.9,en;q=0.8', 'fr'],
    [undefined, 'de,ja;q=0.4,en;q=0.3', 'ja'],
    ['ja', 'fr', 'ja'],
    ['xx', 'pt-BR', 'en'],
    [undefined, null, 'en'],
  ] as const)('with cookie %s and header %s is %s', (cookie, header, expected) => {
    expect(negotiate(cookie, header)).toBe(expected);
  });

  it('chooses the plural of the language and formats numbers', () => {
    const translate = translator('en', { 'cart.items.one': '{count} item', 'cart.items.other': '{count} items', hello: 'Hello {name}' });
    expect(translate('cart.items', { count: 1 })).toBe('1 item');
    expect(translate('cart.items', { count: 1200 })).toBe('1,200 items');
    expect(translate('hello', { name: 'Ada' })).toBe('Hello Ada');
  });
});

describe('a code', () => {
  it('draws every dark module and no other', () => {
    const modules = fc.array(fc.array(fc.boolean(), { minLength: 5, maxLength: 5 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(modules, (rows) => {
        const drawn = [...modulePath(rows).matchAll(/M\d+ \d+h(\d+)/g)].reduce((sum, [, width]) => sum + Number(width), 0);
        expect(drawn).toBe(rows.flat().filter(Boolean).length);
      }),
    );
  });

  it('has a quiet path for an address', () => {
    const { size, path } = qrPath('https://twyst.example/venues/8978fccb-f8ad-5062-8c43-4a52c716ead7/tables/11111111-1111-4111-8111-111111111111');
    expect(size).toBeGreaterThan(40);
    expect(path.startsWith('M0 0h7v1h-7z')).toBe(true);
  });
});

it('writes a calendar day wherever the reader is', () => {
  expect(formatDay('2026-11-27', 'en')).toBe('27 Nov');
  expect(formatDay('2026-11-27', 'ja')).toBe('11月27日');
});

it('reads back what it writes into a field', () => {
  fc.assert(
    fc.property(fc.nat({ max: 10 ** 9 }), fc.constantFrom('eur', 'gbp', 'jpy', 'kwd'), (minor, currency) => {
      expect(parseMoney(writeMoney(minor, currency), currency)).toBe(minor);
    }),
    { examples: [[10 ** 9, 'jpy']] },
  );
  expect([writeMoney(1250, 'eur'), writeMoney(5, 'gbp'), writeMoney(1250, 'jpy')]).toEqual(['12.50', '0.05', '1250']);
});
