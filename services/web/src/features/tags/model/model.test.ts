import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import type { DiningTable } from '@/api/office';

import { opensWhat } from './address';
import { type Happening, next, type Provision, READY, refusalOf } from './provision';
import { letterSize, PAGE, pagesOf } from './sheet';

const VENUE = '8978fccb-f8ad-5062-8c43-4a52c716ead7';
const OTHER = 'a46e40bb-ede8-5746-8e0b-da94faaed111';
const url = (venue: string, table: string): string => `https://twyst.example/venues/${venue}/tables/${table}`;
const table: DiningTable = { table_id: '11111111-1111-4111-8111-111111111111', label: '5', url: url(VENUE, '11111111-1111-4111-8111-111111111111') };

describe('what a tag opens', () => {
  it.each([
    [null, { kind: 'blank' }],
    [table.url, { kind: 'table', table }],
    [url(VENUE, '22222222-2222-4222-8222-222222222222'), { kind: 'retired' }],
    [url(OTHER, table.table_id), { kind: 'other-venue' }],
    ['https://elsewhere.example/menu', { kind: 'foreign', address: 'https://elsewhere.example/menu' }],
    [table.url.replace('twyst.example', 'twyst.example.evil'), { kind: 'foreign', address: table.url.replace('twyst.example', 'twyst.example.evil') }],
    ['tel:123', { kind: 'foreign', address: 'tel:123' }],
  ])('for %s', (address, opens) => {
    expect(opensWhat(address, VENUE, [table])).toEqual(opens);
  });
});

const run = (...happenings: Happening[]): Provision => happenings.reduce((now, each) => next(now, each, table.url), READY);
const read = (address: string | null): Happening => ({ type: 'read', address, serial: '04:A2', opens: opensWhat(address, VENUE, [table]) });

describe('writing a tag', () => {
  it('writes a blank one at once and reads it back', () => {
    expect(run({ type: 'start' }, read(null))).toEqual({ step: 'writing', serial: '04:A2' });
    expect(run({ type: 'start' }, read(null), { type: 'written' }, read(table.url))).toEqual({ step: 'done', serial: '04:A2', locked: false });
  });

  it('has nothing to write on the right one', () => {
    expect(run({ type: 'start' }, read(table.url))).toMatchObject({ step: 'done' });
  });

  it('asks before another table’s tag is lost', () => {
    const occupied = run({ type: 'start' }, read(url(OTHER, table.table_id)));
    expect(occupied).toMatchObject({ step: 'occupied', opens: { kind: 'other-venue' } });
    expect(next(occupied, { type: 'written' }, table.url)).toBe(occupied);
    expect(next(occupied, { type: 'overwrite' }, table.url)).toMatchObject({ step: 'writing' });
  });

  it('notices that it reads back differently', () => {
    const mismatch = run({ type: 'start' }, read(null), { type: 'written' }, read('https://elsewhere.example/'));
    expect(mismatch).toMatchObject({ step: 'mismatch', found: 'https://elsewhere.example/' });
    expect(next(mismatch, { type: 'overwrite' }, table.url)).toMatchObject({ step: 'writing' });
  });

  it('locks only what was checked', () => {
    expect(run({ type: 'start' }, read(null), { type: 'lock' })).toMatchObject({ step: 'writing' });
    expect(run({ type: 'start' }, read(table.url), { type: 'lock' }, { type: 'locked' })).toMatchObject({ step: 'done', locked: true });
  });

  it('is never done without having read the right address', () => {
    const happenings = fc.array(fc.constantFrom<Happening>({ type: 'start' }, { type: 'overwrite' }, { type: 'written' }, { type: 'lock' }, { type: 'locked' }, read(null), read('https://x.example/'), { type: 'refused', why: 'moved' }));
    fc.assert(fc.property(happenings, (all) => run(...all).step !== 'done'));
  });

  it.each([
    ['NotAllowedError', 'denied'],
    ['NotSupportedError', 'unwritable'],
    ['NetworkError', 'moved'],
  ])('is refused by %s: %s', (name, why) => {
    expect(refusalOf(Object.assign(new Error(), { name }))).toBe(why);
  });
});

describe('the sheet', () => {
  it('puts eight on a page, all of them on the paper', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 40 }), (things) => {
        const pages = pagesOf(things);
        expect(pages.flat().map(({ thing }) => thing)).toEqual(things);
        expect(pages.every((cells) => cells.length <= PAGE.columns * PAGE.rows)).toBe(true);
        expect(pages.flat().every((cell) => cell.x >= 0 && cell.y >= 0 && cell.x + cell.width <= PAGE.width && cell.y + cell.height <= PAGE.height)).toBe(true);
      }),
    );
  });

  it('makes long names smaller', () => {
    expect(letterSize('5', 80, 24)).toBe(24);
    expect(letterSize('The large round one by the window', 80, 24)).toBeLessThan(5);
  });
});
