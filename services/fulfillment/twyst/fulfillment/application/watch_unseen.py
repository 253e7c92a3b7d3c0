"""Paid, on the board, and nobody has seen it: the alarm, once per ticket."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from twyst.fulfillment.application.ports import Transactions
from twyst.fulfillment.application.views import alarm_notice, ticket_notice
from twyst.fulfillment.domain.ticket import revised
from twyst.fulfillment.domain.work import sound_alarm

BATCH: Final = 200


async def watch_unseen(transactions: Transactions, unseen_for: timedelta) -> int:
    """Sound the alarm for tickets that were paid that long ago; how many it were."""
    async with transactions.begin() as desk:
        unseen = await desk.lock_unseen(opened_for=unseen_for, limit=BATCH)
        if not unseen:
            return 0
        at = await desk.now()
        alarmed = [revised(ticket, sound_alarm(ticket, at)) for ticket in unseen]
        await desk.save_tickets(alarmed)
        notices = [[ticket_notice(ticket), alarm_notice(ticket)] for ticket in alarmed]
        await desk.announce([notice for pair in notices for notice in pair])
        return len(alarmed)
