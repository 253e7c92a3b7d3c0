"""What an operator does about the books: contributed to `twyst-ops` by an entry point."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import typer

from twyst.ops.desk import Execution
from twyst.ops.eyes import Eyes, Failed
from twyst.ops.hands import Hands
from twyst.ops.options import changing
from twyst.ops.parked import add_door
from twyst.ops.registry import Registry, desk
from twyst.ops.run import STRIPE_PER_SECOND, Deed, Draft, Item, Progress, has_stripe
from twyst.reconciliation.adapters.readers import parked_readers
from twyst.reconciliation.adapters.store.desk import PostgresTransactions
from twyst.reconciliation.adapters.stripe_reader import StripeReader, stripe_client
from twyst.reconciliation.application.import_payouts import ImportPayouts
from twyst.reconciliation.application.redrive import Redrive
from twyst.reconciliation.settings import PolicySettings
from twyst.runtime.clock import utc_now

_DIFFERENCES: Final = """
SELECT discrepancy_id::text, kind, subject, venue_id::text, currency, twyst_minor, stripe_minor, order_id::text, payout_id,
       opened_at, present
FROM discrepancies WHERE status <> 'resolved' ORDER BY opened_at LIMIT 10000
"""
_UNREAD: Final = """
SELECT payout_id, account_id, amount_minor, currency, attempts, last_error AS error, fetch_after AS again_at
FROM payouts WHERE wanted > fetched AND last_error IS NOT NULL ORDER BY fetch_after LIMIT 10000
"""


class Door:
    """Parked records of orders, accounts and venues, by the service's own use case."""

    async def redrive(self, hands: Hands, key: str, *, by: str) -> str:
        taken = await _use_case(hands)(key, by=by)
        return ", ".join(f"{outcome} {count}" for outcome, count in taken.items() if count)

    async def discard(self, hands: Hands, ids: Sequence[int], *, by: str, reason: str) -> int:
        return await _use_case(hands).discard(ids, by=by, reason=reason)


def _use_case(hands: Hands) -> Redrive:
    settings = PolicySettings(environment=hands.targets.environment)
    transactions = PostgresTransactions(hands.database("reconciliation"))
    return Redrive(transactions, utc_now, settings.policy, parked_readers(settings.environment))


def differences(context: typer.Context) -> None:
    """What Twyst expected and Stripe did not pay, or the other way round, and nobody has resolved; the oldest first."""
    here = desk(context)
    rows = here.look(lambda eyes: eyes.rows("reconciliation", _DIFFERENCES))
    here.told.rows("open differences", rows, empty="the books agree with Stripe")


def unread(context: typer.Context) -> None:
    """Payouts whose lines Stripe did not list when they were last asked for."""
    here = desk(context)
    rows = here.look(lambda eyes: eyes.rows("reconciliation", _UNREAD))
    here.told.rows("unread payouts", rows, empty="every payout is read")


@changing(rate=STRIPE_PER_SECOND)
def read(context: typer.Context, *, how: Execution) -> None:
    """Read the unread payouts at Stripe now, as the worker would later."""

    async def plan(eyes: Eyes) -> Draft:
        rows = await eyes.rows("reconciliation", _UNREAD)
        items = tuple(Item(row["payout_id"], f"{row['attempts']} attempts: {row['error']}") for row in rows)
        return Draft(f"read {len(items)} payouts at Stripe", items)

    desk(context).change("payouts read", plan, how)


async def _read(hands: Hands, item: Item, _run: Progress) -> str:
    read_from = hands.targets.read
    settings = PolicySettings(environment=hands.targets.environment)
    transactions = PostgresTransactions(hands.database("reconciliation"))
    async with stripe_client(hands.eyes.stripe_key(), read_from.stripe_api) as client:
        stripe = StripeReader(client, utc_now, settings.environment)
        error = await ImportPayouts(transactions, stripe, utc_now, settings.policy).fetch_now(item.id)
    if error is not None:
        raise Failed(f"Stripe: {error}")
    return "read"


def register(registry: Registry) -> None:
    """Add the commands."""
    add_door(registry, "reconciliation", Door())
    payouts = registry.group("payouts", "What Stripe pays out, and what it should.")
    payouts.command()(differences)
    payouts.command()(unread)
    payouts.command()(read)
    registry.deed(Deed("payouts read", "reconciliation", _read, check=has_stripe))
