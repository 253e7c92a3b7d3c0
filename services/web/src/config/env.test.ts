import { describe, expect, it } from 'vitest';

import { cachedPolicy, strictPolicy } from './csp';
import { EnvironmentInvalid, readEnvironment } from './env';
import { staticHeaders } from './headers';

const local = {
  TWYST_PROFILE: 'local',
  TWYST_ORDER_URL: 'http://127.0.0.1:8082/',
  TWYST_FULFILLMENT_URL: 'http://127.0.0.1:8083',
  TWYST_RECONCILIATION_URL: 'http://127.0.0.1:8084',
  TWYST_SANDBOX_URL: 'http://127.0.0.1:12111',
  TWYST_STRIPE_PUBLISHABLE_KEY: 'pk_test_local',
};

const production = {
  TWYST_ORDER_URL: 'https://orders.example',
  TWYST_FULFILLMENT_URL: 'https://kitchen.example',
  TWYST_RECONCILIATION_URL: 'https://money.example',
  TWYST_STRIPE_PUBLISHABLE_KEY: 'pk_live_abc',
};

function reasons(variables: Record<string, string | undefined>): readonly string[] {
  try {
    readEnvironment(variables);
  } catch (error) {
    if (error instanceof EnvironmentInvalid) return error.reasons;
    throw error;
  }
  return [];
}

describe('the environment', () => {
  it('takes the local stack, whose sandbox serves the script', () => {
    const environment = readEnvironment(local);
    expect(environment.orderUrl).toBe('http://127.0.0.1:8082');
    expect(environment.stripeScriptUrl).toBe('http://127.0.0.1:12111/_sandbox/stripe.js');
    expect(environment.stripeApiOrigin).toBe('http://127.0.0.1:12111');
  });

  it('takes production, where the script comes from Stripe', () => {
    const environment = readEnvironment(production);
    expect(environment.profile).toBe('production');
    expect(environment.stripeScriptUrl).toBeNull();
  });

  it('reads menus at the published address, or inside its own network, where http is in order', () => {
    expect(readEnvironment(local).orderInternalUrl).toBe('http://127.0.0.1:8082');
    expect(readEnvironment({ ...production, TWYST_ORDER_INTERNAL_URL: 'http://order-api:8080/' }).orderInternalUrl).toBe('http://order-api:8080');
    expect(reasons({ ...production, TWYST_ORDER_INTERNAL_URL: 'order-api:8080' }).join()).toMatch(/TWYST_ORDER_INTERNAL_URL is not an http address/);
  });

  it.each([
    ['the script of a sandbox', { TWYST_STRIPE_JS_URL: 'https://sandbox.example/stripe.js' }, /Stripe alone/],
    ['a sandbox', { TWYST_SANDBOX_URL: 'https://sandbox.example', TWYST_STRIPE_PUBLISHABLE_KEY: 'pk_test_a' }, /Stripe alone/],
    ['an address without TLS', { TWYST_ORDER_URL: 'http://orders.example' }, /must be https/],
    ['a missing address', { TWYST_FULFILLMENT_URL: undefined }, /TWYST_FULFILLMENT_URL is not set/],
    ['a secret key in the page', { TWYST_STRIPE_PUBLISHABLE_KEY: 'sk_live_abc' }, /not a publishable key/],
    ['an unknown profile', { TWYST_PROFILE: 'staging' }, /neither local nor production/],
  ])('refuses production with %s', (_name, change, reason) => {
    expect(reasons({ ...production, ...change }).join('\n')).toMatch(reason);
  });

  it('refuses a live key beside the sandbox, even locally', () => {
    expect(reasons({ ...local, TWYST_STRIPE_PUBLISHABLE_KEY: 'pk_live_abc' }).join()).toMatch(/live key/);
  });
});

describe('the content security policy', () => {
  it('lets a payment page run named scripts and Stripe only', () => {
    const policy = strictPolicy(readEnvironment(production), 'abc', { payment: true });
    expect(policy).toContain("script-src 'self' 'nonce-abc' 'strict-dynamic' https://js.stripe.com");
    expect(policy).not.toContain("script-src 'self' 'unsafe-inline'");
    expect(policy).toContain('connect-src \'self\' https://orders.example https://kitchen.example https://money.example https://api.stripe.com');
    expect(policy).toContain('frame-src https://js.stripe.com');
  });

  it('names a script of our own by its hash beside the nonce', () => {
    expect(strictPolicy(readEnvironment(production), 'abc', { payment: false, hashes: ['sha256-x='] })).toContain("script-src 'self' 'nonce-abc' 'sha256-x=' 'strict-dynamic'");
  });

  it('names no third party on the menu', () => {
    expect(cachedPolicy(readEnvironment(production))).not.toContain('stripe');
  });
});

it('lets a wallet’s window answer the payment page, and no window any other page', () => {
  const said = staticHeaders().flatMap(({ source, headers }) => headers.filter(({ key }) => key === 'Cross-Origin-Opener-Policy').map(({ value }) => [source, value]));
  // The last that fits an address holds.
  expect(said).toEqual([
    ['/:path*', 'same-origin'],
    ['/venues/:venueId/tables/:tableId/pay', 'same-origin-allow-popups'],
  ]);
});
