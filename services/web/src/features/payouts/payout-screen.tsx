'use client';

import Link from 'next/link';

import type { PayoutStatement } from '@/api/office';
import { useSession } from '@/api/session/use-session';
import { useVenueQuery } from '@/api/session/use-venue-query';
import { useLocale, useVenueWords } from '@/lib/context/context';
import { formatMoney } from '@/lib/money';
import { formatDate } from '@/lib/time';
import { Badge } from '@/ui/badge';
import { ButtonLink } from '@/ui/button';
import { Icon } from '@/ui/icon';
import { Page } from '@/ui/page';
import { Empty, Skeleton } from '@/ui/panel';
import { StaleNotice, VenueProblem } from '@/ui/problem';

import { CsvButton } from './csv-button';
import { LinesOfPayout } from './lines-of-payout';
import { isComparable } from './model/statement';
import { PayoutHistory } from './payout-history';
import styles from './payout.module.css';
import { readPayout } from './read-payout';
import { RollForward, StatementTable } from './statement-table';
import { VerdictNotice } from './verdict-notice';
import { STATUS_TONES } from './words';

const LINES = 500;

/** V10. */
export function PayoutScreen({ payoutId }: { payoutId: string }) {
  const words = useVenueWords();
  const locale = useLocale();
  const found = useVenueQuery(['payout', payoutId], ({ reconciliation, venueId }) => readPayout(reconciliation, venueId, payoutId, { limit: LINES }), { everyMs: 10_000 });
  if (found.problem?.status === 404) return <Missing />;
  if (!found.data) {
    return (
      <Page title={words('money.payouts')} before={<Back />}>
        {found.problem ? <VenueProblem problem={found.problem} onRetry={found.reload} /> : <Skeleton height="24rem" />}
      </Page>
    );
  }
  const { payout } = found.data;
  const date = formatDate(payout.arrival_date, locale, 'UTC');
  return (
    <Page
      before={<Back />}
      title={words('payout.title', { date })}
      about={
        <span className={styles.about}>
          <Badge tone={STATUS_TONES[payout.status]}>{words(`payout.status.${payout.status}`)}</Badge>
          <span>{words(payout.automatic ? 'payout.automatic' : 'payout.byHand')}</span>
          <span className={styles.reference}>{payout.payout_id}</span>
        </span>
      }
      actions={isComparable(payout.itemisation) && <CsvButton payoutId={payoutId} />}
    >
      <StaleNotice problem={found.problem} />
      <p className={styles.sum}>{formatMoney(payout.amount_minor, payout.currency, locale)}</p>
      <VerdictNotice found={found.data} />
      <Body found={found.data} />
      <PayoutHistory payout={payout} />
    </Page>
  );
}

function Body({ found }: { found: PayoutStatement }) {
  if (found.roll_forward) return <RollForward payout={found.payout} rollForward={found.roll_forward} />;
  if (!isComparable(found.payout.itemisation)) return null;
  return (
    <>
      <StatementTable statement={found.statement} currency={found.payout.currency} />
      <LinesOfPayout first={found} />
    </>
  );
}

function Back() {
  const words = useVenueWords();
  const { venueId } = useSession();
  return (
    <Link prefetch={false} className={styles.back} href={`/dashboard/${venueId}/payouts`}>
      <Icon name="back" size={18} />
      {words('payout.back')}
    </Link>
  );
}

function Missing() {
  const words = useVenueWords();
  const { venueId } = useSession();
  return (
    <main id="content">
      <Empty icon="bank" heading="h1" title={words('payout.missing.title')} actions={<ButtonLink href={`/dashboard/${venueId}/payouts`}>{words('payout.back')}</ButtonLink>}>
        {words('payout.missing.text')}
      </Empty>
    </main>
  );
}
