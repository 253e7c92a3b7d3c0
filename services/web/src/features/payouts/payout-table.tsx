'use client';

import Link from 'next/link';

import type { Payout } from '@/api/office';
import { useSession } from '@/api/session/use-session';
import { useLocale, useVenueWords } from '@/lib/context/context';
import { formatMoney } from '@/lib/money';
import { formatDate } from '@/lib/time';
import { Badge } from '@/ui/badge';
import { Table } from '@/ui/table';

import { newestFirst } from './model/days';
import { verdictOf } from './model/verdict';
import styles from './payouts.module.css';
import { STATUS_TONES, VERDICT_ICONS, VERDICT_TONES } from './words';

export function PayoutTable({ payouts }: { payouts: readonly Payout[] }) {
  const words = useVenueWords();
  const locale = useLocale();
  const { venueId } = useSession();
  return (
    <Table
      caption={words('payouts.list')}
      rows={newestFirst(payouts)}
      rowKey={({ payout_id }) => payout_id}
      columns={[
        {
          key: 'arrival',
          head: words('payouts.arrival'),
          cell: (payout) => (
            <Link prefetch={false} className={styles.rowLink} href={`/dashboard/${venueId}/payouts/${payout.payout_id}`}>
              {formatDate(payout.arrival_date, locale, 'UTC')}
            </Link>
          ),
        },
        { key: 'status', head: words('payouts.status'), cell: (payout) => <Badge tone={STATUS_TONES[payout.status]}>{words(`payout.status.${payout.status}`)}</Badge> },
        {
          key: 'check',
          head: words('payouts.check'),
          cell: (payout) => {
            const verdict = verdictOf(payout);
            return (
              <Badge tone={VERDICT_TONES[verdict]} icon={VERDICT_ICONS[verdict]}>
                {words(`payout.verdict.${verdict}`)}
              </Badge>
            );
          },
        },
        { key: 'amount', head: words('money.amount'), figures: true, cell: (payout) => <span className={styles.amount}>{formatMoney(payout.amount_minor, payout.currency, locale)}</span> },
      ]}
    />
  );
}
