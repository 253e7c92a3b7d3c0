import { timingSafeEqual } from 'node:crypto';

import { revalidateTag } from 'next/cache';

import { menuTag } from '@/api/menu.server';
import { serverEnvironment } from '@/config/env.server';

/** `POST {"venue_id"}` with the shared token drops a venue's cached menu; without a token set there is no such route. */
export async function POST(request: Request): Promise<Response> {
  const token = serverEnvironment().revalidateToken;
  if (!token || !same(request.headers.get('authorization') ?? '', `Bearer ${token}`)) return new Response(null, { status: 404 });
  const body: unknown = await request.json().catch(() => null);
  const venueId = body && typeof body === 'object' && 'venue_id' in body ? body.venue_id : null;
  if (typeof venueId !== 'string') return Response.json({ title: 'venue_id is missing', status: 422, type: 'about:blank' }, { status: 422 });
  revalidateTag(menuTag(venueId), { expire: 0 });
  return new Response(null, { status: 204 });
}

function same(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
