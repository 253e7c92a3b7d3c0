import { backoffMs } from './backoff';
import { ServerClock } from './clock';
import { EventParser, type FeedEvent } from './events';

export type FeedStatus = 'connecting' | 'live' | 'polling' | 'offline' | 'refused' | 'closed';

export interface FeedOptions {
  url: string;
  headers?: Record<string, string>;
  /** Where to continue, when the page came with content already. */
  after?: number | null;
  /** `isNews` is false for what had happened before the feed was first caught up with: true, but nothing to announce. */
  onEvent: (event: FeedEvent, isNews: boolean) => void;
  onStatus?: (status: FeedStatus) => void;
  /** How often to ask while streams fail. */
  pollEveryMs?: number;
  clock?: ServerClock;
  ports?: Partial<FeedPorts>;
}

/** What the client touches outside of itself; tests hand in their own. */
export interface FeedPorts {
  fetch: typeof fetch;
  random: () => number;
  now: () => number;
  setTimeout: (run: () => void, ms: number) => unknown;
  clearTimeout: (timer: unknown) => void;
}

const WATCHDOG_MS = 25_000;
const FAILURES_BEFORE_POLLING = 3;
const STREAM_RETRY_MS = 30_000;

const browserPorts = (): FeedPorts => ({
  fetch: (...request) => fetch(...request),
  random: Math.random,
  now: Date.now,
  setTimeout: (run, ms) => setTimeout(run, ms),
  clearTimeout: (timer) => clearTimeout(timer as ReturnType<typeof setTimeout>),
});

/**
 * Follows a feed: a stream while that works, the same content as pages while it does not, and always from the last
 * cursor. `wake()` tries at once (the network is back, the page is seen again).
 */
export class FeedClient {
  readonly clock: ServerClock;
  private readonly ports: FeedPorts;
  private cursor: number | null;
  private status: FeedStatus = 'connecting';
  private failures = 0;
  private streamAgainAt = 0;
  private lastHeardAt: number;
  private liveSince: number | null = null;
  private caughtUp = false;
  private running = false;
  private round = 0;
  private abort: AbortController | null = null;
  private skipWait: (() => void) | null = null;

  constructor(private readonly options: FeedOptions) {
    this.ports = { ...browserPorts(), ...options.ports };
    this.clock = options.clock ?? new ServerClock(this.ports.now);
    this.cursor = options.after ?? null;
    this.lastHeardAt = this.ports.now();
  }

  start(): void {
    if (this.running) return;
    this.running = true;
    void this.run(++this.round);
  }

  stop(): void {
    this.running = false;
    this.abort?.abort();
    this.skipWait?.();
    this.say('closed');
  }

  /** Try now. A stream that was heard lately is left alone. */
  wake(): void {
    if (this.ports.now() - this.lastHeardAt > WATCHDOG_MS / 2) this.abort?.abort();
    this.streamAgainAt = 0;
    this.skipWait?.();
  }

  /** When the server was last heard, on this device's clock: what "NOT RECEIVING ORDERS" is counted from. */
  get heardAt(): number {
    return this.lastHeardAt;
  }

  /** The same on the server's clock; null before it told its time. */
  get serverHeardAt(): number | null {
    return this.clock.isHeard ? this.clock.now() - (this.ports.now() - this.lastHeardAt) : null;
  }

  /** Since when the feed has been followed without a break, on this device's clock; null while it is not. */
  get connectedAt(): number | null {
    return this.liveSince;
  }

  private async run(round: number): Promise<void> {
    while (this.running && round === this.round) {
      const poll = this.failures >= FAILURES_BEFORE_POLLING && this.ports.now() < this.streamAgainAt;
      const went = poll ? await this.poll() : await this.stream();
      if (!this.running) return;
      if (went === 'refused') {
        this.running = false;
        this.say('refused');
        return;
      }
      await this.wait(this.pauseAfter(went, poll));
    }
  }

