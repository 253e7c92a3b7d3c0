import { readFileSync } from 'node:fs';
import path from 'node:path';

import { describe, expect, it } from 'vitest';

const css = readFileSync(path.resolve(import.meta.dirname, 'tokens.css'), 'utf8');

function block(start: string): Record<string, string> {
  const from = css.indexOf(start);
  if (from < 0) throw new Error(`tokens.css has no ${start}`);
  const body = css.slice(css.indexOf('{', from) + 1, css.indexOf('}', from));
  const colours = [...body.matchAll(/--([a-z-]+):\s*(#[0-9a-f]{6});/g)];
  return Object.fromEntries(colours.map(([, name, value]) => [name, value]));
}

function luminance(hex: string): number {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const channel = parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

export function contrast(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const light = block(':root {');
const themes = {
  light,
  dark: { ...light, ...block(':root {\n    --ground') },
  board: block("[data-surface='board']"),
};

const grounds = ['ground', 'surface', 'raised'];
const text = 4.5;
const shape = 3;

const pairs: [string, string, number][] = [
  ...['ink', 'ink-soft', 'ink-faint', 'accent', 'accent-strong', 'good', 'care', 'bad'].flatMap((word) =>
    grounds.map((ground): [string, string, number] => [word, ground, text]),
  ),
  ...grounds.map((ground): [string, string, number] => ['line-strong', ground, shape]),
  ['ink', 'sunken', text],
  ['ink-soft', 'sunken', text],
  ['on-accent', 'accent', text],
  ['on-accent', 'accent-strong', text],
  ['on-bad', 'bad', text],
  ['accent', 'accent-wash', text],
  ['ink', 'accent-wash', text],
  ['good', 'good-wash', text],
  ['ink', 'good-wash', text],
  ['care', 'care-wash', text],
  ['ink', 'care-wash', text],
  ['bad', 'bad-wash', text],
  ['ink', 'bad-wash', text],
];

const cloths = ['butter', 'sage', 'rose', 'sky', 'plum'].map((name): [string, string, number] => ['on-cloth', `cloth-${name}`, text]);

/** Read from three metres, a letter is as small as on a phone at arm's length in bad light: AAA for what hurries. */
const boardPairs: [string, string, number][] = [
  ['ink', 'surface', 12],
  ['on-age-fresh', 'age-fresh', 7],
  ['on-age-due', 'age-due', 7],
  ['on-age-late', 'age-late', 6],
  ['on-allergy', 'allergy', 7],
  ['age-due', 'ground', shape],
  ['age-late', 'ground', shape],
];

describe.each(Object.entries(themes))('the colours of %s', (name, theme) => {
  const own = name === 'board' ? boardPairs : cloths;
  it.each([...pairs, ...own])('%s on %s has %d : 1', (word, ground, least) => {
    const [front, back] = [theme[word as keyof typeof theme], theme[ground as keyof typeof theme]];
    if (!front || !back) throw new Error(`no colour ${word} or ${ground} in ${name}`);
    expect(contrast(front, back)).toBeGreaterThanOrEqual(least);
  });
});

describe('fonts', () => {
  it('weigh 60 KB or less in all, and swap', () => {
    const files = [...css.matchAll(/url\('(.*?\.woff2)'\)/g)].map(([, file]) => readFileSync(path.resolve(import.meta.dirname, file!)));
    expect(files.length).toBe(2);
    expect(files.reduce((sum, file) => sum + file.length, 0)).toBeLessThanOrEqual(60_000);
    expect(css.match(/font-display: swap/g)).toHaveLength(files.length);
  });
});
