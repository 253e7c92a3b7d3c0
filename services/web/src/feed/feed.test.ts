import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { backoffMs } from './backoff';
import { ServerClock } from './clock';
import { EventParser, type FeedEvent } from './events';
import { FeedClient, type FeedStatus } from './feed-client';
import { applyNewer, applySnapshot, type BySeq } from './reducer';

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const wire = (events: FeedEvent[], end = '\n'): string =>
  events.map((each) => [`event: ${each.event}`, `data: ${JSON.stringify(each.data)}`, `id: ${each.id}`, '', ''].join(end)).join('');

describe('the parser', () => {
  it('reads the same events however the bytes are cut', () => {
    const event = fc.record({ id: fc.nat(), event: fc.constantFrom('order', 'hb', 'snapshot'), data: fc.record({ name: fc.string({ unit: 'grapheme' }) }) });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 6 }), fc.infiniteStream(fc.integer({ min: 1, max: 7 })), fc.constantFrom('\n', '\r\n'), (events, sizes, end) => {
        const text = bytes(wire(events, end));
        const parser = new EventParser();
        const read: FeedEvent[] = [];
        for (let at = 0; at < text.length; ) {
          const size = sizes.next().value as number;
          read.push(...parser.push(text.slice(at, at + size)));
          at += size;
        }
        expect(read).toEqual(events);
      }),
    );
  });

  it('leaves out comments and what is no event of ours', () => {
    const parser = new EventParser();
    expect(parser.push(bytes(': hello\n\ndata: {"a":1}\n\nid: 3\ndata: nonsense\n\nid: 4\nevent: order\ndata: {}\n\n'))).toEqual([{ id: 4, event: 'order', data: {} }]);
  });
});

describe('the reducer', () => {
  const item = fc.record({ id: fc.constantFrom('a', 'b', 'c'), seq: fc.integer({ min: 1, max: 9 }) });

  it('ends the same for every order and repetition of events', () => {
    fc.assert(
      fc.property(fc.array(item, { maxLength: 20 }), fc.func(fc.integer()), (events, rank) => {
        const fold = (all: typeof events): BySeq<{ seq: number }> => all.reduce<BySeq<{ seq: number }>>((known, { id, seq }) => applyNewer(known, id, { seq }), new Map());
        const shuffled = [...events, ...events].sort((one, other) => rank(one) - rank(other));
        expect(new Map([...fold(shuffled)].sort())).toEqual(new Map([...fold(events)].sort()));
      }),
    );
  });

  it('drops what a snapshot does not name and takes nothing back in time', () => {
    const known = new Map([['a', { seq: 5 }], ['b', { seq: 2 }]]);
    expect(applySnapshot(known, [['a', { seq: 3 }], ['c', { seq: 1 }]])).toEqual(new Map([['a', { seq: 5 }], ['c', { seq: 1 }]]));
  });
});

describe('the clock', () => {
  it('follows the server on a device that is ten minutes wrong', () => {
    let device = 600_000;
    const clock = new ServerClock(() => device);
    clock.heard(new Date(0).toISOString());
    device += 1_000;
    expect(clock.now()).toBe(1_000);
    clock.heard(new Date(900).toISOString());
    expect(clock.now()).toBe(1_000);
  });
});

it('waits longer after each failure, up to ten seconds and a spread', () => {
  const middle = [1, 2, 3, 4, 5, 6, 60].map((failures) => backoffMs(failures, () => 0.5));
  expect(middle).toEqual([500, 1000, 2000, 4000, 8000, 10_000, 10_000]);
  expect(backoffMs(6, () => 0)).toBeCloseTo(7000);
  expect(backoffMs(6, () => 1)).toBeCloseTo(13_000);
});

/** A server with a script: each entry answers one request. */
class Server {
  readonly asked: { after: string | null; accept: string }[] = [];
  readonly streams: ReadableStreamDefaultController<Uint8Array>[] = [];
  up = true;

  readonly fetch = (async (url: URL, init: RequestInit) => {
    const accept = (init.headers as Record<string, string>).Accept ?? '';
    this.asked.push({ after: url.searchParams.get('after'), accept });
    if (!this.up) throw new TypeError('network');
    if (accept === 'application/json') return Response.json({ events: this.page, cursor: 0, more: false });
    const body = new ReadableStream<Uint8Array>({ start: (controller) => void this.streams.push(controller) });
    init.signal?.addEventListener('abort', () => this.fail());
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
  }) as unknown as typeof fetch;
  page: FeedEvent[] = [];

