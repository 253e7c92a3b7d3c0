import type { Payout } from '@/api/office';
import type { useVenueWords } from '@/lib/context/context';
import type { VenueKey } from '@/lib/i18n/catalogue';
import type { Tone } from '@/ui/badge';
import type { IconName } from '@/ui/icon';

import type { Verdict } from './model/verdict';

type Words = ReturnType<typeof useVenueWords>;

export const STATUS_TONES: Record<Payout['status'], Tone> = { pending: 'plain', in_transit: 'accent', paid: 'good', failed: 'bad', canceled: 'plain' };

export const VERDICT_TONES: Record<Verdict, Tone> = { matched: 'good', differs: 'bad', explained: 'plain', waiting: 'plain', awaited: 'plain', manual: 'plain', returned: 'care' };

export const VERDICT_ICONS: Record<Verdict, IconName> = { matched: 'check', differs: 'alert', explained: 'pen', waiting: 'clock', awaited: 'clock', manual: 'help', returned: 'undo' };

const FAILURES: readonly string[] = ['account_closed', 'could_not_process', 'no_account'];

/** Stripe's reason in words where we have some, else its own code. */
export function failureOf(payout: Payout, words: Words): string | null {
  if (!payout.failure_code) return null;
  const reason = FAILURES.includes(payout.failure_code) ? words(`payout.failure.${payout.failure_code}` as VenueKey) : payout.failure_code;
  return words('payout.returned.reason', { reason });
}