  private pauseAfter(went: 'well' | 'failed', poll: boolean): number {
    if (poll) {
      if (went === 'failed') this.say('offline');
      return this.options.pollEveryMs ?? 5_000;
    }
    if (went === 'well') {
      this.failures = 0;
      return backoffMs(1, this.ports.random);
    }
    this.failures += 1;
    if (this.failures >= FAILURES_BEFORE_POLLING) {
      this.streamAgainAt = this.ports.now() + STREAM_RETRY_MS;
      return 0;
    }
    this.say('connecting');
    return backoffMs(this.failures, this.ports.random);
  }

  /** Until the stream ends: 'well' after a `bye` or a `reset`, 'failed' after anything else. */
  private async stream(): Promise<'well' | 'failed' | 'refused'> {
    const abort = (this.abort = new AbortController());
    let watchdog = this.watch(abort);
    try {
      const response = await this.ask('text/event-stream', abort.signal);
      if (!response.ok || !response.body) return refusal(response);
      const reader = response.body.getReader();
      const parser = new EventParser();
      let ending = false;
      for (;;) {
        const { done, value } = await reader.read();
        if (done) return ending ? 'well' : 'failed';
        this.ports.clearTimeout(watchdog);
        watchdog = this.watch(abort);
        for (const event of parser.push(value)) ending = this.take(event) || ending;
        this.failures = 0;
        this.say('live');
      }
    } catch {
      return 'failed';
    } finally {
      this.ports.clearTimeout(watchdog);
      abort.abort();
    }
  }

  private async poll(): Promise<'well' | 'failed' | 'refused'> {
    const abort = (this.abort = new AbortController());
    const watchdog = this.watch(abort);
    try {
      const response = await this.ask('application/json', abort.signal);
      if (!response.ok) return refusal(response);
      const page = (await response.json()) as { events: FeedEvent[]; cursor: number };
      for (const event of page.events) this.take(event);
      this.caughtUp = true;
      this.lastHeardAt = this.ports.now();
      this.say('polling');
      return 'well';
    } catch {
      return 'failed';
    } finally {
      this.ports.clearTimeout(watchdog);
    }
  }

  private ask(accept: string, signal: AbortSignal): Promise<Response> {
    const url = new URL(this.options.url);
    if (this.cursor !== null) url.searchParams.set('after', String(this.cursor));
    return this.ports.fetch(url, { headers: { ...this.options.headers, Accept: accept }, signal, cache: 'no-store', credentials: 'omit' });
  }

  /** Answers whether the feed said that it ends here on purpose. */
  private take(event: FeedEvent): boolean {
    this.lastHeardAt = this.ports.now();
    const serverTime = (event.data as { server_time?: unknown } | null)?.server_time;
    if (typeof serverTime === 'string') this.clock.heard(serverTime);
    if (event.event === 'reset') {
      this.cursor = null;
      return true;
    }
    if (event.event === 'bye') return true;
    // A heartbeat without a cursor of its own says 0 until the first event; it must not rewind.
    if (event.event !== 'hb') {
      this.cursor = event.event === 'snapshot' ? event.id : Math.max(this.cursor ?? 0, event.id);
      this.options.onEvent(event, this.caughtUp);
    } else {
      this.caughtUp = true;
    }
    return false;
  }

  private watch(abort: AbortController): unknown {
    return this.ports.setTimeout(() => abort.abort(), WATCHDOG_MS);
  }

  private wait(ms: number): Promise<void> {
    if (ms <= 0) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = this.ports.setTimeout(end, ms);
      const { clearTimeout } = this.ports;
      this.skipWait = end;
      function end(): void {
        clearTimeout(timer);
        resolve();
      }
    });
  }

  private say(status: FeedStatus): void {
    if (status === this.status) return;
    this.status = status;
    const follows = status === 'live' || status === 'polling';
    this.liveSince = follows ? (this.liveSince ?? this.ports.now()) : null;
    this.options.onStatus?.(status);
  }
}

/** The token is wrong or the thing is not there: asking again changes nothing. */
function refusal(response: Response): 'failed' | 'refused' {
  return [401, 403, 404].includes(response.status) ? 'refused' : 'failed';
}
