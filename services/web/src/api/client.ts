import createClient, { type Client } from 'openapi-fetch';

import type { paths as FulfillmentPaths } from './generated/fulfillment';
import type { paths as OrderPaths } from './generated/order';
import type { paths as ReconciliationPaths } from './generated/reconciliation';
import { NETWORK_PROBLEM, type Problem, problemOf } from './problem';

export type OrderClient = Client<OrderPaths>;
export type FulfillmentClient = Client<FulfillmentPaths>;
export type ReconciliationClient = Client<ReconciliationPaths>;

export interface Services {
  orderUrl: string;
  fulfillmentUrl: string;
  reconciliationUrl: string;
}

export interface Clients {
  order: OrderClient;
  fulfillment: FulfillmentClient;
  reconciliation: ReconciliationClient;
}

/** A phone at the edge of its signal keeps a dead connection open for minutes; whoever waits is told before that. */
const LONGEST_MS = 30_000;

function fetchInTime(request: Request): Promise<Response> {
  const late = AbortSignal.timeout(LONGEST_MS);
  // Browsers of before 2024 cannot join signals; they wait as long as the network lets them.
  return fetch(request, { signal: 'any' in AbortSignal ? AbortSignal.any([request.signal, late]) : request.signal });
}

/** Clients of the three services; `token` (a member of staff's, or an order's capability) travels in a header only. */
export function createClients(services: Services, token?: string | null): Clients {
  const options = (baseUrl: string) => ({ baseUrl, headers: bearer(token), cache: 'no-store' as const, fetch: fetchInTime });
  return {
    order: createClient<OrderPaths>(options(services.orderUrl)),
    fulfillment: createClient<FulfillmentPaths>(options(services.fulfillmentUrl)),
    reconciliation: createClient<ReconciliationPaths>(options(services.reconciliationUrl)),
  };
}

export function bearer(token?: string | null): Record<string, string> {
  return token ? { Authorization: `Bearer ${token}` } : {};
}

export type Result<Data> = { ok: true; data: Data; response: Response } | { ok: false; problem: Problem };

/** What openapi-fetch answers, as one of two things; no answer at all is a problem like any other. */
export async function settle<Data>(call: Promise<{ data?: Data; error?: unknown; response: Response }>): Promise<Result<Data>> {
  try {
    const { data, error, response } = await call;
    if (response.ok) return { ok: true, data: data as Data, response };
    return { ok: false, problem: problemOf(error, response) };
  } catch (failure) {
    if (failure instanceof DOMException && failure.name === 'AbortError') throw failure;
    return { ok: false, problem: NETWORK_PROBLEM };
  }
}
