"""What is asked at Stripe when its events were lost: the way from a line back to its order, and what Stripe refuses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from twyst.reconciliation.adapters.store.desk import PostgresTransactions
from twyst.reconciliation.adapters.stripe_reader import StripeReader, stripe_client
from twyst.reconciliation.application.ask_origins import AskOrigins
from twyst.reconciliation.application.ports import StripeRefused, StripeUnavailable
from twyst.reconciliation.application.sync_accounts import SyncAccounts
from twyst.reconciliation.domain.outcome import Policy

_LOST = {f"transfer.{name}" for name in ("created", "updated", "reversed")} | {
    f"application_fee.{name}" for name in ("created", "refunded")
}


def clock():
    return datetime.now(UTC)


async def test_lines_whose_transfers_were_never_heard_of_find_their_orders(world, database):
    await world.open_venue()
    refunded = await world.pay(1500, 150)
    await world.pay(1000, 100)
    await world.control("clock/advance", {"seconds": 2})
    await world.refund(refunded, amount=500)
    await world.relay_events(lose=_LOST)
    await world.tell_orders()
    reader = StripeReader(world.stripe, clock, "journey")
    transactions = PostgresTransactions(database)
    # The lines are seen before any payout; no event says what they are.
    sync = SyncAccounts(transactions, reader, clock, Policy(), every=timedelta(0))
    await world.everything_taken(database)
    assert await sync.everything() == ([world.account], [])
    ask = AskOrigins(transactions, reader, clock, Policy(grace=timedelta(0)))
    assert await ask() == 3
    assert await ask() == 0
    async with database.transaction() as connection:
        found = await connection.exec_driver_sql(
            "SELECT order_id::text, net_minor, waiting, refund_id IS NOT NULL FROM lines ORDER BY net_minor"
        )
        lines = [tuple(row) for row in found.fetchall()]
    other = next(order_id for order_id in world.orders if order_id != refunded)
    assert lines == [
        (refunded, -450, False, True),
        (other, 900, False, False),
        (refunded, 1350, False, False),
    ]
    assert (await world.get("/discrepancies?status=all"))["discrepancies"] == []
    (balance,) = (await world.get("/payouts"))["balances"]
    assert (balance["due_minor"], balance["in_stripe_minor"]) == (0, 1800)


async def test_what_stripe_refuses_and_what_it_cannot_answer(sandbox_url):
    async with stripe_client("sk_test_journey", sandbox_url) as stripe:
        reader = StripeReader(stripe, clock, "journey")
        with pytest.raises(StripeRefused):
            await anext(reader.payout_lines("acct_nobody", "po_nobody"))
    async with stripe_client("sk_test_wrong", sandbox_url) as stripe:
        with pytest.raises(StripeUnavailable, match="refuses our key"):
            await anext(StripeReader(stripe, clock, "journey").payouts("acct_nobody", clock()))
    async with stripe_client("sk_test_journey", "http://127.0.0.1:9") as stripe:
        with pytest.raises(StripeUnavailable):
            await anext(StripeReader(stripe, clock, "journey").payouts("acct_nobody", clock()))
