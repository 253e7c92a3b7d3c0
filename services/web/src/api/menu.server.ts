import 'server-only';

import { serverEnvironment } from '@/config/env.server';
import { isUuid } from '@/lib/uuid';

import type { components } from './generated/order';
import { type Problem, problemOf } from './problem';

export type DinerMenu = components['schemas']['DinerMenu'];

/** `readAt` is when the order service said it: this server and a phone without a network show menus that they kept. */
export type MenuAnswer = { found: true; menu: DinerMenu; readAt: number } | { found: false; problem: Problem };

const REVALIDATE_SECONDS = 20;

export const menuTag = (venueId: string): string => `menu:${venueId.toLowerCase()}`;

/** A table's menu for a page that is cached per path. An address that is no UUID is a wrong tag without asking. */
export async function readMenu(venueId: string, tableId: string): Promise<MenuAnswer> {
  if (!isUuid(venueId) || !isUuid(tableId)) return { found: false, problem: wrongTag };
  const response = await fetch(`${serverEnvironment().orderInternalUrl}/v1/venues/${venueId}/tables/${tableId}/menu`, {
    next: { revalidate: REVALIDATE_SECONDS, tags: [menuTag(venueId)] },
    headers: { Accept: 'application/json' },
  });
  const body: unknown = await response.json().catch(() => null);
  if (response.ok) return { found: true, menu: body as DinerMenu, readAt: Date.parse(response.headers.get('date') ?? '') || Date.now() };
  const problem = problemOf(body, response);
  // Only "no such venue or table" may be cached as the page; anything else is a fault that the next tap must not see.
  if (response.status !== 404 && response.status !== 422) throw new Error(`menu: ${problem.status} ${problem.slug}`);
  return { found: false, problem };
}

const wrongTag: Problem = { slug: 'table-not-found', status: 404, title: '', detail: null, traceId: null, retryAfterSeconds: null, members: {} };
