'use client';

import { useDeferredValue, useState } from 'react';

import { useSession } from '@/api/session/use-session';
import { useVenuePages } from '@/api/session/use-venue-pages';
import { useVenue } from '@/api/use-venue';
import { useVenueWords } from '@/lib/context/context';
import { Button } from '@/ui/button';
import { Page } from '@/ui/page';
import { Empty, Skeleton } from '@/ui/panel';
import { StaleNotice, VenueProblem } from '@/ui/problem';

import { Filter } from './filter';
import { type Filters, NO_FILTERS, queryOf } from './model/search';
import { OrderRows } from './order-rows';
import styles from './sales.module.css';

const EVERY_MS = 5_000;
const PAGE = 50;

/** V4: every order of the venue, the newest first. */
export function OrdersScreen() {
  const words = useVenueWords();
  const [filters, setFilters] = useState<Filters>(NO_FILTERS);
  const venue = useVenue();
  return (
    <Page title={words('nav.orders')} wide>
      <Filter filters={filters} onChange={setFilters} />
      {venue.data && <Found filters={filters} currency={venue.data.currency} timeZone={venue.data.timezone} onClear={() => setFilters(NO_FILTERS)} />}
      {venue.problem && !venue.data && <VenueProblem problem={venue.problem} onRetry={venue.reload} />}
    </Page>
  );
}

function Found({ filters, currency, timeZone, onClear }: { filters: Filters; currency: string; timeZone: string; onClear: () => void }) {
  const words = useVenueWords();
  const { venueId } = useSession();
  const query = useDeferredValue(queryOf(filters, currency, timeZone));
  const found = useVenuePages(['orders', query], ({ order }, cursor) => order.GET('/v1/venues/{venue_id}/orders', { params: { path: { venue_id: venueId }, query: { ...query, limit: PAGE, ...(cursor ? { cursor } : {}) } } }), EVERY_MS);
  const orders = found.pages.flatMap((page) => page.orders);
  const isFiltered = Object.keys(query).length > 0;
  if (found.isLoading) return <Skeleton height="24rem" />;
  if (found.problem && !orders.length) return <VenueProblem problem={found.problem} onRetry={found.reload} />;
  if (!orders.length) {
    return (
      <Empty icon="receipt" title={words(isFiltered ? 'orders.none.found' : 'orders.none')} actions={isFiltered ? <Button onClick={onClear}>{words('orders.clear')}</Button> : undefined}>
        {!isFiltered && words('orders.none.text')}
      </Empty>
    );
  }
  return (
    <>
      <StaleNotice problem={found.problem} />
      <OrderRows orders={orders} timeZone={timeZone} />
      {found.loadMore && (
        <div className={styles.more}>
          <Button busy={found.isLoadingMore} onClick={found.loadMore}>
            {words('orders.more')}
          </Button>
        </div>
      )}
    </>
  );
}
