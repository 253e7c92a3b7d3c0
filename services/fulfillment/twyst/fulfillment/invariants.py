"""What must hold of the kitchen: what `twyst-verify` looks at, contributed by an entry point."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from twyst.contracts import topics
from twyst.verify.invariant import Found, Query, Rows, Rule, Scope, Verdict
from twyst.verify.mailbox import OrdersAreHeard, mailbox_invariants
from twyst.verify.seen import Seen

_ORDERS: Final = (topics.ORDERS_EVENTS.name,)
_FOLLOWED: Final = Rows("fulfillment", "SELECT order_id::text, seq, stage FROM followed_orders")
_TICKETS: Final = Rows("fulfillment", "SELECT order_id::text, state FROM tickets")
_TICKET_OF: Final[dict[str, set[str | None]]] = {
    "PAYMENT_SUCCEEDED": {"ready_to_fulfill"},
    "FULFILLING": {"fulfilling"},
    "COMPLETED": {"completed", None},  # None: first heard of when it was over
    "CANCELED": {"voided", None},
}


class TicketsFollow:
    """The state of each order as its events tell it, by `seq`; and which orders were ever paid. Whether one never was, only
    its events from the first on can tell: those of others expired, or are older than the bound in time.
    """

    def __init__(self, _scope: Scope) -> None:
        self._states: dict[str, dict[int, str]] = {}
        self._paid: set[str] = set()

    def see(self, record: Seen) -> None:
        order = record.body
        self._states.setdefault(record.key, {})[int(order["seq"])] = order["state"]
        if order["state"] == "PAYMENT_SUCCEEDED":
            self._paid.add(record.key)

    def verdict(self, found: Found) -> Verdict:
        tickets = {row["order_id"]: row["state"] for row in found["tickets"]}
        heard = {row["order_id"]: row["seq"] for row in found["followed"]}
        return Verdict.of(len(tickets.keys() | self._paid), self._differences(tickets, heard))

    def _differences(self, tickets: dict[str, str], heard: dict[str, int]) -> Iterator[str]:
        unpaid = (name for name in tickets.keys() - self._paid if 1 in self._states.get(name, ()))
        yield from (f"{name} has a ticket and was never paid" for name in unpaid)
        for name in self._paid:
            state = self._states[name].get(heard.get(name, 0))
            if state is not None and tickets.get(name) not in _TICKET_OF.get(state, {None}):
                yield f"{name} is {state}, its ticket {tickets.get(name)}"


INVARIANTS: Final = (
    Rule("I30", "A paid order has one ticket, which is where the order is; an order that was never paid has none.",
         TicketsFollow, _ORDERS, then={"followed": _FOLLOWED, "tickets": _TICKETS}),
    Query("I30.feed", "A venue's board feed has every cursor up to the last.", "fulfillment", """
        SELECT CASE WHEN count(f.cursor) <> c.last - c.pruned THEN c.venue_id::text END AS what
        FROM feed_cursor c LEFT JOIN feed f ON f.venue_id = c.venue_id GROUP BY c.venue_id, c.last, c.pruned"""),
    Rule("I46.fulfillment", "The kitchen has heard every event of every order.", OrdersAreHeard, _ORDERS,
         then={"heard": _FOLLOWED}),
    *mailbox_invariants("fulfillment", outbox_topics=(topics.FULFILLMENT_EVENTS.name,)),
)  # fmt: skip
