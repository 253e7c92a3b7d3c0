"""The ledger in PostgreSQL: one statement posts a batch of transactions, their entries, and the balances."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from sqlalchemy.ext.asyncio import AsyncConnection

from twyst.mailbox.database import execute, fetch
from twyst.reconciliation.application.news import Posting
from twyst.reconciliation.domain.accounts import Account
from twyst.reconciliation.domain.postings import Position

# `= ANY(ARRAY(…))` keeps to the index: without statistics the planner takes a hundred subjects for half of the table.
_POSTED: Final = """
SELECT t.subject, e.account, e.order_id::text, sum(e.amount_minor)::bigint AS amount_minor
FROM ledger_transactions t JOIN ledger_entries e USING (transaction_id) WHERE t.subject = ANY(ARRAY(SELECT unnest($1::text[])))
GROUP BY 1, 2, 3 HAVING sum(e.amount_minor) <> 0
"""
# Balances are locked in the order of their keys, so that two transactions of one venue cannot deadlock.
_POST: Final = """
WITH written AS (
  INSERT INTO ledger_transactions (venue_id, currency, subject, revision, because)
  SELECT t.venue_id, t.currency, t.subject,
         1 + (SELECT count(*) FROM ledger_transactions before WHERE before.subject = t.subject), t.because
  FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) WITH ORDINALITY
    AS t (venue_id, currency, subject, because, position)
  ORDER BY t.position
  RETURNING transaction_id, venue_id, currency, subject
), sides AS (
  INSERT INTO ledger_entries (transaction_id, venue_id, currency, account, order_id, amount_minor)
  SELECT w.transaction_id, w.venue_id, w.currency, e.account, e.order_id, e.amount
  FROM unnest($5::text[], $6::text[], $7::uuid[], $8::bigint[]) WITH ORDINALITY
    AS e (subject, account, order_id, amount, position)
  JOIN written w USING (subject) ORDER BY e.position
  RETURNING venue_id, currency, account, amount_minor
)
INSERT INTO ledger_balances (venue_id, currency, account, balance_minor)
SELECT venue_id, currency, account, sum(amount_minor) FROM sides GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
ON CONFLICT (venue_id, currency, account)
DO UPDATE SET balance_minor = ledger_balances.balance_minor + EXCLUDED.balance_minor
"""


class PostgresLedger:
    """`Ledger` on the connection of an open transaction. The subjects' accounts are locked by then."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def posted(self, subjects: Collection[str]) -> dict[str, Position]:
        positions: dict[str, dict[tuple[Account, str | None], int]] = {}
        for row in await fetch(self._connection, _POSTED, list(subjects)):
            position = positions.setdefault(row["subject"], {})
            position[Account(row["account"]), row["order_id"]] = row["amount_minor"]
        return dict(positions)

    async def post(self, postings: Sequence[Posting]) -> None:
        if not postings:
            return
        sides = [(each.subject, *side, amount) for each in postings for side, amount in each.entries.items()]
        await execute(
            self._connection,
            _POST,
            [each.venue_id for each in postings],
            [each.currency for each in postings],
            [each.subject for each in postings],
            [each.because for each in postings],
            *map(list, zip(*sides, strict=True)),
        )
