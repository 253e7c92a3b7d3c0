import { revalidateTag } from 'next/cache';

import { menuTag } from '@/api/menu.server';
import { serverEnvironment } from '@/config/env.server';
import { isUuid } from '@/lib/uuid';

const ANSWER_WITHIN_MS = 5_000;

/**
 * `POST {"venue_id"}` drops a venue's cached menu, for whoever may edit it: the member of staff's own token is shown to
 * the order service, which knows. There is no secret of this route's own to share, leak or rotate.
 */
export async function POST(request: Request): Promise<Response> {
  const body: unknown = await request.json().catch(() => null);
  const venueId = body && typeof body === 'object' && 'venue_id' in body ? body.venue_id : null;
  if (typeof venueId !== 'string' || !isUuid(venueId)) return problem(422, 'venue_id is missing or no UUID');
  const status = await mayEdit(venueId, request.headers.get('authorization'));
  if (status !== 200) return problem(status, 'the order service does not let this token edit the menu');
  revalidateTag(menuTag(venueId), { expire: 0 });
  return new Response(null, { status: 204 });
}

/** The order service's answer to reading the menu as its editor; 503 when it gives none. */
async function mayEdit(venueId: string, authorization: string | null): Promise<number> {
  if (!authorization) return 401;
  try {
    const answer = await fetch(`${serverEnvironment().orderInternalUrl}/v1/venues/${venueId}/menu`, { headers: { authorization }, cache: 'no-store', signal: AbortSignal.timeout(ANSWER_WITHIN_MS) });
    return answer.status;
  } catch {
    return 503;
  }
}

function problem(status: number, title: string): Response {
  return Response.json({ type: 'about:blank', title, status }, { status, headers: { 'Content-Type': 'application/problem+json' } });
}
