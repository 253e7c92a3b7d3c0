"""Paid, and nobody saw it although the alarm rang: the guest gets the money back. Off unless a deployment wants it.

The order is canceled and refunded by the order service, which is asked on the topic that also carries what the kitchen saw.
Both are of one order, so they are on one partition: what the kitchen saw before it lapsed is heard before.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Final

from twyst.fulfillment.application.ports import SILENCE, TicketLapsed, Transactions
from twyst.fulfillment.application.views import ticket_notice
from twyst.fulfillment.domain.ticket import revised
from twyst.fulfillment.domain.work import lapse

BATCH: Final = 1000
HOUR: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class RefundUnseen:
    """When a ticket lapses, and how many of one venue may in an hour: more is a broken kitchen, for a person to judge."""

    after: timedelta
    cap_per_hour: int


class Lapse(StrEnum):
    """What became of a ticket that nobody saw."""

    LAPSED = "lapsed"
    CAPPED = "capped"
    BOARDS_AWAY = "boards_away"


async def refund_unseen(transactions: Transactions, policy: RefundUnseen) -> Counter[Lapse]:
    """Let tickets lapse that nobody saw in time; what became of all that were due.

    Nobody can see a ticket while the API is away, and that is no fault of the kitchen: the time counts only if the boards
    were answered during all of it.
    """
    async with transactions.begin() as desk:
        due = await desk.lock_lapsing(opened_for=policy.after, limit=BATCH)
        if not due:
            return Counter()
        at = await desk.now()
        answered = await desk.boards_answer_since(silence=SILENCE)
        if answered is None or answered > at - policy.after:
            return Counter({Lapse.BOARDS_AWAY: len(due)})
        lapsed_before = await desk.lapsed_since(at - HOUR)
        left = {
            ticket.venue_id: policy.cap_per_hour - lapsed_before.get(ticket.venue_id, 0) for ticket in due
        }
        lapsed = []
        for ticket in due:
            if left[ticket.venue_id] > 0:
                left[ticket.venue_id] -= 1
                lapsed.append(revised(ticket, lapse(ticket, at)))
        await desk.save_tickets(lapsed)
        await desk.publish_lapsed([TicketLapsed(ticket.order_id, ticket.venue_id, at) for ticket in lapsed])
        await desk.announce([ticket_notice(ticket) for ticket in lapsed])
    return Counter({Lapse.LAPSED: len(lapsed), Lapse.CAPPED: len(due) - len(lapsed)})
