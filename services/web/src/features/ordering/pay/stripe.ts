import { loadStripe } from '@stripe/stripe-js/pure';
import type { Appearance, Stripe } from '@stripe/stripe-js';

import type { Locale } from '@/lib/i18n/locale';

/**
 * Stripe's script from Stripe, or in the local profile the sandbox's, which puts the same `window.Stripe` there. From
 * here on nothing knows which of the two it is.
 */
export async function openStripe(scriptUrl: string | null, publishableKey: string, locale: Locale): Promise<Stripe> {
  if (scriptUrl) await loadScript(scriptUrl);
  const stripe = await loadStripe(publishableKey, { locale });
  if (!stripe) throw new Error('Stripe.js did not load');
  return stripe;
}

function loadScript(url: string): Promise<void> {
  if (document.querySelector(`script[src="${url}"][data-ready]`)) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = url;
    script.addEventListener('load', () => {
      script.dataset.ready = 'true';
      resolve();
    });
    script.addEventListener('error', () => reject(new Error(`${url} did not load`)));
    document.head.append(script);
  });
}

/** The tokens, as Stripe's elements want them: they stand in a frame that our style sheet does not reach. */
export function appearance(): Appearance {
  const style = getComputedStyle(document.documentElement);
  const token = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    theme: 'flat',
    variables: {
      colorPrimary: token('accent'),
      colorBackground: token('surface'),
      colorText: token('ink'),
      colorTextSecondary: token('ink-soft'),
      colorTextPlaceholder: token('line-strong'),
      colorDanger: token('bad'),
      fontFamily: token('sans'),
      fontSizeBase: '17px',
      borderRadius: '14px',
    },
  };
}
