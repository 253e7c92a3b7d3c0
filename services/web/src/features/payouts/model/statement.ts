import type { Statement, StatementLine, StatementRow } from '@/api/office';

/** A statement without these would leave its reader wondering. */
const ALWAYS: readonly StatementRow['section'][] = ['orders', 'refunds', 'platform_fees', 'stripe_fees'];

const isEmpty = (row: StatementRow): boolean => !row.lines && !row.twyst_minor && !row.stripe_minor;

/** The rows that say something, in the order of the statement. */
export function shownRows(statement: Statement): StatementRow[] {
  return statement.rows.filter((row) => ALWAYS.includes(row.section) || !isEmpty(row));
}

/** A payout that is not itemised has nothing to compare: its one figure is Stripe's. */
export const isComparable = (itemisation: 'itemised' | 'awaited' | 'not_possible'): boolean => itemisation === 'itemised';

export interface OrderInPayout {
  orderId: string;
  orderNumber: string;
  tableLabel: string;
  currency: string;
  grossMinor: number;
  feeMinor: number;
  netMinor: number;
  differenceMinor: number;
  isRefunded: boolean;
  waiting: boolean;
}

/** Lines by order, in the order of the first line; what belongs to no order comes by itself. */
export function byOrder(lines: readonly StatementLine[]): { orders: OrderInPayout[]; others: StatementLine[] } {
  const orders = new Map<string, OrderInPayout>();
  const others: StatementLine[] = [];
  for (const line of lines) {
    if (!line.order_id) {
      others.push(line);
      continue;
    }
    const known = orders.get(line.order_id);
    orders.set(line.order_id, {
      orderId: line.order_id,
      orderNumber: line.order_number ?? '',
      tableLabel: line.table_label ?? '',
      currency: line.currency,
      grossMinor: (known?.grossMinor ?? 0) + line.stripe_amount_minor,
      feeMinor: (known?.feeMinor ?? 0) + line.stripe_fee_minor,
      netMinor: (known?.netMinor ?? 0) + line.stripe_net_minor,
      differenceMinor: (known?.differenceMinor ?? 0) + line.difference_minor,
      isRefunded: (known?.isRefunded ?? false) || line.section === 'refunds',
      waiting: (known?.waiting ?? false) || line.waiting,
    });
  }
  return { orders: [...orders.values()], others };
}
