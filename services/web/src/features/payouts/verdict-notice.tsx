'use client';

import type { PayoutStatement } from '@/api/office';
import { useSession } from '@/api/session/use-session';
import { useLocale, useVenueWords } from '@/lib/context/context';
import { formatMoney } from '@/lib/money';
import { Notice } from '@/ui/badge';
import { ButtonLink } from '@/ui/button';

import { verdictOf } from './model/verdict';
import { failureOf, VERDICT_ICONS, VERDICT_TONES } from './words';

/** What there is to know first: whether the payout is the sum of its orders, and if not, what happens next. */
export function VerdictNotice({ found: { payout, statement } }: { found: PayoutStatement }) {
  const words = useVenueWords();
  const locale = useLocale();
  const { venueId } = useSession();
  const verdict = verdictOf(payout, statement);
  const difference = statement.difference_minor || payout.difference_minor;
  const amount = formatMoney(Math.abs(difference), payout.currency, locale);
  const texts = {
    matched: [words('payout.matched.title'), words('payout.matched.text')],
    differs: difference ? [words('payout.differs.title', { amount }), words('payout.differs.text')] : [words('payout.differs.none'), words('payout.differs.text')],
    explained: [words('payout.explained.title', { amount }), words('payout.explained.text')],
    waiting: [words('payout.waiting.title'), words('payout.waiting.text', { count: statement.waiting })],
    awaited: [words('payout.awaited.title'), words('payout.awaited.text')],
    manual: [words('payout.manual.title'), words('payout.manual.text')],
    returned: [
      words(payout.status === 'canceled' ? 'payout.returned.canceled.title' : 'payout.returned.title'),
      [failureOf(payout, words), words('payout.returned.text')].filter(Boolean).join(' '),
    ],
  } as const;
  const [title, text] = texts[verdict];
  const action = (verdict === 'differs' || verdict === 'explained') && (
    <ButtonLink href={`/dashboard/${venueId}/payouts/discrepancies${verdict === 'explained' ? '?show=resolved' : ''}`}>{words('payout.differs.action')}</ButtonLink>
  );
  return (
    <Notice tone={VERDICT_TONES[verdict]} icon={VERDICT_ICONS[verdict]} title={title} end={action}>
      {text}
    </Notice>
  );
}
