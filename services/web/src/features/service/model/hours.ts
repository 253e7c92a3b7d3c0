import type { components } from '@/api/generated/order';

export type Window = components['schemas']['WindowBody'];

interface Moment {
  weekday: number;
  minute: number;
}

const DAY_MINUTES = 1_440;
const WEEK_MINUTES = 7 * DAY_MINUTES;
const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];

function momentOf(at: number, timeZone: string): Moment {
  const parts = new Intl.DateTimeFormat('en-GB', { timeZone, hourCycle: 'h23', weekday: 'short', hour: '2-digit', minute: '2-digit' }).formatToParts(at);
  const of = (type: string): string => parts.find((part) => part.type === type)?.value ?? '';
  return { weekday: WEEKDAYS.indexOf(of('weekday')) + 1, minute: Number(of('hour')) * 60 + Number(of('minute')) };
}

/** When the venue opens next, after now; null when it has no hours or never closes. */
export function nextOpening(windows: readonly Window[], now: number, timeZone: string): number | null {
  const { weekday, minute } = momentOf(now, timeZone);
  const here = (weekday - 1) * DAY_MINUTES + minute;
  const ahead = windows
    .flatMap((window) => window.weekdays.map((day) => (day - 1) * DAY_MINUTES + window.opens_minute))
    .map((opens) => (opens - here + WEEK_MINUTES) % WEEK_MINUTES || WEEK_MINUTES);
  if (!ahead.length) return null;
  const startOfMinute = Math.floor(now / 60_000) * 60_000;
  return startOfMinute + Math.min(...ahead) * 60_000;
}

/** The end of the venue's day, when what is sold out for today comes back: four in the morning, after the last guests. */
const DAY_ENDS_MINUTE = 4 * 60;

export function endOfDay(now: number, timeZone: string): number {
  const { minute } = momentOf(now, timeZone);
  const ahead = (DAY_ENDS_MINUTE - minute + DAY_MINUTES) % DAY_MINUTES || DAY_MINUTES;
  return Math.floor(now / 60_000) * 60_000 + ahead * 60_000;
}
