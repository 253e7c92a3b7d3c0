'use client';

import type { Payout, PayoutStatement, Statement } from '@/api/office';
import { useLocale, useVenueWords } from '@/lib/context/context';
import { formatMoney } from '@/lib/money';
import { classes } from '@/ui/classes';

import { shownRows } from './model/statement';
import styles from './payout.module.css';

/** Twyst, Stripe, and the difference between the two: read from left to right, added up from top to bottom. */
export function StatementTable({ statement, currency }: { statement: Statement; currency: string }) {
  const words = useVenueWords();
  const locale = useLocale();
  const money = (minor: number): string => formatMoney(minor, currency, locale);
  return (
    <section className={styles.section} aria-labelledby="statement">
      <h2 id="statement" className={styles.title}>
        {words('payout.statement')}
      </h2>
      <p className={styles.text}>{words('payout.statement.text')}</p>
      <div className={styles.scroll} role="group" aria-labelledby="statement" tabIndex={0}>
        <table className={styles.statement}>
          <thead>
            <tr>
              <td />
              <th scope="col">{words('payout.twyst')}</th>
              <th scope="col">{words('payout.stripe')}</th>
              <th scope="col">{words('payout.difference')}</th>
            </tr>
          </thead>
          <tbody>
            {shownRows(statement).map((row) => (
              <tr key={row.section}>
                <th scope="row">{words(`section.${row.section}`)}</th>
                <td>{money(row.twyst_minor)}</td>
                <td>{money(row.stripe_minor)}</td>
                <Difference minor={row.difference_minor} money={money} />
              </tr>
            ))}
          </tbody>
          <tfoot>
            <tr>
              <th scope="row">{words('payout.paidOut')}</th>
              <td>{money(statement.twyst_minor)}</td>
              <td>{money(statement.stripe_minor)}</td>
              <Difference minor={statement.difference_minor} money={money} />
            </tr>
          </tfoot>
        </table>
      </div>
    </section>
  );
}

/** Nothing is a dash, so that the one cent that is not nothing is seen. */
export function Difference({ minor, money }: { minor: number; money: (minor: number) => string }) {
  return <td className={classes(styles.difference, minor !== 0 && styles.differs)}>{minor ? money(minor) : '–'}</td>;
}

/** A payout that Stripe does not itemise: what was due before, and after. */
export function RollForward({ payout, rollForward }: { payout: Payout; rollForward: NonNullable<PayoutStatement['roll_forward']> }) {
  const words = useVenueWords();
  const locale = useLocale();
  const rows = [
    [words('payout.opening'), rollForward.opening_minor],
    [words('payout.itself'), -payout.amount_minor],
  ] as const;
  return (
    <section className={styles.section} aria-labelledby="roll-forward">
      <h2 id="roll-forward" className={styles.title}>
        {words('payout.rollForward')}
      </h2>
      <table className={classes(styles.statement, styles.narrow)}>
        <tbody>
          {rows.map(([label, minor]) => (
            <tr key={label}>
              <th scope="row">{label}</th>
              <td>{formatMoney(minor, payout.currency, locale)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{words('payout.closing')}</th>
            <td>{formatMoney(rollForward.closing_minor, payout.currency, locale)}</td>
          </tr>
        </tfoot>
      </table>
    </section>
  );
}
