"""Staff at work: see tickets on the board, start them, hand them out."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from twyst.demo.clients import Platform, Venue

_LOOK_SECONDS = 0.4
_GONE = frozenset({404, 409})
"""The order was canceled meanwhile, or a colleague was faster; the board will show it."""


class Kitchen:
    """One venue's staff, until told that the evening is over."""

    def __init__(self, platform: Platform, venue: Venue, tell: Callable[[str], None]) -> None:
        self._platform = platform
        self._venue = venue
        self._tell = tell
        self._rang: set[str] = set()
        self._served: set[str] = set()
        self.over = False

    async def work(self) -> None:
        """Look at the board, and move every ticket one step per look."""
        while not self.over:
            board = await self._platform.fulfillment.ok(
                "GET", f"/v1/venues/{self._venue.venue_id}/board", token=self._venue.staff_token
            )
            await asyncio.gather(*(self._step(ticket) for ticket in board["tickets"]))
            await asyncio.sleep(_LOOK_SECONDS)

    async def _step(self, ticket: dict[str, Any]) -> None:
        order_id = ticket["order_id"]
        if ticket["first_seen_at"] is None:
            path = f"/v1/venues/{self._venue.venue_id}/tickets/{order_id}/seen"
            await self._platform.fulfillment.send("POST", path, token=self._venue.staff_token)
            if order_id not in self._rang:
                self._rang.add(order_id)
                self._tell("seen")
            return
        command = {"PAYMENT_SUCCEEDED": "start", "FULFILLING": "complete"}.get(ticket["order_state"])
        if command is None:
            return
        path = f"/v1/venues/{self._venue.venue_id}/orders/{order_id}/{command}"
        answer = await self._platform.order.send("POST", path, token=self._venue.staff_token)
        if answer.status >= 400 and answer.status not in _GONE:
            raise RuntimeError(f"{command}: {answer.status} {answer.body}")
        if command == "complete" and answer.status < 400 and order_id not in self._served:
            self._served.add(order_id)
            self._tell("served")
