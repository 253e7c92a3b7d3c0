import { serverEnvironment } from '@/config/env.server';

export const dynamic = 'force-dynamic';

const ANSWER_WITHIN_MS = 2000;

/** The menu's source answers too: without it no first tap can be served. */
export async function GET(): Promise<Response> {
  const order = await reachable(serverEnvironment().orderInternalUrl);
  return Response.json({ status: order ? 'ready' : 'waiting', checks: { order } }, { status: order ? 200 : 503, headers: { 'Cache-Control': 'no-store' } });
}

async function reachable(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/livez`, { signal: AbortSignal.timeout(ANSWER_WITHIN_MS), cache: 'no-store' })).ok;
  } catch {
    return false;
  }
}
