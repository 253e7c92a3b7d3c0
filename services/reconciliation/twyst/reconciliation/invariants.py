"""What must hold of the books: what `twyst-verify` looks at, contributed by an entry point."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from twyst.contracts import topics
from twyst.verify.invariant import Found, Query, Rows, Rule, StripeList, Verdict, WithoutTopics
from twyst.verify.mailbox import EventsAreTaken, OrdersAreHeard, mailbox_invariants

_NOT_MONEY_OF_ORDERS: Final = "('payout', 'payout_cancel', 'payout_failure')"


def _query(name: str, sentence: str, sql: str) -> Query:
    return Query(name, sentence, "reconciliation", sql)


BOOKS: Final = (
    _query("I33", "Each ledger transaction sums to zero.", """
        SELECT CASE WHEN sum(e.amount_minor) <> 0 OR count(*) < 2 THEN t.transaction_id::text END AS what
        FROM ledger_transactions t LEFT JOIN ledger_entries e USING (transaction_id)
        WHERE ($1::timestamptz IS NULL OR t.recorded_at >= $1) GROUP BY t.transaction_id, e.currency"""),
    _query("I37.balances", "A balance is the sum of its entries.", """
        SELECT CASE WHEN coalesce(b.balance_minor, 0) <> coalesce(e.minor, 0)
               THEN coalesce(b.venue_id, e.venue_id)::text || ' ' || coalesce(b.account, e.account) END AS what
        FROM ledger_balances b FULL JOIN (
          SELECT venue_id, currency, account, sum(amount_minor) AS minor FROM ledger_entries GROUP BY 1, 2, 3) e
          USING (venue_id, currency, account)"""),
    _query("I34.paid", "What diners paid is what the ledger says they paid.", """
        SELECT CASE WHEN coalesce(o.minor, 0) <> coalesce(b.balance_minor, 0)
               THEN coalesce(o.venue_id, b.venue_id)::text || ' ' || coalesce(o.currency, b.currency) END AS what
        FROM (SELECT venue_id, currency, sum(received_minor) AS minor FROM orders GROUP BY 1, 2) o
        FULL JOIN (SELECT * FROM ledger_balances WHERE account = 'diner_payments') b USING (venue_id, currency)"""),
    _query("I34.venue", "A venue's balance is its lines less what was paid out.", f"""
        SELECT CASE WHEN coalesce(s.minor, 0) <> -coalesce(b.balance_minor, 0)
               THEN coalesce(s.venue_id, b.venue_id)::text || ' ' || coalesce(s.currency, b.currency) END AS what
        FROM (SELECT venue_id, currency, sum(minor) AS minor FROM (
                SELECT venue_id, currency, net_minor AS minor FROM lines
                WHERE venue_id IS NOT NULL AND type NOT IN {_NOT_MONEY_OF_ORDERS}
                UNION ALL SELECT venue_id, currency, -amount_minor FROM payouts
                WHERE venue_id IS NOT NULL AND status NOT IN ('failed', 'canceled')
                UNION ALL SELECT venue_id, currency, amount_minor - lines_minor FROM payouts
                WHERE venue_id IS NOT NULL AND status NOT IN ('failed', 'canceled') AND lines_minor IS NOT NULL) moved
              GROUP BY 1, 2) s
        FULL JOIN (SELECT * FROM ledger_balances WHERE account = 'venue_balance') b USING (venue_id, currency)"""),
    _query("I35", "An itemised payout is the sum of its lines, or a discrepancy says that it is not.", """
        SELECT CASE WHEN (lines_minor <> amount_minor OR own_minor <> -amount_minor)
                     AND NOT EXISTS (SELECT FROM discrepancies d WHERE d.subject = 'payout:' || p.payout_id
                                     AND d.kind = 'payout_sum_differs' AND d.present) THEN payout_id END AS what
        FROM payouts p WHERE venue_id IS NOT NULL AND lines_minor IS NOT NULL"""),
    _query("I35.lines", "Every line that differs from what was expected has its discrepancy.", """
        SELECT CASE WHEN net_minor <> twyst_amount_minor - twyst_application_fee_minor - twyst_other_fee_minor
                     AND NOT EXISTS (SELECT FROM discrepancies d WHERE d.subject = 'line:' || l.line_id AND d.present)
               THEN line_id END AS what
        FROM lines l WHERE venue_id IS NOT NULL AND NOT waiting"""),
    _query("I37.history", "A discrepancy is as its history ends.", """
        SELECT CASE WHEN d.status IS DISTINCT FROM (SELECT e.status FROM discrepancy_events e
                      WHERE e.discrepancy_id = d.discrepancy_id ORDER BY e.event_id DESC LIMIT 1)
               THEN d.discrepancy_id::text END AS what
        FROM discrepancies d"""),
)  # fmt: skip


class LinesAreStripes(WithoutTopics):
    """Lines beside Stripe's balance transactions."""

    def verdict(self, found: Found) -> Verdict:
        return Verdict.of(len(found["lines"]), self._differences(found))

    def _differences(self, found: Found) -> Iterator[str]:
        at_stripe = {(row.get("account"), row["id"]): row for row in found["transactions"]}
        for line in found["lines"]:
            there = at_stripe.get((line["account_id"], line["line_id"]))
            if there is None:
                yield f"{line['line_id']} of {line['account_id']} is not at Stripe"
            elif (line["amount_minor"], line["net_minor"]) != (there["amount"], there["net"]):
                yield (
                    f"{line['line_id']}: {line['amount_minor']} net {line['net_minor']}, "
                    f"at Stripe {there['amount']} net {there['net']}"
                )


INVARIANTS: Final = (
    *BOOKS,
    Rule("I34", "Every line in the books is a balance transaction of Stripe's, to the cent.", LinesAreStripes,
         first={"lines": Rows("reconciliation", """
             SELECT line_id, account_id, amount_minor, net_minor FROM lines
             WHERE ($1::timestamptz IS NULL OR created_at >= $1)""")},
         then={"transactions": StripeList("/v1/balance_transactions", connected=True)}),
    Rule("I46.reconciliation", "The books have heard every event of every order.", OrdersAreHeard, (topics.ORDERS_EVENTS.name,),
         then={"heard": Rows("reconciliation", "SELECT order_id::text, seq FROM orders")}),
    Rule("I46.accounts", "The books have taken every event about an account.", EventsAreTaken,
         (topics.STRIPE_ACCOUNT_EVENTS.name,),
         then={"taken": Rows("reconciliation", "SELECT event_id FROM inbox WHERE consumer = 'reconciliation.accounts'"
                             " UNION SELECT event_id FROM parked WHERE consumer = 'reconciliation.accounts'")}),
    *mailbox_invariants("reconciliation", append_only=("ledger_transactions", "ledger_entries", "discrepancy_events")),
)  # fmt: skip
