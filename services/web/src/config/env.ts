/** What the environment says, judged: a pure function, so that every refusal is tested. */

const STRIPE_API_ORIGIN = 'https://api.stripe.com';

export type Profile = 'local' | 'production';

export interface Environment {
  profile: Profile;
  orderUrl: string;
  /** Where this server itself reaches the order API; the browsers' address unless a network has its own. */
  orderInternalUrl: string;
  fulfillmentUrl: string;
  reconciliationUrl: string;
  /** Only in the local profile, where the sandbox stands in for Stripe. */
  sandboxUrl: string | null;
  /** The sandbox's script; null means that Stripe.js comes from Stripe. */
  stripeScriptUrl: string | null;
  stripeApiOrigin: string;
  publishableKey: string;
}

export class EnvironmentInvalid extends Error {
  constructor(readonly reasons: readonly string[]) {
    super(`The web app does not start:\n${reasons.map((reason) => `  - ${reason}`).join('\n')}`);
    this.name = 'EnvironmentInvalid';
  }
}

type Variables = Readonly<Record<string, string | undefined>>;

const SERVICES = { orderUrl: 'TWYST_ORDER_URL', fulfillmentUrl: 'TWYST_FULFILLMENT_URL', reconciliationUrl: 'TWYST_RECONCILIATION_URL' } as const;

export function readEnvironment(variables: Variables): Environment {
  const reasons: string[] = [];
  const profile: Profile = variables.TWYST_PROFILE === 'local' ? 'local' : 'production';
  if (!['local', 'production', undefined, ''].includes(variables.TWYST_PROFILE)) reasons.push('TWYST_PROFILE is neither local nor production.');
  const origin = (name: string): string => originOf(name, variables[name], profile, reasons);
  const sandboxUrl = optionalOrigin('TWYST_SANDBOX_URL', variables, profile, reasons);
  const environment: Environment = {
    profile,
    orderUrl: origin(SERVICES.orderUrl),
    orderInternalUrl: internalOrigin(variables, reasons),
    fulfillmentUrl: origin(SERVICES.fulfillmentUrl),
    reconciliationUrl: origin(SERVICES.reconciliationUrl),
    sandboxUrl,
    stripeScriptUrl: scriptOf(variables, sandboxUrl),
    stripeApiOrigin: sandboxUrl ?? STRIPE_API_ORIGIN,
    publishableKey: variables.TWYST_STRIPE_PUBLISHABLE_KEY ?? '',
  };
  reasons.push(...keyReasons(environment), ...productionReasons(environment));
  if (reasons.length) throw new EnvironmentInvalid(reasons);
  return environment;
}

function originOf(name: string, value: string | undefined, profile: Profile, reasons: string[]): string {
  if (!value) {
    reasons.push(`${name} is not set.`);
    return '';
  }
  const url = URL.canParse(value) ? new URL(value) : null;
  if (!url || !['http:', 'https:'].includes(url.protocol)) reasons.push(`${name} is not an http address: ${value}`);
  else if (profile === 'production' && url.protocol !== 'https:') reasons.push(`${name} must be https in production: ${value}`);
  return value.replace(/\/+$/, '');
}

/** Inside a network of one's own, http is in order; browsers never see this address. */
function internalOrigin(variables: Variables, reasons: string[]): string {
  const { TWYST_ORDER_INTERNAL_URL: internal, TWYST_ORDER_URL: published } = variables;
  return internal ? originOf('TWYST_ORDER_INTERNAL_URL', internal, 'local', reasons) : (published ?? '').replace(/\/+$/, '');
}

function optionalOrigin(name: string, variables: Variables, profile: Profile, reasons: string[]): string | null {
  return variables[name] ? originOf(name, variables[name], profile, reasons) : null;
}

function scriptOf(variables: Variables, sandboxUrl: string | null): string | null {
  if (variables.TWYST_STRIPE_JS_URL) return variables.TWYST_STRIPE_JS_URL;
  return sandboxUrl ? `${sandboxUrl}/_sandbox/stripe.js` : null;
}

function keyReasons({ publishableKey, stripeScriptUrl }: Environment): string[] {
  if (!/^pk_(test|live)_\w+$/.test(publishableKey)) return ['TWYST_STRIPE_PUBLISHABLE_KEY is not a publishable key (pk_test_… or pk_live_…).'];
  if (publishableKey.startsWith('pk_live_') && stripeScriptUrl) return ['A live key must not meet the sandbox: unset TWYST_SANDBOX_URL and TWYST_STRIPE_JS_URL.'];
  return [];
}

function productionReasons({ profile, sandboxUrl, stripeScriptUrl }: Environment): string[] {
  if (profile !== 'production' || !(sandboxUrl || stripeScriptUrl)) return [];
  return ['In production Stripe.js comes from Stripe alone: unset TWYST_SANDBOX_URL and TWYST_STRIPE_JS_URL, or set TWYST_PROFILE=local.'];
}
