import { createHash } from 'node:crypto';

import { type NextRequest, NextResponse } from 'next/server';

import { cachedPolicy, strictPolicy } from '@/config/csp';
import { serverEnvironment } from '@/config/env.server';
import { LOCALE_COOKIE, LOCALE_HEADER, negotiate } from '@/lib/i18n/locale';
import { TEXT_SIZE_SCRIPT } from '@/lib/text-size';

const TEXT_SIZE_HASH = `sha256-${createHash('sha256').update(TEXT_SIZE_SCRIPT).digest('base64')}`;

/**
 * Every page exists once per language below `/{locale}/…`, so that a cached menu needs to read no header. Addresses
 * stay without it: a tag's address is the same for everybody. The rewrite itself is in `next.config.ts` and goes by
 * the header that is set here: a rewrite made here is absolute, and Next asks itself for ever where it listens on
 * 127.0.0.1 and calls itself localhost.
 */
export function proxy(request: NextRequest): NextResponse {
  const { pathname } = request.nextUrl;
  const environment = serverEnvironment();
  const headers = new Headers(request.headers);
  headers.set(LOCALE_HEADER, negotiate(request.cookies.get(LOCALE_COOKIE)?.value, request.headers.get('accept-language')));
  if (isMenu(pathname)) return answer(NextResponse.next({ request: { headers } }), cachedPolicy(environment));
  const nonce = Buffer.from(crypto.randomUUID()).toString('base64');
  const policy = strictPolicy(environment, nonce, { payment: isPayment(pathname), hashes: isDashboard(pathname) ? [] : [TEXT_SIZE_HASH] });
  headers.set('x-nonce', nonce);
  headers.set('content-security-policy', policy);
  return answer(NextResponse.next({ request: { headers } }), policy);
}

const isMenu = (path: string): boolean => /^\/venues\/[^/]+\/tables\/[^/]+\/?$/.test(path);
const isDashboard = (path: string): boolean => path === '/dashboard' || path.startsWith('/dashboard/');
const isPayment = (path: string): boolean => /\/pay\/?$/.test(path);

function answer(response: NextResponse, policy: string): NextResponse {
  response.headers.set('Content-Security-Policy', policy);
  response.headers.append('Vary', 'Accept-Language, Cookie');
  return response;
}

export const config = {
  matcher: ['/((?!_next/|internal/|healthz|readyz|dishes/|icons/|sw\\.js|manifest\\.webmanifest|favicon).*)'],
};
