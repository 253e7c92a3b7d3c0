import type { Payout, Statement } from '@/api/office';

/**
 * What Twyst has to say about a payout: `differs` needs somebody, `explained` was resolved by a person, `waiting` and
 * `awaited` settle by themselves, `manual` can never be itemised, `returned` never reached the bank.
 */
export type Verdict = 'matched' | 'differs' | 'explained' | 'waiting' | 'awaited' | 'manual' | 'returned';

type Told = Pick<Payout, 'status' | 'itemisation' | 'difference_minor' | 'open_discrepancies'>;

export function verdictOf(payout: Told, statement?: Pick<Statement, 'waiting' | 'difference_minor'>): Verdict {
  if (payout.status === 'failed' || payout.status === 'canceled') return 'returned';
  if (payout.itemisation === 'not_possible') return 'manual';
  if (payout.itemisation === 'awaited') return 'awaited';
  if (payout.open_discrepancies) return 'differs';
  if (statement?.waiting) return 'waiting';
  if (payout.difference_minor || statement?.difference_minor) return 'explained';
  return 'matched';
}