  send(...events: FeedEvent[]): void {
    this.streams.at(-1)?.enqueue(bytes(wire(events)));
  }

  fail(): void {
    try {
      this.streams.at(-1)?.error(new Error('cut'));
    } catch {
      // It had ended.
    }
  }

  end(): void {
    this.streams.at(-1)?.close();
  }
}

describe('the client', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  function follow(server: Server, after: number | null = null) {
    const events: FeedEvent[] = [];
    const statuses: FeedStatus[] = [];
    const client = new FeedClient({ url: 'https://api.example/stream', after, onEvent: (event) => events.push(event), onStatus: (status) => statuses.push(status), ports: { fetch: server.fetch, random: () => 0.5 } });
    client.start();
    return { client, events, statuses };
  }
  const order = (id: number): FeedEvent => ({ id, event: 'order', data: { seq: id } });
  const settle = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

  it('continues from its cursor after a cut', async () => {
    const server = new Server();
    const { client, events } = follow(server, 4);
    await settle();
    server.send(order(5), order(6));
    await settle();
    server.fail();
    await settle(600);
    expect(server.asked.map((each) => each.after)).toEqual(['4', '6']);
    server.send(order(7));
    await settle();
    expect(events.map((each) => each.id)).toEqual([5, 6, 7]);
    client.stop();
  });

  it('lets go of a silent stream after 25 seconds, and heartbeats keep it', async () => {
    const server = new Server();
    const { client } = follow(server);
    await settle();
    server.send(order(1));
    await settle(20_000);
    server.send({ id: 1, event: 'hb', data: { server_time: new Date().toISOString() } });
    await settle(20_000);
    expect(server.asked).toHaveLength(1);
    await settle(6_000);
    expect(server.asked).toHaveLength(2);
    client.stop();
  });

  it('tells news from what it only caught up with', async () => {
    const server = new Server();
    const told: [number, boolean][] = [];
    const client = new FeedClient({ url: 'https://api.example/stream', after: 1, onEvent: ({ id }, isNews) => told.push([id, isNews]), ports: { fetch: server.fetch } });
    client.start();
    await settle();
    server.send(order(2), { id: 2, event: 'hb', data: {} }, order(3));
    await settle();
    expect(told).toEqual([[2, false], [3, true]]);
    client.stop();
  });

  it('begins anew after a reset', async () => {
    const server = new Server();
    const { client } = follow(server, 9);
    await settle();
    server.send({ id: 9, event: 'reset', data: { cursor: 9 } });
    server.end();
    await settle(600);
    expect(server.asked.map((each) => each.after)).toEqual(['9', null]);
    client.stop();
  });

  it('polls with the same cursor when streams fail, and streams again', async () => {
    const server = new Server();
    const { client, events, statuses } = follow(server, 1);
    server.up = false;
    await settle();
    server.fail();
    await settle(4_000);
    server.up = true;
    server.page = [order(2)];
    await settle(6_000);
    expect(server.asked.some((each) => each.accept === 'application/json' && each.after === '1')).toBe(true);
    expect(events.map((each) => each.id)).toContain(2);
    await settle(40_000);
    server.send(order(3));
    await settle();
    expect(statuses).toContain('polling');
    expect(statuses.at(-1)).toBe('live');
    client.stop();
  });

  it('tries at once when it is woken', async () => {
    const server = new Server();
    server.up = false;
    const { client } = follow(server);
    await settle(10_000);
    const before = server.asked.length;
    server.up = true;
    client.wake();
    await settle();
    expect(server.asked.length).toBe(before + 1);
    expect(server.asked.at(-1)?.accept).toBe('text/event-stream');
    client.stop();
  });

  it('does not ask again when it is refused', async () => {
    const fetch = vi.fn(async () => new Response(null, { status: 404 }));
    const statuses: FeedStatus[] = [];
    const client = new FeedClient({ url: 'https://api.example/stream', onEvent: () => undefined, onStatus: (status) => statuses.push(status), ports: { fetch: fetch as unknown as typeof globalThis.fetch } });
    client.start();
    await settle(60_000);
    expect(fetch).toHaveBeenCalledTimes(1);
    expect(statuses).toEqual(['refused']);
  });
});
