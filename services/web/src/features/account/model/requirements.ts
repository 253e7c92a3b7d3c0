export type Requirement = 'bank' | 'terms' | 'identity' | 'person' | 'company' | 'business';
export type Hindrance = 'past_due' | 'pending' | 'rejected' | 'review';

const PREFIXES: readonly [string, Requirement][] = [
  ['external_account', 'bank'],
  ['tos_acceptance', 'terms'],
  ['business_profile', 'business'],
  ['business_type', 'business'],
  ['company', 'company'],
  ['individual', 'person'],
  ['person_', 'person'],
  ['representative', 'person'],
  ['owners', 'person'],
  ['directors', 'person'],
];

function requirementOf(name: string): Requirement | null {
  if (name.includes('.verification.')) return 'identity';
  return PREFIXES.find(([prefix]) => name.startsWith(prefix))?.[1] ?? null;
}

/** Stripe's names (`tos_acceptance.ip`) as what a person would hand in, each once; what we have no words for stays as it is. */
export function requirementsOf(names: readonly string[]): { known: Requirement[]; unknown: string[] } {
  const known = names.map(requirementOf);
  return {
    known: [...new Set(known.filter((each) => each !== null))],
    unknown: names.filter((_, index) => known[index] === null),
  };
}

/** `requirements.past_due`, `rejected.fraud`, `under_review`. */
export function hindranceOf(reason: string | null | undefined): Hindrance | null {
  if (!reason) return null;
  if (reason.endsWith('past_due')) return 'past_due';
  if (reason.includes('pending')) return 'pending';
  if (reason.startsWith('rejected')) return 'rejected';
  return reason.includes('review') || reason === 'listed' || reason === 'platform_paused' ? 'review' : null;
}
