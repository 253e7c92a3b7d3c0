'use client';

import { useState } from 'react';

import type { Venue } from '@/api/office';
import { useVenueQuery } from '@/api/session/use-venue-query';
import { useLocale, useVenueWords } from '@/lib/context/context';
import { exponentOf, formatMoney } from '@/lib/money';
import { formatDay } from '@/lib/time';
import { Bars } from '@/ui/bars';
import { Skeleton } from '@/ui/panel';
import { StaleNotice, VenueProblem } from '@/ui/problem';
import { Table } from '@/ui/table';

import { type ChartDay, dayIn, lastDays, roundUp } from './model/days';
import styles from './payouts.module.css';

const DAYS = 30;

/** What each of the last days brought, and how far that money has come. */
export function ThirtyDays({ venue }: { venue: Venue }) {
  const words = useVenueWords();
  const locale = useLocale();
  const [today] = useState(() => dayIn(venue.timezone, Date.now()));
  const settlements = useVenueQuery(['settlements', 'days'], ({ reconciliation, venueId }) => reconciliation.GET('/v1/venues/{venue_id}/settlements', { params: { path: { venue_id: venueId }, query: { limit: 1 } } }), { everyMs: 30_000 });
  if (settlements.problem && !settlements.data) return <VenueProblem problem={settlements.problem} onRetry={settlements.reload} />;
  if (!settlements.data) return <Skeleton height="22rem" />;
  const days = lastDays(settlements.data.days, venue.currency, today, DAYS);
  const total = days.reduce((sum, day) => sum + day.netMinor, 0);
  const orders = days.reduce((sum, day) => sum + day.orders, 0);
  const money = (minor: number): string => formatMoney(minor, venue.currency, locale);
  return (
    <section className={styles.card} aria-labelledby="thirty-days">
      <header className={styles.cardHead}>
        <h2 id="thirty-days" className={styles.heading}>
          {words('chart.title')}
        </h2>
        <p className={styles.small}>{orders ? words('chart.sum', { amount: money(total), count: orders }) : words('chart.empty')}</p>
      </header>
      <StaleNotice problem={settlements.problem} />
      <Chart days={days} currency={venue.currency} />
      {orders > 0 && (
        <details className={styles.details}>
          <summary>{words('chart.table')}</summary>
          <DayTable days={[...days].reverse().filter((day) => day.orders)} money={money} />
        </details>
      )}
    </section>
  );
}

function Chart({ days, currency }: { days: readonly ChartDay[]; currency: string }) {
  const words = useVenueWords();
  const locale = useLocale();
  const highest = Math.max(0, ...days.map((day) => day.paidOutMinor + day.inPayoutMinor + day.toComeMinor));
  return (
    <Bars
      label={words('chart.text')}
      top={roundUp(highest, exponentOf(currency))}
      formatTick={(value) => formatMoney(Math.round(value), currency, locale)}
      first={formatDay(days[0]!.day, locale)}
      last={formatDay(days.at(-1)!.day, locale)}
      bars={days.map((day) => ({
        key: day.day,
        parts: [
          { look: 'full', value: day.paidOutMinor },
          { look: 'hatched', value: day.inPayoutMinor },
          { look: 'hollow', value: day.toComeMinor },
        ],
      }))}
      legend={[
        { look: 'full', label: words('chart.paidOut') },
        { look: 'hatched', label: words('chart.inPayout') },
        { look: 'hollow', label: words('chart.toCome') },
      ]}
    />
  );
}

function DayTable({ days, money }: { days: readonly ChartDay[]; money: (minor: number) => string }) {
  const words = useVenueWords();
  const locale = useLocale();
  const figure = (key: 'paidOutMinor' | 'inPayoutMinor' | 'toComeMinor' | 'netMinor', head: string) => ({ key, head, figures: true, cell: (day: ChartDay) => money(day[key]) });
  return (
    <Table
      caption={words('chart.title')}
      hideCaption
      rows={days}
      rowKey={({ day }) => day}
      columns={[
        { key: 'day', head: words('money.day'), cell: (day) => formatDay(day.day, locale) },
        { key: 'orders', head: words('money.orders'), figures: true, cell: (day) => day.orders },
        figure('paidOutMinor', words('chart.paidOut')),
        figure('inPayoutMinor', words('chart.inPayout')),
        figure('toComeMinor', words('chart.toCome')),
        figure('netMinor', words('money.net')),
      ]}
    />
  );
}
