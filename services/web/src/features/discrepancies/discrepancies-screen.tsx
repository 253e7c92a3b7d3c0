'use client';

import { useSearchParams } from 'next/navigation';
import { type ReactNode, useState } from 'react';

import { useVenueQuery } from '@/api/session/use-venue-query';
import { useLocale, useVenueWords } from '@/lib/context/context';
import { formatDate } from '@/lib/time';
import { Button } from '@/ui/button';
import { Page } from '@/ui/page';
import { Empty, Skeleton } from '@/ui/panel';
import { Reading } from '@/ui/problem';
import { Segments } from '@/ui/segments';

import { ActDialog, type Acting } from './act-dialog';
import { DiscrepancyCard } from './discrepancy-card';
import styles from './discrepancies.module.css';
import { shownOf } from './model/acts';

const FIRST = 50;
const MOST = 500;
const SHOWN = ['open', 'resolved', 'all'] as const;

/** V11. `tabs` lead to the other pages about money. */
export function DiscrepanciesScreen({ tabs }: { tabs: ReactNode }) {
  const words = useVenueWords();
  const asked = useSearchParams().get('show');
  const [shown, setShown] = useState(shownOf(asked));
  const [limit, setLimit] = useState(FIRST);
  const [acting, setActing] = useState<Acting | null>(null);
  const found = useVenueQuery(['discrepancies', shown, limit], ({ reconciliation, venueId }) => reconciliation.GET('/v1/venues/{venue_id}/discrepancies', { params: { path: { venue_id: venueId }, query: { status: shown, limit } } }), { everyMs: 15_000 });
  return (
    <Page title={words('discrepancies.title')} about={words('discrepancies.text')}>
      {tabs}
      <Segments label={words('discrepancies.filter')} value={shown} onChange={setShown} options={SHOWN.map((value) => ({ value, label: words(`discrepancies.${value}`) }))} />
      <Reading problem={found.problem} isThere={Boolean(found.data)} onRetry={found.reload} waiting={<Skeleton height="14rem" />} />
      {found.data?.discrepancies.length === 0 && <None shown={shown} through={found.data.matched_through} />}
      <ul className={styles.list}>
        {found.data?.discrepancies.map((each) => (
          <li key={each.discrepancy_id}>
            <DiscrepancyCard discrepancy={each} onAct={(act) => setActing({ discrepancy: each, act })} />
          </li>
        ))}
      </ul>
      {found.data?.cursor && limit < MOST && <Button onClick={() => setLimit(MOST)}>{words('money.more')}</Button>}
      <ActDialog acting={acting} onClose={() => setActing(null)} />
    </Page>
  );
}

function None({ shown, through }: { shown: (typeof SHOWN)[number]; through: string | null }) {
  const words = useVenueWords();
  const locale = useLocale();
  if (shown === 'resolved') return <Empty icon="check" title={words('discrepancies.none.resolved')} />;
  if (!through) {
    return (
      <Empty icon="clock" title={words('discrepancies.none.title')}>
        {words('discrepancies.none.yet')}
      </Empty>
    );
  }
  return (
    <Empty icon="check" title={words('discrepancies.none.through', { date: formatDate(through, locale, 'UTC') })}>
      {words('discrepancies.none.text')}
    </Empty>
  );
}
