"""One order on a running stack, from the tap to the table: menu, order, payment, board, seen, start, complete.

It knows nothing but HTTP, so it says whether a stack works wherever that runs:

    python tests/journeys/one_order.py                           # what `make up` started
    docker compose run --rm -T seed | python tests/journeys/one_order.py --venues -

Exit code 0 when the diner's page says COMPLETED and the kitchen saw the ticket; 1 and a sentence when not.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

_ROOT = Path(__file__).parents[2]
_PAUSE_SECONDS = 0.2
_VISA = "pm_card_visa"


class JourneyFailed(Exception):
    """A step did not come out; the message says which and what was found instead."""


@dataclass(frozen=True)
class Addresses:
    """Base URLs of the services that a journey meets."""

    order: str = "http://127.0.0.1:8082"
    fulfillment: str = "http://127.0.0.1:8083"
    sandbox: str = "http://127.0.0.1:12111"


@dataclass(frozen=True)
class Venue:
    """A seeded venue: one of its tables, and a token of its staff."""

    venue_id: str
    table_id: str
    staff_token: str


@dataclass(frozen=True)
class Served:
    """How it ended: the diner's last view of the order and the ticket as the board showed it first."""

    order: dict[str, Any]
    ticket: dict[str, Any]


class Journey:
    """One diner and one kitchen. `say` gets a line per step; `patience_seconds` bounds the wait for each change."""

    def __init__(
        self,
        http: httpx.Client,
        addresses: Addresses,
        venue: Venue,
        say: Callable[[str], None],
        patience_seconds: float = 60.0,
    ) -> None:
        self._http = http
        self._at = addresses
        self._venue = venue
        self._say = say
        self._patience_seconds = patience_seconds

    def run(self) -> Served:
        """Live it to its end. Raises JourneyFailed."""
        placed = self._place(self._choose())
        order_id, token = placed["order"]["order_id"], placed["access_token"]
        self._pay(placed["client_secret"])
        self._until_order(order_id, token, "PAYMENT_SUCCEEDED")
        ticket = self._until_on_board(order_id)
        self._staff(f"{self._at.fulfillment}/v1/venues/{self._venue.venue_id}/tickets/{order_id}/seen")
        self._until_seen(order_id, token)
        for command, state in (("start", "FULFILLING"), ("complete", "COMPLETED")):
            self._staff(f"{self._at.order}/v1/venues/{self._venue.venue_id}/orders/{order_id}/{command}")
            self._until_order(order_id, token, state)
        self._until_ticket(order_id, "COMPLETED")
        return Served(self._order(order_id, token), ticket)

    def _choose(self) -> dict[str, Any]:
        """The first dish that can be had, with the options that it demands."""
        url = f"{self._at.order}/v1/venues/{self._venue.venue_id}/tables/{self._venue.table_id}/menu"
        menu = self._answer("GET", url)
        items = (
            item
            for category in menu["categories"]
            if category["served_now"]
            for item in category["items"]
            if not item["sold_out"]
        )
        item = next(items, None)
        if item is None:
            raise JourneyFailed("nothing on the menu can be had now")
        options = [
            option["modifier_id"]
            for group in item["modifier_groups"]
            for option in group["options"][: group["minimum"]]
        ]
        self._say(f"menu: {item['name']}")
        return {"item_id": item["item_id"], "quantity": 2, "modifier_ids": options}

    def _place(self, line: dict[str, Any]) -> dict[str, Any]:
        body = {"venue_id": self._venue.venue_id, "table_id": self._venue.table_id, "lines": [line]}
        placed = self._answer(
            "POST", f"{self._at.order}/v1/orders", json=body, headers={"Idempotency-Key": str(uuid4())}
        )
        order = placed["order"]
        self._say(
            f"placed: {order['order_id']}, {order['total_minor']} {order['currency']} (minor units), {order['state']}"
        )
        return placed

    def _pay(self, client_secret: str) -> None:
        payment_intent = client_secret.partition("_secret_")[0]
        url = f"{self._at.sandbox}/_sandbox/payment_intents/{payment_intent}/pay"
        self._say(f"paid: {self._answer('POST', url, json={'payment_method': _VISA})['status']}")

    def _until_order(self, order_id: str, token: str, state: str) -> None:
        self._until(
            lambda: self._order(order_id, token), lambda order: order["state"] == state, f"order {state}"
        )

    def _until_seen(self, order_id: str, token: str) -> None:
        self._until(
            lambda: self._order(order_id, token), lambda order: order["kitchen_seen"], "seen by the kitchen"
        )

    def _until_on_board(self, order_id: str) -> dict[str, Any]:
        return self._until(lambda: self._ticket(order_id), bool, "ticket on the board")

    def _until_ticket(self, order_id: str, state: str) -> None:
        self._until(
            lambda: self._ticket(order_id),
            lambda ticket: ticket.get("order_state") == state,
            f"ticket {state}",
        )

    def _order(self, order_id: str, token: str) -> dict[str, Any]:
        return self._answer("GET", f"{self._at.order}/v1/orders/{order_id}", token=token)

    def _ticket(self, order_id: str) -> dict[str, Any]:
        """The order's ticket, among the open or the recent ones; empty while the board does not know it."""
        url = f"{self._at.fulfillment}/v1/venues/{self._venue.venue_id}/board"
        board = self._answer("GET", url, token=self._venue.staff_token)
        tickets = (
            ticket for ticket in [*board["tickets"], *board["recent"]] if ticket["order_id"] == order_id
        )
        return next(tickets, {})

    def _staff(self, url: str) -> None:
        self._answer("POST", url, token=self._venue.staff_token)
        self._say(f"staff: {url.rpartition('/')[2]}")

    def _until(
        self, look: Callable[[], dict[str, Any]], good: Callable[[dict[str, Any]], bool], what: str
    ) -> dict[str, Any]:
        deadline = time.monotonic() + self._patience_seconds
        while not good(found := look()):
            if time.monotonic() >= deadline:
                raise JourneyFailed(f"not {what} within {self._patience_seconds:.0f} s: {found}")
            time.sleep(_PAUSE_SECONDS)
        self._say(f"then: {what}")
        return found

    def _answer(
        self,
        method: str,
        url: str,
        *,
        token: str = "",
        headers: dict[str, str] | None = None,
        json: Any = None,
    ) -> dict[str, Any]:
        sent = {**(headers or {}), **({"Authorization": f"Bearer {token}"} if token else {})}
        try:
            response = self._http.request(method, url, headers=sent, json=json)
        except httpx.TransportError as error:
            raise JourneyFailed(f"{method} {url}: {error!r}") from error
        if not response.is_success:
            raise JourneyFailed(f"{method} {url}: {response.status_code} {response.text}")
        return response.json()


