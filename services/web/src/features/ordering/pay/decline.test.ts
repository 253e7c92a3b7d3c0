import { expect, it } from 'vitest';

import { declineReason } from './decline';

it.each([
  ['card_declined', 'insufficient_funds', 'funds'],
  ['expired_card', 'expired_card', 'expired'],
  ['incorrect_cvc', null, 'cvc'],
  ['payment_intent_authentication_failure', null, 'auth'],
  ['card_declined', 'stolen_card', null],
  ['card_declined', 'fraudulent', null],
  [undefined, undefined, null],
] as const)('a decline with %s and %s is explained as %s', (code, declineCode, reason) => {
  expect(declineReason(code, declineCode)).toBe(reason);
});
