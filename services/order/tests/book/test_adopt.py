"""A backup of any age, brought up to date from the order's own events: the same order, and the same bytes to publish."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from twyst.mailbox.database import Database, fetch
from twyst.order.adapters.book import codec
from twyst.order.adapters.book.canonical import compare
from twyst.order.adapters.book.desk import PostgresTransactions
from twyst.order.adapters.records import read_stripe
from twyst.order.application.adopt import CannotAdopt, adopt
from twyst.order.application.apply_inputs import apply_inputs
from twyst.order.application.arrivals import arrival_of
from twyst.order.application.calls import create_call
from twyst.order.application.fold import Arrival, create
from twyst.order.application.make_calls import MakeCalls
from twyst.order.application.ports import Batch
from twyst.order.domain import inputs
from twyst.order.domain.facts import RefundStatus
from twyst.order.domain.order import Published, Terms
from twyst.order.ops.adopt import told_of

pytestmark = pytest.mark.integration

_DECIDED = """
SELECT state, version, seq, payment_intent, open_holds, money_at_stake, terms::text FROM orders WHERE order_id = $1::uuid
"""
_STANDING = "SELECT standing::text FROM orders WHERE order_id = $1::uuid"
_EVENTS = "SELECT ce_type, ce_time, body, headers::text FROM outbox WHERE key = $1::text ORDER BY id"
_STEPS = "SELECT version, from_state, to_state, trigger FROM transitions WHERE order_id = $1::uuid ORDER BY version"
_CALLS = "SELECT stripe_key, kind, parameters::text, status, attempts FROM calls WHERE order_id = $1::uuid ORDER BY 1"
_BEGAN = datetime(2026, 1, 1, 12, tzinfo=UTC)


class Pair:
    """The database that was lost, and the one that a backup made of it."""

    def __init__(self, lost: Database, restored: Database) -> None:
        self.lost, self.restored = lost, restored

    async def live(self, agreed: Terms, life: Sequence[Arrival], *, backed_up: int) -> None:
        """A life in the lost database, of which the other one has the first `backed_up` inputs."""
        for database, inputs_kept in ((self.lost, len(life) + 1), (self.restored, backed_up)):
            if inputs_kept == 0:
                continue
            transactions = PostgresTransactions(database)
            await _place(transactions, agreed)
            for number, arrival in enumerate(life[: inputs_kept - 1], start=1):
                async with transactions.begin() as desk:
                    (applied,) = await apply_inputs(desk, [arrival], _BEGAN + timedelta(seconds=number))
                    assert applied.decision != "rejected", applied.because

    async def published(self, agreed: Terms) -> dict[int, Published]:
        rows = await self.rows(self.lost, _EVENTS, agreed)
        return {
            seq: Published(row["body"], row["ce_time"].isoformat(), None) for seq, row in enumerate(rows, 1)
        }

    async def adopt(self, agreed: Terms, published: dict[int, Published]) -> int:
        told = told_of(agreed.order_id, published, agreed.hold_owner, actor="ada", source="a test")
        async with PostgresTransactions(self.restored).begin() as desk:
            return await adopt(desk, told, datetime.now(UTC))

    async def known(self, database: Database, agreed: Terms) -> list[Any]:
        """All that is decided and published. Charges and attempts are left out: they come with Stripe's topics."""
        (standing,) = await self.rows(database, _STANDING, agreed)
        stands = codec.decode_standing(standing["standing"])
        facts = replace(stands.facts, charges=(), attempts=())
        found = [await self.rows(database, sql, agreed) for sql in (_DECIDED, _EVENTS, _STEPS)]
        return [replace(stands, facts=facts), *([dict(row) for row in rows] for rows in found)]

    async def calls(self, database: Database, agreed: Terms) -> dict[str, tuple[str, str, str]]:
        rows = await self.rows(database, _CALLS, agreed)
        return {row["stripe_key"]: (row["kind"], row["parameters"], row["status"]) for row in rows}

    async def rows(self, database: Database, sql: str, agreed: Terms) -> list[Any]:
        async with database.transaction() as connection:
            return list(await fetch(connection, sql, agreed.order_id))

    async def differs_from_its_journal(self, agreed: Terms) -> list[str]:
        async with self.restored.transaction() as connection:

            async def ask(sql: str, *arguments: Any) -> Any:
                return await fetch(connection, sql, *arguments)

            (found,) = [each async for each in compare(ask, order_ids=[agreed.order_id])]
        return found.live.differences(found.folded)


async def _place(transactions: PostgresTransactions, agreed: Terms) -> None:
    creation = create(agreed, codec.encode_terms(agreed), actor="diner", recorded_at=_BEGAN, traceparent=None)
    async with transactions.begin() as desk:
        await desk.write(Batch(creations=[creation], calls=[create_call(agreed, due_at=_BEGAN)]))


@pytest.fixture
async def pair(fresh_database: Callable[..., Any]) -> AsyncIterator[Pair]:
    opened = [
        Database((await fresh_database("order")).worker, pool_size=2, application_name="adopt")
        for _ in range(2)
    ]
    yield Pair(*opened)
    for database in opened:
        await database.close()


