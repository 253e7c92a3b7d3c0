/** What went wrong, as RFC 9457 says it, or as close to it as what came back allows. */
export interface Problem {
  /** `order-overtaken`: what programs compare. Ours are `network` (no answer) and `unreadable` (no problem document). */
  slug: string;
  status: number;
  title: string;
  detail: string | null;
  traceId: string | null;
  retryAfterSeconds: number | null;
  members: Readonly<Record<string, unknown>>;
}

/** For what can only be told of a failure by throwing. */
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.slug);
  }
}

const PREFIX = 'urn:twyst:problem:';

export const NETWORK_PROBLEM: Problem = {
  slug: 'network',
  status: 0,
  title: '',
  detail: null,
  traceId: null,
  retryAfterSeconds: null,
  members: {},
};

export function problemOf(body: unknown, response: Response): Problem {
  const document = isRecord(body) ? body : {};
  const type = typeof document.type === 'string' ? document.type : '';
  const { type: _type, title, status: _status, detail, trace_id: traceId, ...members } = document;
  return {
    slug: type.startsWith(PREFIX) ? type.slice(PREFIX.length) : 'unreadable',
    status: response.status,
    title: text(title) ?? response.statusText,
    detail: text(detail),
    traceId: text(traceId) ?? response.headers.get('traceparent')?.split('-')[1] ?? null,
    retryAfterSeconds: seconds(response.headers.get('retry-after')),
    members,
  };
}

/** Whether trying the same again may help. */
export function isTransient(problem: Problem): boolean {
  return problem.slug === 'network' || problem.slug === 'request-in-flight' || [408, 425, 429, 502, 503, 504].includes(problem.status);
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const text = (value: unknown): string | null => (typeof value === 'string' && value ? value : null);

function seconds(header: string | null): number | null {
  const value = Number(header);
  return header !== null && Number.isFinite(value) && value >= 0 ? value : null;
}
