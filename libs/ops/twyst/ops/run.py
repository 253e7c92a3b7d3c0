"""What a changing command is made of: a plan that only looked, and a deed that is done to one item at a time.

Planning gets `Eyes`, which hold nothing that could write: auditors' connections, topics without a group, GET. So a dry
run is dry by construction. Only a deed gets `Hands`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

import msgspec

from twyst.ops.hands import Hands

PLANS_LIVE = timedelta(minutes=30)
MAX_ITEMS, RATE_PER_SECOND = 500, 50.0
# What an operator asks of Stripe leaves the platform enough of its quota.
STRIPE_PER_SECOND = 5.0


class Item(msgspec.Struct, frozen=True):
    """One thing that is done or not done. `weight` is how much it moves, for the cap: records, orders, events."""

    id: str
    about: str
    data: dict[str, Any] = {}
    weight: int = 1


class Draft(msgspec.Struct, frozen=True):
    """What planning found: everything that would be done, with bounds that no longer move."""

    summary: str
    items: tuple[Item, ...] = ()
    bounds: dict[str, Any] = {}

    @property
    def weight(self) -> int:
        return sum(item.weight for item in self.items)


class Plan(msgspec.Struct, frozen=True):
    """A draft that was written down, with the limits that hold for it unless who executes it says others."""

    run_id: str
    command: str
    environment: str
    draft: Draft
    made_at: datetime
    max_items: int = MAX_ITEMS
    rate_per_second: float = RATE_PER_SECOND

    @property
    def digest(self) -> str:
        """SHA-256 of what would be done; what is executed must still have it."""
        return hashlib.sha256(
            # Sorted, because the audit's table keeps no order of names.
            msgspec.json.encode((self.command, self.environment, self.draft), order="sorted")
        ).hexdigest()


class Progress(Protocol):
    """How far a run is; a deed that takes long says where it could go on."""

    @property
    def run_id(self) -> str: ...

    @property
    def reason(self) -> str: ...

    @property
    def actor(self) -> str: ...

    def reached(self, item: Item, /) -> dict[str, Any]:
        """The last checkpoint of an item in this run; empty when there is none."""
        ...

    async def checkpoint(self, item: Item, reached: Mapping[str, Any], /) -> None:
        """Written before going on, so that a run that is cut off resumes here."""
        ...


Do = Callable[[Hands, Item, Progress], Awaitable[str]]
"""Does one item and says in a few words what became of it. Raises `Failed`, or `Refused` to end the run."""


@dataclass(frozen=True, slots=True)
class Deed:
    """A changing command: its name, whose audit holds it, and how one item is done.

    `check` runs once before the first item, and may refuse.
    """

    name: str
    service: str
    do: Do
    check: Callable[[Hands, Plan], Awaitable[None]] | None = None


async def has_stripe(hands: Hands, _plan: Plan) -> None:
    """A check: Refused when nobody said with which key Stripe is asked."""
    hands.eyes.stripe_key()
