"""From a diner's payment to the venue's bank: real Kafka and PostgreSQL, the worker, the API, and a Stripe sandbox."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from twyst.messaging.topics import replay_topic
from twyst.reconciliation.adapters.canonical import books_hash
from twyst.reconciliation.adapters.store.desk import PostgresTransactions
from twyst.reconciliation.adapters.stripe_reader import StripeReader
from twyst.reconciliation.application.sync_accounts import SyncAccounts
from twyst.reconciliation.domain.outcome import Policy
from twyst.reconciliation.invariants import INVARIANTS
from twyst.testing.invariants import broken_queries
from twyst.testing.waiting import eventually

_PAYOUT_EVENTS = {f"payout.{name}" for name in ("created", "updated", "paid", "reconciliation_completed")}


async def test_from_the_payment_to_the_bank(world, database):
    await world.open_venue()
    first = await _an_evening(world)
    await _assert_books_hold(world, database)
    second = await _a_payout_whose_webhooks_are_lost(world, database, {first})
    await _a_payout_that_comes_back(world, {first, second}, second)
    await _assert_books_hold(world, database)
    timeline = await world.get("/settlements")
    assert {order["stage"] for order in timeline["orders"]} == {"paid_out"}
    await _assert_again_changes_nothing(world, database)


async def _an_evening(world):
    """Payments, refunds, a lost dispute, and a payment that the venue took by itself; then the payout."""
    await world.pay(1000, 100)
    partly, wholly = await world.pay(2500, 250), await world.pay(999, 99)
    disputed = await world.pay(800, 80)
    await world.control("clock/advance", {"seconds": 2})
    await world.refund(partly, amount=700)
    await world.refund(wholly)
    await world.lose_dispute(disputed)
    await world.control("direct_charges", {"account": world.account, "amount": 555, "currency": "eur"})
    await world.days_pass(3)
    await world.relay_events()
    await world.tell_orders()
    (payout,) = await world.payouts()
    statement = await world.statement(payout)
    assert _exact_rows(statement) == {
        "orders": 1000 + 2500 + 999 + 800,
        "refunds": -700 - 999,
        "platform_fees": -(100 + 250 + 99 + 80) + 70 + 99 + 80,
        "disputes": -800,
        "venue_funds": 555,
        "stripe_fees": -33,
    }
    named = {line["order_id"] for line in statement["lines"] if line["section"] != "venue_funds"}
    assert named == set(world.orders)
    return payout


async def _a_payout_whose_webhooks_are_lost(world, database, before):
    """The sync finds it."""
    await world.pay(1234, 123)
    await world.days_pass(3)
    await world.relay_events(lose=_PAYOUT_EVENTS)
    await world.tell_orders()
    (payout,) = await world.payouts() - before
    await _sync(world, database)
    assert _exact_rows(await world.statement(payout)) == {"orders": 1234, "platform_fees": -123}
    return payout


async def _a_payout_that_comes_back(world, before, payout):
    """It fails after it was paid; its money is in the next one."""
    await world.control(f"payouts/{payout}/fail", {"disable_bank_account": False})
    await world.pay(400, 40)
    await world.days_pass(3)
    await world.relay_events()
    await world.tell_orders()
    later = [_exact_rows(await world.statement(each)) for each in await world.payouts() - before]
    assert sorted(later, key=len) == [{"other_payouts": 1111}, {"orders": 400, "platform_fees": -40}]
    assert (await world.get(f"/payouts/{payout}"))["payout"]["status"] == "failed"


def _exact_rows(found):
    """The rows of a statement that adds up, without a difference or a remainder."""
    statement = found["statement"]
    assert sum(row["stripe_minor"] for row in statement["rows"]) == found["payout"]["amount_minor"]
    assert (statement["difference_minor"], statement["remainder_minor"]) == (0, 0)
    assert found["payout"]["open_discrepancies"] == 0
    return {row["section"]: row["stripe_minor"] for row in statement["rows"] if row["stripe_minor"]}


async def _sync(world, database):
    def clock():
        return datetime.now(UTC)

    reader = StripeReader(world.stripe, clock, "journey")
    transactions = PostgresTransactions(database)
    sync = SyncAccounts(transactions, reader, clock, Policy(), every=timedelta(0))
    assert await sync.everything() == ([world.account], [])


async def _assert_books_hold(world, database):
    await world.everything_taken(database)
    async with database.transaction() as connection:
        assert await broken_queries(connection, INVARIANTS) == {}
    assert (await world.get("/discrepancies?status=all"))["discrepancies"] == []
    (summary,) = (await world.get("/v1/platform/summary"))["currencies"]
    parts = ("kept", "refunded", "moving", "refund_owed", "held", "waiting")
    assert summary["diners_paid_minor"] == sum(summary[f"{part}_minor"] for part in parts)
    assert summary["diners_paid_minor"] == sum(order["amount"] for order in world.orders.values())


async def _assert_again_changes_nothing(world, database):
    """Every event once more, through the group's replay topic, and the sync."""
    await world.everything_taken(database)
    before = await _state(database)
    replay = replay_topic("reconciliation.accounts")
    for key, message in world.relayed:
        await world.send(replay, key, message)
    await _sync(world, database)
    # The last record of each key says nothing; once it was taken, all before it were.
    last = {key: {**message, "id": f"evt_last_{key}"} for key, message in world.relayed}
    for key, message in last.items():
        await world.send(replay, key, {**message, "object": {"object": "account", "id": key}})

    async def all_taken():
        async with database.transaction() as connection:
            sql = "SELECT count(*) FROM inbox WHERE event_id LIKE 'evt_last_%%'"
            return (await connection.exec_driver_sql(sql)).scalar_one() == len(last)

    await eventually(all_taken, timeout_seconds=30)
    assert await _state(database) == before


async def _state(database):
    async with database.transaction() as connection:
        sql = "SELECT count(*) FROM inbox WHERE event_id NOT LIKE 'evt_last_%%'"
        return (await connection.exec_driver_sql(sql)).scalar_one(), await books_hash(connection)