def one_order(
    addresses: Addresses, venue: Venue, say: Callable[[str], None], patience_seconds: float = 60.0
) -> Served:
    """Place, pay and serve one order. Raises JourneyFailed."""
    with httpx.Client(timeout=patience_seconds) as http:
        return Journey(http, addresses, venue, say, patience_seconds).run()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--stack", type=Path, default=_ROOT / ".twyst" / "stack.json", help="What `make up` wrote."
    )
    parser.add_argument(
        "--venues", help="Instead of the stack's: what the seed printed; - reads standard input."
    )
    for name in ("order", "fulfillment", "sandbox"):
        parser.add_argument(f"--{name}", metavar="URL", help="Another address of this service.")
    parser.add_argument(
        "--venue", type=int, default=0, metavar="N", help="Which of the venues; 0 is the first."
    )
    parser.add_argument(
        "--patience", type=float, default=60.0, metavar="SECONDS", help="How long a change may take."
    )
    return parser.parse_args()


def main() -> None:
    """Read where the stack is, and go."""
    given = _arguments()
    urls: dict[str, str] = {}
    if given.venues is None:
        stack = json.loads(given.stack.read_text())
        urls, venues = stack["urls"], stack["venues"]
    else:
        text = sys.stdin.read() if given.venues == "-" else Path(given.venues).read_text()
        venues = json.loads(text)["venues"]
    names = ("order", "fulfillment", "sandbox")
    addresses = Addresses(
        **{
            name: getattr(given, name) or urls[name]
            for name in names
            if getattr(given, name) or urls.get(name)
        }
    )
    chosen = venues[given.venue]
    venue = Venue(chosen["venue_id"], chosen["table_id"], chosen["staff_token"])
    try:
        served = one_order(addresses, venue, lambda line: print(f"  {line}", flush=True), given.patience)
    except JourneyFailed as error:
        sys.exit(f"one order: {error}")
    order = served.order
    print(
        f"one order: {order['state']} at version {order['version']}, {len(order['lines'])} line, kitchen_seen"
    )


if __name__ == "__main__":
    main()
