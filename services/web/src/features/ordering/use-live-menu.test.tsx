// @vitest-environment happy-dom
import { act, renderHook } from '@testing-library/react';
import type { ReactNode } from 'react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import type { DinerMenu } from '@/api/types';
import { PageProvider } from '@/lib/context/context';

import { useLiveMenu } from './use-live-menu';

const config = { orderUrl: 'http://order', fulfillmentUrl: 'http://kitchen', reconciliationUrl: 'http://money', stripeScriptUrl: null, publishableKey: 'pk', sandbox: true, sandboxUrl: null };
const Page = ({ children }: { children: ReactNode }) => (
  <PageProvider config={config} locale="en" messages={{}}>
    {children}
  </PageProvider>
);
const menu = { venue_id: 'v', table: { table_id: 't', label: '1' }, menu_version: 4, cursor: 7, categories: [], ordering: { status: 'open' } } as unknown as DinerMenu;
const READ_AT = Date.parse('2026-11-27T12:00:00Z');
const OPENED_AT = Date.parse('2026-11-27T15:00:00Z');

let tell: (event: string, id: number, data: object) => void;
let reads: (DinerMenu | null)[];

/** A feed that stays open until `cut`, and a menu that is answered from `reads`, where null is a failure. */
function serve({ isAway = false } = {}): void {
  vi.stubGlobal('fetch', async (request: Request | URL, { signal }: RequestInit = {}) => {
    if (isAway) throw new TypeError('no network');
    if ('method' in request) {
      const read = reads.length > 1 ? reads.shift() : reads[0];
      if (!read) throw new TypeError('no answer');
      return new Response(JSON.stringify(read), { status: 200, headers: { 'Content-Type': 'application/json' } });
    }
    const encoder = new TextEncoder();
    return new Response(
      new ReadableStream<Uint8Array>({
        start: (stream) => {
          signal?.addEventListener('abort', () => stream.error(new Error('cut')));
          tell = (event, id, data) => stream.enqueue(encoder.encode(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`));
        },
      }),
    );
  });
}

/** In steps, since effects run where one ends. */
async function pass(milliseconds: number): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += 100) await act(async () => void (await vi.advanceTimersByTimeAsync(100)));
}
const opened = () => renderHook(() => useLiveMenu(menu, READ_AT), { wrapper: Page });

beforeEach(() => {
  vi.useFakeTimers({ now: OPENED_AT });
  reads = [];
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('a menu that was published anew', () => {
  it('is read again after a failure, and after an answer that was overtaken', async () => {
    serve();
    reads = [null, { ...menu, menu_version: 5, cursor: 8 }, { ...menu, menu_version: 6, cursor: 9 }];
    const { result } = opened();
    await pass(100);
    tell('menu', 9, { version: 6 });
    await pass(100);
    expect(result.current).toMatchObject({ staleSince: READ_AT, menu: { menu_version: 4 } });
    await pass(4_000);
    expect(result.current.menu.menu_version).toBe(4);
    await pass(4_000);
    expect(result.current.menu.menu_version).toBe(6);
    expect(result.current.staleSince).toBeNull();
  });
});

describe('a menu that nobody can check', () => {
  it('is as old as the page, however late it is opened', async () => {
    serve({ isAway: true });
    const { result } = opened();
    await pass(20_000);
    expect(result.current.staleSince).toBe(READ_AT);
  });

  it('is as old as the last word of the server, once there was one', async () => {
    serve();
    const { result } = opened();
    await pass(100);
    tell('hb', 0, { server_time: '2026-11-27T14:30:00Z' });
    await pass(100);
    expect(result.current.staleSince).toBeNull();
    serve({ isAway: true });
    await pass(60_000);
    expect(Math.abs(result.current.staleSince! - Date.parse('2026-11-27T14:30:00Z'))).toBeLessThan(1_000);
  });
});
