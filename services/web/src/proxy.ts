import { type NextRequest, NextResponse } from 'next/server';

import { cachedPolicy, strictPolicy } from '@/config/csp';
import { serverEnvironment } from '@/config/env.server';
import { LOCALE_COOKIE, negotiate } from '@/lib/i18n/locale';

/**
 * Every page exists once per language below `/{locale}/…`, so that a cached menu needs to read no header. Addresses
 * stay without it: a tag's address is the same for everybody.
 */
export function proxy(request: NextRequest): NextResponse {
  const locale = negotiate(request.cookies.get(LOCALE_COOKIE)?.value, request.headers.get('accept-language'));
  const url = request.nextUrl.clone();
  url.pathname = `/${locale}${url.pathname === '/' ? '' : url.pathname}`;
  const environment = serverEnvironment();
  if (isMenu(request.nextUrl.pathname)) {
    return answer(NextResponse.rewrite(url), cachedPolicy(environment));
  }
  const nonce = Buffer.from(crypto.randomUUID()).toString('base64');
  const policy = strictPolicy(environment, nonce, { payment: isPayment(request.nextUrl.pathname) });
  const headers = new Headers(request.headers);
  headers.set('x-nonce', nonce);
  headers.set('content-security-policy', policy);
  return answer(NextResponse.rewrite(url, { request: { headers } }), policy);
}

const isMenu = (path: string): boolean => /^\/venues\/[^/]+\/tables\/[^/]+\/?$/.test(path);
const isPayment = (path: string): boolean => /\/pay\/?$/.test(path);

function answer(response: NextResponse, policy: string): NextResponse {
  response.headers.set('Content-Security-Policy', policy);
  response.headers.append('Vary', 'Accept-Language, Cookie');
  return response;
}

export const config = {
  matcher: ['/((?!_next/|internal/|healthz|readyz|dishes/|icons/|sounds/|sw\\.js|manifest\\.webmanifest|favicon).*)'],
};
