import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import ts from 'typescript';
import { describe, expect, it } from 'vitest';

import { CATALOGUE } from './catalogue';
import { LOCALES } from './locale';

const source = path.resolve(import.meta.dirname, '../..');
/** On a busy machine. */
const READS_EVERY_FILE_MS = 30_000;
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

describe('the words for staff', () => {
  const english = Object.entries(CATALOGUE.en.venue);

  it('count one thing in the singular', () => {
    expect(english.filter(([key, text]) => /\{count\} \w+s\b/.test(text) && !key.endsWith('.other'))).toEqual([]);
  });

  it('promise no name beside what is written: pages show “you” or “a member of staff”', () => {
    expect(LOCALES.flatMap((locale) => Object.entries(CATALOGUE[locale].venue)).filter(([, text]) => /your name|votre nom|あなたの名前/.test(text))).toEqual([]);
  });

  it('are in Japanese the words that guests read for the same thing', () => {
    const { common, diner, venue } = CATALOGUE.ja;
    expect(Object.entries({ ...common, ...diner, ...venue }).filter(([, text]) => /品切れ|厨房|参照番号/.test(text))).toEqual([]);
  });
});

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Adds the strings of a file, and its templates as patterns: what they fill in may be anything. */
function collect(file: string, strings: Set<string>, patterns: Set<string>): void {
  const tree = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, false, ts.ScriptKind.TSX);
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) strings.add(node.text);
    // A template that begins with what it fills in would match every key.
    if (ts.isTemplateExpression(node) && node.head.text) patterns.add([node.head, ...node.templateSpans.map(({ literal }) => literal)].map(({ text }) => escaped(text)).join('.+'));
    ts.forEachChild(node, visit);
  };
  visit(tree);
}

it('holds no message that nothing shows', () => {
  const files = readdirSync(source, { recursive: true, encoding: 'utf8' }).filter((file) => /\.tsx?$/.test(file) && !file.includes('.test.') && !/i18n.catalogue|generated/.test(file));
  const [strings, patterns] = [new Set<string>(), new Set<string>()];
  files.forEach((file) => collect(path.join(source, file), strings, patterns));
  const template = new RegExp(`^(${[...patterns].join('|')})$`);
  const isShown = (key: string): boolean => [key, key.replace(/\.(one|other)$/, '')].some((each) => strings.has(each) || template.test(each));
  expect(groups.flatMap((group) => Object.keys(CATALOGUE.en[group])).filter((key) => !isShown(key))).toEqual([]);
}, READS_EVERY_FILE_MS);

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
}, READS_EVERY_FILE_MS);
