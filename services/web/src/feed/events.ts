/** One event of a feed. `id` is the cursor after it. */
export interface FeedEvent {
  id: number;
  event: string;
  data: unknown;
}

/**
 * Reads `text/event-stream` as it arrives, in chunks cut anywhere: between bytes of a letter, inside of a line end,
 * or in the middle of an event. An event without an id, or with data that is no JSON, is not ours and is left out.
 */
export class EventParser {
  private readonly decoder = new TextDecoder();
  private rest = '';
  private lines: string[] = [];

  push(chunk: Uint8Array): FeedEvent[] {
    this.rest += this.decoder.decode(chunk, { stream: true });
    // A lone "\r" at the end may be half of "\r\n", so it waits for what follows.
    const held = this.rest.endsWith('\r') ? '\r' : '';
    const parts = this.rest.slice(0, this.rest.length - held.length).split(/\r\n|\r|\n/);
    this.rest = (parts.pop() ?? '') + held;
    return parts.flatMap((line) => this.take(line));
  }

  private take(line: string): FeedEvent[] {
    if (line) {
      this.lines.push(line);
      return [];
    }
    const lines = this.lines;
    this.lines = [];
    const event = assemble(lines);
    return event ? [event] : [];
  }
}

function assemble(lines: readonly string[]): FeedEvent | null {
  let event = 'message';
  let id: number | null = null;
  const data: string[] = [];
  for (const line of lines) {
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') event = value;
    else if (field === 'data') data.push(value);
    else if (field === 'id' && /^\d+$/.test(value)) id = Number(value);
  }
  if (id === null || !data.length) return null;
  try {
    return { id, event, data: JSON.parse(data.join('\n')) };
  } catch {
    return null;
  }
}
