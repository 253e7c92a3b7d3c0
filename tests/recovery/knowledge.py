"""All that the platform knows, as hashes and facts that must come out the same after a recovery; and `twyst-ops` from outside."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from twyst.mailbox.database import Database, fetch
from twyst.order.adapters.book.canonical import compare

# The alarm is a timer's, and counts as a change that boards see.
_KITCHEN = "SELECT (to_jsonb(t) - '{alarmed_at,lapsed_at,revision}'::text[])::text AS fact FROM tickets t"
_FOLLOWED = "SELECT row(order_id, seq, stage)::text AS fact FROM followed_orders"
# What the books have heard from topics. A timer asks Stripe for lines of balances, and where they came from: that is left out.
_BOOKS = """
SELECT row(order_id, venue_id, account_id, currency, seq, state, paid_at, fee_minor, payments, refunds, disputes)::text
  AS fact FROM orders
UNION ALL SELECT (to_jsonb(l) - 'payment_intent')::text FROM legs l
UNION ALL SELECT row(fees.*)::text FROM fees
UNION ALL SELECT row(payout_id, account_id, currency, amount_minor, status)::text FROM payouts
"""
_SETTLED_SECONDS, _QUIET_SECONDS = 120.0, 5.0
_WRITTEN = "SELECT count(*) AS journal, (SELECT count(*) FROM outbox) AS outbox, (SELECT count(*) FROM calls) AS calls FROM journal"


@dataclass(frozen=True)
class Knowledge:
    """Equal before and after means: nothing was lost, nothing was done twice."""

    orders: str
    folded: str
    written: Mapping[str, int]
    tickets: frozenset[str]
    followed: frozenset[str]
    books: frozenset[str]


async def knowledge(described: Mapping[str, Any]) -> Knowledge:
    """Read with the auditors' roles. `described` is `stack.json`."""
    databases = {
        name: Database(dsn, pool_size=1, application_name="knowledge")
        for name, dsn in described["postgres"].items()
    }
    try:
        async with databases["order"].transaction() as connection:

            async def ask(sql: str, *arguments: Any) -> Any:
                return await fetch(connection, sql, *arguments)

            found = [each async for each in compare(ask)]
            written = dict((await ask(_WRITTEN))[0])
        async with databases["fulfillment"].transaction() as connection:
            tickets, followed = await fetch(connection, _KITCHEN), await fetch(connection, _FOLLOWED)
        async with databases["reconciliation"].transaction() as connection:
            books = await fetch(connection, _BOOKS)
    finally:
        for database in databases.values():
            await database.close()
    assert found, "there are no orders to know of"
    return Knowledge(
        orders=" ".join(each.live.digest for each in found),
        folded=" ".join(each.folded.digest for each in found),
        written=written,
        tickets=_facts(tickets),
        followed=_facts(followed),
        books=_facts(books),
    )


async def settled_knowledge(described: Mapping[str, Any]) -> Knowledge:
    """What is known once nothing comes any more: Stripe moves a payment's money a while after it was paid, and tells of it."""
    before = await knowledge(described)
    async with asyncio.timeout(_SETTLED_SECONDS):
        while True:
            await asyncio.sleep(_QUIET_SECONDS)
            after = await knowledge(described)
            if after == before:
                return after
            before = after


def _facts(rows: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    return frozenset(row["fact"] for row in rows)


@dataclass(frozen=True)
class Ops:
    """`twyst-ops --json …` on a stack."""

    stack: Path

    async def __call__(self, *words: str, code: int = 0) -> Any:
        """What it printed; it must end with `code`."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "twyst.ops", "--json", "--stack", str(self.stack), *words),
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        output, errors = await process.communicate()
        assert process.returncode == code, (
            f"twyst-ops {' '.join(words)}: {process.returncode} {errors.decode()}"
        )
        return json.loads(output) if output.strip() else None

    async def do(self, *words: str) -> Any:
        """A changing command, done at once; nothing of it may fail."""
        done = await self(
            *words, "--execute", "--reason", "a recovery that is tested", "--max-items", "1000000"
        )
        assert not (done or {}).get("failed"), done
        return done
