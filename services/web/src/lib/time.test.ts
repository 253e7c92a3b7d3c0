import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import ts from 'typescript';
import { expect, it } from 'vitest';

const features = path.resolve(import.meta.dirname, '../features');
/** Guests stand in the venue with their phones; staff may be anywhere. */
const ON_PHONES = ['ordering', 'orders', 'shell'];
/** On a busy machine. */
const READS_EVERY_FILE_MS = 30_000;
const FORMATS = new Set(['formatTime', 'formatDate', 'formatDateTime']);

function withoutZone(file: string): string[] {
  const tree = ts.createSourceFile(file, readFileSync(path.join(features, file), 'utf8'), ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && FORMATS.has(node.expression.getText()) && node.arguments.length < 3) found.push(`${file}: ${node.getText()}`);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return found;
}

it('writes every time of the dashboard by the venue’s clock, wherever it is read', () => {
  const files = readdirSync(features, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.tsx') && !ON_PHONES.includes(file.split(path.sep)[0]!));
  expect(files.length).toBeGreaterThan(50);
  expect(files.flatMap(withoutZone)).toEqual([]);
}, READS_EVERY_FILE_MS);
