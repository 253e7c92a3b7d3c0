import { describe, expect, it } from 'vitest';

import { createClients, settle } from './client';
import { isTransient, NETWORK_PROBLEM, problemOf } from './problem';

const answer = (body: unknown, init: ResponseInit): Response => Response.json(body, init);

describe('a problem', () => {
  it('keeps the slug, the trace and the members of the document', () => {
    const body = { type: 'urn:twyst:problem:order-overtaken', title: 'Changed', status: 409, trace_id: 'abc', refusals: [{ code: 'item-sold-out' }] };
    const problem = problemOf(body, answer(body, { status: 409, headers: { 'Retry-After': '2' } }));
    expect(problem).toMatchObject({ slug: 'order-overtaken', status: 409, traceId: 'abc', retryAfterSeconds: 2 });
    expect(problem.members).toEqual({ refusals: [{ code: 'item-sold-out' }] });
  });

  it.each([['<html>', 502], [null, 500], [[], 404], [{ type: 7 }, 400]])('is made of %j too', (body, status) => {
    expect(problemOf(body, new Response(null, { status }))).toMatchObject({ slug: 'unreadable', status });
  });

  it('says when trying again may help', () => {
    const of = (status: number) => problemOf({}, new Response(null, { status }));
    expect([503, 429, 409, 404, 422].map((status) => isTransient(of(status)))).toEqual([true, true, false, false, false]);
    expect(isTransient(NETWORK_PROBLEM)).toBe(true);
  });
});

describe('the clients', () => {
  it('send the token in a header and never in the address', async () => {
    const seen: Request[] = [];
    const fetch = async (request: Request): Promise<Response> => {
      seen.push(request);
      return answer({ order_id: 'x' }, { status: 200 });
    };
    const { order } = createClients({ orderUrl: 'https://o.example', fulfillmentUrl: 'https://f.example', reconciliationUrl: 'https://r.example' }, 'secret-token');
    const result = await settle(order.GET('/v1/orders/{order_id}', { params: { path: { order_id: 'x' } }, fetch }));
    expect(result.ok).toBe(true);
    expect(seen[0]?.headers.get('authorization')).toBe('Bearer secret-token');
    expect(seen[0]?.url).toBe('https://o.example/v1/orders/x');
  });

  it('turn no answer into a problem', async () => {
    const result = await settle(Promise.reject(new TypeError('failed to fetch')));
    expect(result).toEqual({ ok: false, problem: NETWORK_PROBLEM });
  });
});