def served(book: Any, agreed: Terms) -> list[Arrival]:
    """Paid, seen, started, refunded in part, paid a second time with that hold released, and handed out."""
    own = book.pi_of(agreed)
    second = {**book.intent(agreed, "succeeded"), "id": f"{own}_2", "latest_charge": None}
    made = inputs.ObservedRefund(f"re_{own}", own, 100, RefundStatus.SUCCEEDED, f"r:{own}")
    ours: list[inputs.Input] = [
        inputs.KitchenSeen("seen"),
        inputs.Start("start"),
        inputs.RefundOrder("refund", f"r:{own}", "cold", 100),
        inputs.RefundAnswered("answered", f"r:{own}", (made,), f"re_{own}"),
        inputs.ResolveHold(f"hold:{own}_2:1", f"{own}_2", 1, None, "a tip"),
        inputs.Complete("complete"),
    ]
    twice = read_stripe(book.record(agreed, "second", second, "payment_intent.succeeded")).arrival
    said = [read_stripe(each).arrival for each in book.history(agreed)]
    return _attached(book, agreed, [*filter(None, [*said, twice])], ours)


def canceled(book: Any, agreed: Terms) -> list[Arrival]:
    """Paid, canceled by the venue, and the refund not answered yet."""
    own = book.pi_of(agreed)
    said = [read_stripe(each).arrival for each in book.history(agreed)]
    return _attached(book, agreed, [*filter(None, said)], [inputs.Cancel("cancel", "sold out", f"r:{own}")])


def _attached(
    book: Any, agreed: Terms, said: Sequence[Arrival], ours: Sequence[inputs.Input]
) -> list[Arrival]:
    own = book.pi_of(agreed)
    attach = arrival_of(agreed.order_id, inputs.Attach(f"attach:{own}", own), actor="stripe")
    return [attach, *said, *(arrival_of(agreed.order_id, each, actor="ada") for each in ours)]


@pytest.mark.parametrize("life_of", [served, canceled])
async def test_a_backup_of_any_age_catches_up(pair: Pair, book: Any, life_of: Callable[..., Any]) -> None:
    caught_up = 0
    for backed_up in range(len(life_of(book, book.terms())) + 2):
        agreed = book.terms()
        await pair.live(agreed, life_of(book, agreed), backed_up=backed_up)
        caught_up += await pair.adopt(agreed, await pair.published(agreed))
        assert await pair.known(pair.restored, agreed) == await pair.known(pair.lost, agreed), backed_up
        assert await pair.differs_from_its_journal(agreed) == [], backed_up
        calls, lost = await pair.calls(pair.restored, agreed), await pair.calls(pair.lost, agreed)
        assert {key: call[:2] for key, call in calls.items()} == {key: call[:2] for key, call in lost.items()}
        assert await pair.adopt(agreed, await pair.published(agreed)) == 0
    assert caught_up > 10


async def test_a_refund_that_may_have_been_made_is_looked_up_first(
    pair: Pair, book: Any, fake_stripe: Callable[[], Any]
) -> None:
    """Stripe made it, the answer and the call's row were lost with the database, and the key has been forgotten."""
    agreed, stripe = book.terms(), fake_stripe()
    own = book.pi_of(agreed)
    stripe.intents[own] = {
        "status": "succeeded", "received": 1000, "refunded": 0, "amount": 1000, "currency": "eur", "client_secret": "",
        "transfer_data": {"destination": "acct_venue"},
    }  # fmt: skip
    await pair.live(agreed, canceled(book, agreed), backed_up=0)
    (refund,) = [row for row in await pair.rows(pair.lost, _CALLS, agreed) if row["kind"] == "refund"]
    asked = {"payment_intent": own, "amount": 1000, "metadata": {"refund_id": f"r:{own}"}}
    await stripe.refund(asked, refund["stripe_key"])
    stripe.by_key.clear()
    await pair.adopt(agreed, await pair.published(agreed))
    calls = MakeCalls(PostgresTransactions(pair.restored), stripe, lambda: datetime.now(UTC))
    assert await calls.run_due() == 1
    assert (stripe.intents[own]["refunded"], len(stripe.refunds)) == (1000, 1)
    assert {call[2] for call in (await pair.calls(pair.restored, agreed)).values()} == {"answered"}


async def test_a_gap_is_refused(pair: Pair, book: Any) -> None:
    agreed = book.terms()
    await pair.live(agreed, served(book, agreed), backed_up=2)
    published = await pair.published(agreed)
    before = await pair.known(pair.restored, agreed)
    for missing in (2, 4):
        some = {seq: one for seq, one in published.items() if seq > 4 or seq != missing}
        with pytest.raises(CannotAdopt, match=f"event {missing} is"):
            await pair.adopt(agreed, {seq: one for seq, one in some.items() if missing != 2 or seq > 2})
    assert await pair.known(pair.restored, agreed) == before
