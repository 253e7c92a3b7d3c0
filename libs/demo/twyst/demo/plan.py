"""Who comes this evening and what they do. The same seed gives the same guests."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Story(StrEnum):
    """What happens to one order."""

    PAYS = "pays"
    PAYS_WITH_TIP = "pays with a tip"
    DECLINED_FIRST = "is declined, then pays with another card"
    AUTHENTICATES = "confirms with the bank (3DS) and pays"
    FAILS_TO_AUTHENTICATE = "fails 3DS, then pays"
    TAPS_TWICE = "sends the order several times on a bad line"
    LEAVES = "orders and leaves without paying"
    CHANGES_MIND = "cancels before paying"
    GETS_PART_BACK = "gets a part refunded"
    GETS_ALL_BACK = "gets everything refunded after the meal"
    VENUE_CANCELS = "is told that the kitchen is out of it"
    DASHBOARD_REFUND = "is refunded by a person in Stripe's Dashboard"
    PAYS_TWICE = "pays a second PaymentIntent that carries the order's metadata"


_WEIGHTS = {
    Story.PAYS: 44,
    Story.PAYS_WITH_TIP: 14,
    Story.DECLINED_FIRST: 8,
    Story.AUTHENTICATES: 8,
    Story.FAILS_TO_AUTHENTICATE: 3,
    Story.TAPS_TWICE: 5,
    Story.LEAVES: 4,
    Story.CHANGES_MIND: 3,
    Story.GETS_PART_BACK: 4,
    Story.GETS_ALL_BACK: 2,
    Story.VENUE_CANCELS: 3,
    Story.DASHBOARD_REFUND: 2,
    Story.PAYS_TWICE: 1,
}
UNPAID = frozenset({Story.LEAVES, Story.CHANGES_MIND})


@dataclass(frozen=True, slots=True)
class Guest:
    """One guest: where, what happens, and the dice for the details."""

    number: int
    venue: int
    story: Story
    seed: int


def guests(orders: int, venues: int, seed: int) -> Iterator[Guest]:
    """`orders` guests, every story at least once, spread over the venues."""
    dice = random.Random(seed)  # noqa: S311 (a repeatable evening, no secret)
    stories = list(Story)
    stories += dice.choices(list(_WEIGHTS), weights=list(_WEIGHTS.values()), k=max(0, orders - len(stories)))
    dice.shuffle(stories)
    stories.sort(key=Story.LEAVES.__ne__)  # first: their orders are given up only after a while
    for number, story in enumerate(stories[:orders]):
        yield Guest(number, number % venues, story, dice.getrandbits(32))
