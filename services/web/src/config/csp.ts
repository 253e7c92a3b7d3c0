import type { Environment } from './env';

type Directives = Record<string, string[]>;

const STRIPE_JS = 'https://js.stripe.com';

/** Pages that hold a payment or a member of staff's token run only scripts that this answer named: by its nonce, or by hash. */
export function strictPolicy(environment: Environment, nonce: string, { payment, hashes = [] }: { payment: boolean; hashes?: string[] }): string {
  return policy({
    ...common(environment),
    'script-src': ["'self'", `'nonce-${nonce}'`, ...hashes.map((hash) => `'${hash}'`), "'strict-dynamic'", ...(payment ? stripeScripts(environment) : [])],
    ...(payment ? paymentDirectives(environment) : {}),
  });
}

/** The menu is the same for everybody and cached, so it cannot carry a nonce; it has no third party at all. */
export function cachedPolicy(environment: Environment): string {
  return policy({ ...common(environment), 'script-src': ["'self'", "'unsafe-inline'"] });
}

function common(environment: Environment): Directives {
  const services = [environment.orderUrl, environment.fulfillmentUrl, environment.reconciliationUrl].map(originOf);
  return {
    'default-src': ["'self'"],
    'connect-src': ["'self'", ...new Set(services)],
    'img-src': ["'self'", 'data:', 'https:'],
    'font-src': ["'self'"],
    // React writes style attributes; styles run nothing.
    'style-src': ["'self'", "'unsafe-inline'"],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
    'manifest-src': ["'self'"],
    'worker-src': ["'self'"],
  };
}

function paymentDirectives(environment: Environment): Directives {
  const base = common(environment);
  const frames = environment.sandboxUrl ? [environment.sandboxUrl] : [STRIPE_JS, 'https://*.js.stripe.com', 'https://hooks.stripe.com'];
  return {
    'connect-src': [...(base['connect-src'] ?? []), originOf(environment.stripeApiOrigin)],
    'frame-src': frames.map((frame) => (frame.includes('*') ? frame : originOf(frame))),
  };
}

function stripeScripts(environment: Environment): string[] {
  return environment.stripeScriptUrl ? [originOf(environment.stripeScriptUrl)] : [STRIPE_JS, 'https://*.js.stripe.com'];
}

const originOf = (address: string): string => new URL(address).origin;

function policy(directives: Directives): string {
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources.join(' ')}`)
    .join('; ');
}
