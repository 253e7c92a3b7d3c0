/** Whether orders arrive, judged by when the server was last heard and not by what a socket believes. */
export type Link = 'connecting' | 'live' | 'reconnecting' | 'lost';

const RECONNECTING_MS = 15_000;
const LOST_MS = 30_000;

export function linkOf(silentMs: number, hasBoard: boolean): Link {
  if (silentMs > LOST_MS) return 'lost';
  if (silentMs > RECONNECTING_MS) return 'reconnecting';
  return hasBoard ? 'live' : 'connecting';
}
