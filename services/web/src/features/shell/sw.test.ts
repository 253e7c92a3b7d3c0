import { readFileSync } from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';

import { beforeEach, expect, it } from 'vitest';

const ORIGIN = 'https://twyst.example';
const code = readFileSync(path.resolve(import.meta.dirname, '../../../public/sw.js'), 'utf8');

interface Asked {
  method: string;
  url: string;
  mode: string;
}

/** The Cache API as far as the worker uses it: entries in the order in which they came. */
class FakeCache {
  readonly entries = new Map<string, Response>();
  match = async ({ url }: Asked) => this.entries.get(url)?.clone();
  keys = async () => [...this.entries.keys()].map((url) => ({ url }));
  delete = async ({ url }: { url: string }) => this.entries.delete(url);
  put = async ({ url }: Asked, answer: Response) => {
    this.entries.delete(url);
    this.entries.set(url, answer);
  };
}

let caches: Map<string, FakeCache>;
let fetched: string[];
let ask: (url: string, mode?: string) => Promise<Response> | undefined;

beforeEach(() => {
  caches = new Map();
  fetched = [];
  const heard = new Map<string, (event: object) => void>();
  const open = async (name: string) => caches.get(name) ?? caches.set(name, new FakeCache()).get(name)!;
  vm.runInNewContext(code, {
    self: { addEventListener: (name: string, run: (event: object) => void) => heard.set(name, run), skipWaiting: () => undefined },
    caches: { open },
    location: { origin: ORIGIN },
    fetch: async ({ url }: Asked) => {
      fetched.push(url);
      return new Response('fresh');
    },
    URL,
    Promise,
    setTimeout,
  });
  ask = (url, mode = 'no-cors') => {
    let answer: Promise<Response> | undefined;
    heard.get('fetch')!({ request: { method: 'GET', url: ORIGIN + url, mode }, respondWith: (given: Promise<Response>) => (answer = given) });
    return answer;
  };
});

const kept = (): number => Math.max(0, ...[...caches.values()].map(({ entries }) => entries.size));

it('leaves pictures of dishes to the browser, which sees when they change', () => {
  expect(ask('/dishes/steak.svg')).toBeUndefined();
});

it('asks once for a file whose name is its content, and keeps no more of them than it says', async () => {
  await ask('/_next/static/a.js');
  await ask('/_next/static/a.js');
  expect(fetched).toEqual([`${ORIGIN}/_next/static/a.js`]);
  for (let file = 0; file < 200; file++) await ask(`/_next/static/${file}.js`);
  expect(kept()).toBe(150);
  await ask('/_next/static/199.js');
  expect(fetched).toHaveLength(201);
});

it('keeps eight menus, and nothing of orders, payments or the dashboard', async () => {
  for (let table = 0; table < 12; table++) await ask(`/venues/v/tables/${table}`, 'navigate');
  expect(kept()).toBe(8);
  for (const page of ['/venues/v/tables/1/pay', '/orders/o', '/dashboard/v/board']) expect(ask(page, 'navigate')).toBeUndefined();
});
