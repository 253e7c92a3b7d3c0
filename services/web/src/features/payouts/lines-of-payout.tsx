'use client';

import Link from 'next/link';
import { useState } from 'react';

import { settle } from '@/api/client';
import type { PayoutStatement, StatementLine } from '@/api/office';
import type { Problem } from '@/api/problem';
import { useSession } from '@/api/session/use-session';
import { useLocale, useVenueWords } from '@/lib/context/context';
import { formatMoney } from '@/lib/money';
import { Badge } from '@/ui/badge';
import { Button } from '@/ui/button';
import { ProblemNotice } from '@/ui/problem';
import { Table } from '@/ui/table';

import { byOrder, type OrderInPayout } from './model/statement';
import styles from './payout.module.css';
import { readPayout } from './read-payout';

const LINES = 500;

/** The orders inside, by the lines that Stripe listed; a large payout comes in pages. */
export function LinesOfPayout({ first }: { first: PayoutStatement }) {
  const words = useVenueWords();
  const { lines, cursor, more, busy, problem } = useMoreLines(first);
  const { orders, others } = byOrder(lines);
  return (
    <>
      {orders.length > 0 && (
        <section className={styles.section} aria-labelledby="orders-inside">
          <h2 id="orders-inside" className={styles.title}>
            {words('payout.lines')}
          </h2>
          <Orders orders={orders} />
        </section>
      )}
      {others.length > 0 && <Others lines={others} />}
      {problem && <ProblemNotice reading problem={problem} />}
      {cursor && (
        <Button busy={busy} onClick={() => void more()}>
          {words('money.more')}
        </Button>
      )}
    </>
  );
}

function useMoreLines(first: PayoutStatement) {
  const { reconciliation, venueId } = useSession();
  const [pages, setPages] = useState<PayoutStatement[]>([]);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const cursor = (pages.at(-1) ?? first).cursor;
  const more = async (): Promise<void> => {
    setBusy(true);
    const result = await settle(readPayout(reconciliation, venueId, first.payout.payout_id, { limit: LINES, cursor }));
    setBusy(false);
    setProblem(result.ok ? null : result.problem);
    if (result.ok) setPages((known) => [...known, result.data]);
  };
  return { lines: [first, ...pages].flatMap((page) => page.lines), cursor, more, busy, problem };
}

function Orders({ orders }: { orders: readonly OrderInPayout[] }) {
  const words = useVenueWords();
  const locale = useLocale();
  const { venueId, may } = useSession();
  const money = (minor: number, { currency }: OrderInPayout): string => formatMoney(minor, currency, locale);
  const name = (each: OrderInPayout): string => words('money.order', { number: each.orderNumber || each.orderId.slice(0, 8) });
  return (
    <Table
      caption={words('payout.lines')}
      hideCaption
      rows={orders}
      rowKey={({ orderId }) => orderId}
      columns={[
        {
          key: 'order',
          head: words('discrepancy.order'),
          cell: (each) => (
            <span className={styles.order}>
              {may('view_orders') ? (
                <Link prefetch={false} href={`/dashboard/${venueId}/orders/${each.orderId}`}>
                  {name(each)}
                </Link>
              ) : (
                name(each)
              )}
              {each.isRefunded && <Badge>{words('payout.partly')}</Badge>}
              {each.waiting && <Badge icon="clock">{words('payout.verdict.waiting')}</Badge>}
            </span>
          ),
        },
        { key: 'table', head: words('money.table', { label: '' }).trim(), cell: (each) => each.tableLabel },
        { key: 'gross', head: words('money.afterRefunds'), figures: true, cell: (each) => money(each.grossMinor, each) },
        { key: 'fee', head: words('money.fee'), figures: true, cell: (each) => money(-each.feeMinor, each) },
        { key: 'net', head: words('money.net'), figures: true, cell: (each) => <strong>{money(each.netMinor, each)}</strong> },
        { key: 'difference', head: words('payout.difference'), figures: true, cell: (each) => (each.differenceMinor ? <span className={styles.differs}>{money(each.differenceMinor, each)}</span> : '–') },
      ]}
    />
  );
}

function Others({ lines }: { lines: readonly StatementLine[] }) {
  const words = useVenueWords();
  const locale = useLocale();
  return (
    <section className={styles.section} aria-labelledby="others-inside">
      <h2 id="others-inside" className={styles.title}>
        {words('payout.others')}
      </h2>
      <Table
        caption={words('payout.others')}
        hideCaption
        rows={lines}
        rowKey={({ line_id }) => line_id}
        columns={[
          { key: 'section', head: words('section'), cell: (line) => words(`section.${line.section}`) },
          { key: 'type', head: words('discrepancy.line'), cell: (line) => <span className={styles.reference}>{line.line_id}</span> },
          { key: 'net', head: words('money.net'), figures: true, cell: (line) => formatMoney(line.stripe_net_minor, line.currency, locale) },
          { key: 'difference', head: words('payout.difference'), figures: true, cell: (line) => (line.difference_minor ? <span className={styles.differs}>{formatMoney(line.difference_minor, line.currency, locale)}</span> : '–') },
        ]}
      />
    </section>
  );
}
