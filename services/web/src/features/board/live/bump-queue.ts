import { type Store, storeOf } from '@/lib/table/store';

import { type Bump, enqueue, type Outcome, withdraw } from '../model/bumps';

const AGAIN_MS = 2_000;
const FORGET_AFTER_MS = 12 * 3_600_000;

export interface QueuedBump extends Bump {
  /** The server has it; the ticket leaves as soon as the feed says so. */
  sent: boolean;
}

export const bumpStore = (venueId: string): Store<QueuedBump[]> => storeOf<QueuedBump[]>({ key: `board.bumps.${venueId}`, empty: [], forgetAfterMs: FORGET_AFTER_MS });

export interface QueuePorts {
  send: (bump: Bump) => Promise<Outcome>;
  onOvertaken: (bump: Bump) => void;
}

/** Tells the server of bumps one after another, oldest first, for as long as it takes; one that fails does not hold up the others. It survives a reload and a night without network. */
export class BumpQueue {
  private running = false;
  private inFlight: string | null = null;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private ports: QueuePorts | null = null;

  constructor(private readonly store: Store<QueuedBump[]>) {}

  add(bump: Bump): void {
    this.store.set((bumps) => enqueue(bumps, { ...bump, sent: false }));
    this.wake();
  }

  /** Answers whether the bump was taken back before anything was sent. */
  withdraw(orderId: string): boolean {
    const bump = this.store.get().find((each) => each.orderId === orderId);
    if (!bump || bump.sent || this.inFlight === orderId) return false;
    this.drop(orderId);
    return true;
  }

  /** The ticket is where it should be, so nothing is left to remember. */
  drop(orderId: string): void {
    this.store.set((bumps) => withdraw(bumps, orderId));
  }

  /** Try now: the network or the page is back. */
  wake(): void {
    clearTimeout(this.timer);
    if (!this.running && this.ports) void this.run(this.ports);
  }

  start(ports: QueuePorts): void {
    this.ports = ports;
    this.wake();
  }

  stop(): void {
    this.ports = null;
    clearTimeout(this.timer);
  }

  private async run(ports: QueuePorts): Promise<void> {
    this.running = true;
    const failed = new Set<string>();
    let outcome: Outcome = 'sent';
    try {
      while (outcome !== 'away' && this.ports === ports) {
        const next = this.store.get().find((bump) => !bump.sent && !failed.has(bump.completeKey));
        if (!next) break;
        outcome = await this.deliver(next, ports);
        if (outcome === 'again' || outcome === 'away') failed.add(next.completeKey);
      }
    } finally {
      this.running = false;
    }
    if (this.ports && this.ports !== ports) this.wake();
    else if (this.ports && failed.size) this.timer = setTimeout(() => this.wake(), AGAIN_MS);
  }

  private async deliver(bump: QueuedBump, ports: QueuePorts): Promise<Outcome> {
    this.inFlight = bump.orderId;
    const outcome = await ports.send(bump);
    this.inFlight = null;
    if (outcome === 'again' || outcome === 'away') return outcome;
    if (outcome === 'sent') this.store.set((bumps) => bumps.map((each) => (each.orderId === bump.orderId ? { ...each, sent: true } : each)));
    else {
      this.drop(bump.orderId);
      ports.onOvertaken(bump);
    }
    return outcome;
  }
}
