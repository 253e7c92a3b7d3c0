import { describe, expect, it } from 'vitest';

import { hindranceOf, requirementsOf } from './requirements';

describe('what Stripe asks for', () => {
  it('is said once per thing to hand in', () => {
    expect(requirementsOf(['external_account', 'tos_acceptance.date', 'tos_acceptance.ip', 'individual.verification.document', 'individual.dob.day', 'company.tax_id'])).toEqual({
      known: ['bank', 'terms', 'identity', 'person', 'company'],
      unknown: [],
    });
  });

  it('keeps a name that is new', () => {
    expect(requirementsOf(['settlement.something'])).toEqual({ known: [], unknown: ['settlement.something'] });
  });

  it.each([
    ['requirements.past_due', 'past_due'],
    ['requirements.pending_verification', 'pending'],
    ['rejected.fraud', 'rejected'],
    ['under_review', 'review'],
    ['something_new', null],
    [null, null],
  ] as const)('stops the account for %s: %s', (reason, hindrance) => {
    expect(hindranceOf(reason)).toBe(hindrance);
  });
});
