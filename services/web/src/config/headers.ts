/** On every answer, static files included. The content security policy differs per page and is set by the proxy. */
const ALWAYS = {
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  'Referrer-Policy': 'strict-origin-when-cross-origin',
  'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), payment=(self "https://js.stripe.com")',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Strict-Transport-Security': 'max-age=63072000; includeSubDomains',
};

/** A wallet pays in a window of its own, which must be able to answer the page that opened it: Google Pay demands it. */
const LETS_POPUPS_ANSWER = { key: 'Cross-Origin-Opener-Policy', value: 'same-origin-allow-popups' };

export function staticHeaders(): { source: string; headers: { key: string; value: string }[] }[] {
  return [
    { source: '/:path*', headers: Object.entries(ALWAYS).map(([key, value]) => ({ key, value })) },
    { source: '/venues/:venueId/tables/:tableId/pay', headers: [LETS_POPUPS_ANSWER] },
    { source: '/sw.js', headers: [{ key: 'Cache-Control', value: 'no-cache' }] },
    { source: '/dishes/:file*', headers: [{ key: 'Cache-Control', value: 'public, max-age=86400, stale-while-revalidate=604800' }] },
  ];
}
