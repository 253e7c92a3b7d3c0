import type { components } from '@/api/generated/order';

export type Ordering = components['schemas']['OrderingBody'];
export type OrderingChange = components['schemas']['OrderingChange'];

export const PAUSE_MINUTES = [15, 30, 60] as const;
export type PauseLength = (typeof PAUSE_MINUTES)[number] | 'opening' | 'open-ended';

const MINUTE_MS = 60_000;
export const QUOTE_STEP_MINUTES = 10;
const QUOTE_LARGEST_MINUTES = 600;

export function pauseOf(ordering: Ordering, length: PauseLength, reason: string, now: number, opening: number | null): OrderingChange {
  const end = length === 'opening' ? opening : length === 'open-ended' ? null : now + length * MINUTE_MS;
  return { paused: true, reason: reason.trim(), until: end === null ? null : new Date(end).toISOString(), quote_minutes: ordering.quote_minutes };
}

export const resumeOf = (ordering: Ordering): OrderingChange => ({ paused: false, quote_minutes: ordering.quote_minutes });

/** Another quoted time; a pause stays as it is. Null says nothing to guests, and so does less than a minute. */
export function quoteOf(ordering: Ordering, minutes: number | null): OrderingChange {
  const quote = minutes === null || minutes < 1 ? null : Math.min(minutes, QUOTE_LARGEST_MINUTES);
  const isPaused = ordering.status === 'paused';
  return { paused: isPaused, reason: isPaused ? ordering.reason : null, until: isPaused ? ordering.until : null, quote_minutes: quote };
}

const same = (one: Ordering, other: Ordering): boolean => one.status === other.status && one.reason === other.reason && one.until === other.until && one.quote_minutes === other.quote_minutes;

/** Whether news of the ordering is somebody else's doing: it is neither what was here nor what was sent from here. */
export const isElsewhere = (known: Ordering | null, news: Ordering, own: Ordering | null): boolean => known !== null && !same(known, news) && !(own && same(own, news));
