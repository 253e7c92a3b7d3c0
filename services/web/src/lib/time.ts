import type { Locale } from './i18n/locale';

/** Dates and hours as they are written where the venues are: 24 hours, the day before the month. */
const REGION: Record<Locale, string> = { en: 'en-GB', fr: 'fr-FR', ja: 'ja-JP' };

export function formatTime(at: string | number | Date, locale: Locale, timeZone?: string): string {
  return new Intl.DateTimeFormat(REGION[locale], { hour: '2-digit', minute: '2-digit', timeZone }).format(new Date(at));
}

export function formatDateTime(at: string | number | Date, locale: Locale, timeZone?: string): string {
  return new Intl.DateTimeFormat(REGION[locale], { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(new Date(at));
}

export function formatDate(at: string | number | Date, locale: Locale, timeZone?: string): string {
  return new Intl.DateTimeFormat(REGION[locale], { dateStyle: 'medium', timeZone }).format(new Date(at));
}

/** `27 Nov`: a calendar day (`2026-11-27`), whatever zone the reader is in. */
export function formatDay(day: string, locale: Locale): string {
  return new Intl.DateTimeFormat(REGION[locale], { day: 'numeric', month: 'short', timeZone: 'UTC' }).format(Date.parse(`${day}T00:00:00Z`));
}

/** `9:12`, and `1:02:03` from an hour on. Never below zero: a device's clock may run ahead. */
export function formatAge(milliseconds: number): string {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const pad = (value: number): string => value.toString().padStart(2, '0');
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
  return hours ? `${hours}:${pad(minutes)}:${pad(rest)}` : `${minutes}:${pad(rest)}`;
}

/** Whole minutes that are left, rounded up. */
export function minutesUntil(at: string, now: number): number {
  return Math.max(0, Math.ceil((Date.parse(at) - now) / 60_000));
}
