"""What the kitchen tells an order: it has it, or nobody saw it for too long and the guest gets the money back."""

from __future__ import annotations

import itertools
from typing import Any

import msgspec
import pytest

from twyst.contracts.messages.fulfillment_event_v1 import FulfillmentEvent
from twyst.mailbox.database import Database, fetch
from twyst.messaging.records import Record
from twyst.order.adapters.book.desk import PostgresTransactions
from twyst.order.adapters.records import KITCHEN, STRIPE, UNSEEN, read_kitchen, read_stripe
from twyst.order.application.apply_inputs import apply_inputs
from twyst.order.application.arrivals import arrival_of
from twyst.order.application.take_deliveries import TakeDeliveries, Taken
from twyst.order.domain.inputs import Start
from twyst.order.domain.order import Terms

pytestmark = pytest.mark.integration
_offsets = itertools.count()


def _news(agreed: Terms, kind: str, actor: str) -> Record:
    body = FulfillmentEvent(
        event_id=f"{kind}:{agreed.order_id}",
        type=f"twyst.fulfillment.ticket_{kind}",  # type: ignore[arg-type]
        order_id=agreed.order_id,
        venue_id=agreed.venue_id,
        occurred_at="2026-01-01T12:10:00.000000Z",
        actor=actor,
    )
    key = agreed.order_id.encode()
    return Record("twyst.fulfillment.events.v1", 0, next(_offsets), key, msgspec.json.encode(body), {})


@pytest.fixture
async def paid(book: Any, transactions: PostgresTransactions) -> Terms:
    agreed: Terms = book.terms()
    await book.place(transactions, agreed)
    await TakeDeliveries(transactions, book.now, STRIPE)([read_stripe(each) for each in book.history(agreed)])
    return agreed


@pytest.fixture
def hear(book: Any, transactions: PostgresTransactions) -> Any:
    take = TakeDeliveries(transactions, book.now, KITCHEN)

    async def hear(*records: Record) -> Taken:
        return await take([read_kitchen(each) for each in records])

    return hear


async def test_a_lapsed_ticket_cancels_and_refunds_the_order_once(
    book: Any, paid: Terms, hear: Any, database_of_worker: Database
) -> None:
    lapsed = _news(paid, "lapsed", "policy")
    await hear(lapsed)
    assert (await hear(lapsed)).duplicates == 1
    row = await book.stored(database_of_worker, paid.order_id)
    assert (row["state"], row["standing"]["reason"]) == ("CANCELED", UNSEEN)
    async with database_of_worker.transaction() as connection:
        calls = await fetch(
            connection, "SELECT stripe_key FROM calls WHERE order_id = $1::uuid AND kind = 'refund'", paid.order_id
        )  # fmt: skip
        journal = await fetch(
            connection, "SELECT actor FROM journal WHERE order_id = $1::uuid AND input_id LIKE 'lapsed:%'", paid.order_id
        )  # fmt: skip
    assert [each["stripe_key"] for each in calls] == [f"refund:policy:lapsed:{paid.order_id}"]
    assert [each["actor"] for each in journal] == ["policy"]


async def test_what_the_kitchen_has_is_not_taken_from_it(
    book: Any, paid: Terms, hear: Any, database_of_worker: Database
) -> None:
    await hear(_news(paid, "seen", "anna"), _news(paid, "lapsed", "policy"))
    row = await book.stored(database_of_worker, paid.order_id)
    assert row["state"] == "PAYMENT_SUCCEEDED"
    assert await _decision(database_of_worker, paid) == ("rejected", "the kitchen has it")


async def test_what_was_begun_without_looking_is_not_canceled_either(
    book: Any, transactions: PostgresTransactions, paid: Terms, hear: Any, database_of_worker: Database
) -> None:
    async with transactions.begin() as desk:
        start = arrival_of(paid.order_id, Start("cmd:start"), actor="anna")
        await apply_inputs(desk, [start], book.now())
    await hear(_news(paid, "lapsed", "policy"))
    assert (await book.stored(database_of_worker, paid.order_id))["state"] == "FULFILLING"
    assert await _decision(database_of_worker, paid) == ("rejected", "the kitchen has it")


async def _decision(database: Database, agreed: Terms) -> tuple[str, str]:
    async with database.transaction() as connection:
        (row,) = await fetch(
            connection,
            "SELECT decision, because FROM journal WHERE order_id = $1::uuid AND input_id LIKE 'lapsed:%'",
            agreed.order_id,
        )
    return row["decision"], row["because"]
