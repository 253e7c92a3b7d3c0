import type { Environment } from './env';

/** What a page may know. It travels with the page at run time, so that nothing is baked into a build. */
export interface PublicConfig {
  orderUrl: string;
  fulfillmentUrl: string;
  reconciliationUrl: string;
  stripeScriptUrl: string | null;
  publishableKey: string;
  sandbox: boolean;
  /** The sandbox's own pages, for trying things out; never set in production. */
  sandboxUrl: string | null;
}

export function publicConfig(environment: Environment): PublicConfig {
  return {
    orderUrl: environment.orderUrl,
    fulfillmentUrl: environment.fulfillmentUrl,
    reconciliationUrl: environment.reconciliationUrl,
    stripeScriptUrl: environment.stripeScriptUrl,
    publishableKey: environment.publishableKey,
    sandbox: !environment.publishableKey.startsWith('pk_live_'),
    sandboxUrl: environment.sandboxUrl,
  };
}
