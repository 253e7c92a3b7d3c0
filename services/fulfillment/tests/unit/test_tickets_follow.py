"""Whether an order was ever paid, its events tell from the first on, and not those that a topic still holds."""

from __future__ import annotations

import msgspec
import pytest

from twyst.fulfillment.invariants import TicketsFollow
from twyst.messaging.records import Record
from twyst.verify.invariant import Scope
from twyst.verify.seen import Seen


def broken(*events: tuple[int, str], heard: int, ticket: str) -> tuple[str, ...]:
    judge = TicketsFollow(Scope())
    for offset, (seq, state) in enumerate(events):
        body = msgspec.json.encode({"seq": seq, "state": state})
        judge.see(Seen("orders", Record("orders", 0, 500 + offset, b"o", body)))
    found = {
        "followed": [{"order_id": "o", "seq": heard}],
        "tickets": [{"order_id": "o", "state": ticket}],
    }
    return judge.verdict(found).samples


def test_a_dispute_weeks_after_the_meal_is_no_unpaid_order() -> None:
    """What the order was before has expired."""
    assert broken((7, "COMPLETED"), heard=7, ticket="completed") == ()


@pytest.mark.parametrize("events", [((1, "CREATED"),), ((1, "CREATED"), (2, "PAYMENT_PENDING"))])
def test_a_ticket_of_an_order_that_was_never_paid_is_found(events: tuple[tuple[int, str], ...]) -> None:
    assert broken(*events, heard=2, ticket="ready_to_fulfill") == ("o has a ticket and was never paid",)
