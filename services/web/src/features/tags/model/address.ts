import type { DiningTable } from '@/api/office';

/** What a tag or a code opens, as far as this venue knows. */
export type Opens = { kind: 'blank' } | { kind: 'table'; table: DiningTable } | { kind: 'retired' } | { kind: 'other-venue' } | { kind: 'foreign'; address: string };

const TABLE = /^\/venues\/([0-9a-f-]{36})\/tables\/([0-9a-f-]{36})\/?$/i;

/** Judged by the whole address: the same path on another host is not ours. */
export function opensWhat(address: string | null, venueId: string, tables: readonly DiningTable[]): Opens {
  if (!address) return { kind: 'blank' };
  const url = URL.canParse(address) ? new URL(address) : null;
  const [, venue, table] = TABLE.exec(url?.pathname ?? '') ?? [];
  const origin = tables[0] && new URL(tables[0].url).origin;
  if (!url || !venue || !table || (origin && url.origin !== origin)) return { kind: 'foreign', address };
  if (venue.toLowerCase() !== venueId.toLowerCase()) return { kind: 'other-venue' };
  const found = tables.find((each) => each.table_id === table.toLowerCase());
  return found ? { kind: 'table', table: found } : { kind: 'retired' };
}
