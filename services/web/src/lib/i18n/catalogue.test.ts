import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import ts from 'typescript';
import { describe, expect, it } from 'vitest';

import { CATALOGUE } from './catalogue';
import { LOCALES } from './locale';
import { translator } from './translate';

const source = path.resolve(import.meta.dirname, '../..');
const groups = ['common', 'diner', 'venue'] as const;

describe.each(groups)('the messages of %s', (group) => {
  it.each(LOCALES)('are complete in %s, with the same places to fill', (locale) => {
    const places = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name!).sort();
    const [english, other] = [CATALOGUE.en[group] as Record<string, string>, CATALOGUE[locale][group] as Record<string, string>];
    expect(Object.keys(other).sort()).toEqual(Object.keys(english).sort());
    for (const [key, text] of Object.entries(other)) {
      expect(text.trim(), key).not.toBe('');
      expect(places(text), key).toEqual(places(english[key]!));
    }
  });
});

it('names no message of the dashboard twice, in whichever of its files', () => {
  const files = readdirSync(path.join(import.meta.dirname, 'catalogue/en')).filter((file) => file !== 'diner.ts');
  const keys = files.flatMap((file) => [...readFileSync(path.join(import.meta.dirname, 'catalogue/en', file), 'utf8').matchAll(/^ {2}'([^']+)':/gm)].map(([, key]) => key!));
  expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
});

it.each([
  ['diner', 'item.note.hint', '1 character left.'],
  ['venue', 'chart.sum', 'from 1 order'],
  ['venue', 'payout.waiting.text', '1 line waits for its order'],
] as const)('counts one thing as one: %s, %s', (group, key, expected) => {
  const words = translator('en', CATALOGUE.en[group] as Record<string, string>);
  expect(words(key, { count: 1, amount: '€5.00' })).toMatch(new RegExp(`${expected}(?!s)`));
});

it('names the kitchen in Japanese by one word wherever a guest or the staff reads it', () => {
  const all = groups.flatMap((group) => Object.values(CATALOGUE.ja[group] as Record<string, string>)).join('\n');
  expect(all).not.toContain('厨房');
  expect(all).toContain('キッチン');
});

const SPOKEN = new Set(['aria-label', 'alt', 'title', 'placeholder', 'label', 'hint', 'closeLabel', 'caption', 'text']);
const isProse = (text: string): boolean => /\p{L}{2,}/u.test(text);

function prose(file: string): string[] {
  const tree = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node) && isProse(node.text)) found.push(node.text.trim());
    if (ts.isJsxAttribute(node) && SPOKEN.has(node.name.getText()) && node.initializer && ts.isStringLiteral(node.initializer) && isProse(node.initializer.text)) {
      found.push(`${node.name.getText()}=${node.initializer.text}`);
    }
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found.map((text) => `${path.relative(source, file)}: ${text}`);
}

it('leaves no words in components', () => {
  const components = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.tsx') && !file.includes('.test.'));
  expect(components.length).toBeGreaterThan(5);
  expect(components.flatMap((file) => prose(path.join(source, file)))).toEqual([]);
});
