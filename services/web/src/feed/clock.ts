/**
 * The server's clock as far as heartbeats tell it: a tablet that is ten minutes wrong must not show tickets that are.
 * The smallest delay seen comes closest to the truth, so the largest offset wins; a jump of the device's clock starts anew.
 */
export class ServerClock {
  private offset: number | null = null;
  private readonly jumpMs = 5_000;

  constructor(private readonly device: () => number = Date.now) {}

  heard(serverTime: string): void {
    const at = Date.parse(serverTime);
    if (Number.isNaN(at)) return;
    const offset = at - this.device();
    this.offset = this.offset === null || Math.abs(offset - this.offset) > this.jumpMs ? offset : Math.max(this.offset, offset);
  }

  now(): number {
    return this.device() + (this.offset ?? 0);
  }

  /** Whether the server's time is known; until then `now` is what the device believes. */
  get isHeard(): boolean {
    return this.offset !== null;
  }
}
