import type { ServedWindow } from '@/api/office';
import type { Locale } from '@/lib/i18n/locale';
import { formatTime } from '@/lib/time';

/** 1 January 2024 was a Monday. */
const MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 7] as const;

export const weekdayName = (weekday: number, locale: Locale, length: 'short' | 'long' = 'short'): string => new Intl.DateTimeFormat(locale, { weekday: length, timeZone: 'UTC' }).format(MONDAY + (weekday - 1) * DAY_MS);

export const minuteText = (minute: number, locale: Locale): string => formatTime(MONDAY + minute * MINUTE_MS, locale, 'UTC');

/** `Mon, Tue 11:30–14:00`. */
export function windowText(window: ServedWindow, locale: Locale): string {
  const days = window.weekdays.length === WEEKDAYS.length ? '' : `${[...window.weekdays].sort().map((day) => weekdayName(day, locale)).join(', ')} `;
  return `${days}${minuteText(window.opens_minute, locale)}–${minuteText(window.closes_minute, locale)}`;
}

/** The value of a time input, and back; midnight at the end of a day is 24 o'clock to the service. */
export const timeValue = (minute: number): string => `${String(Math.floor(minute / 60) % 24).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

export function minuteOf(value: string): number | null {
  const [, hours, minutes] = /^(\d{2}):(\d{2})/.exec(value) ?? [];
  return hours && minutes ? Number(hours) * 60 + Number(minutes) : null;
}
