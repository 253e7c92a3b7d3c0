"""What is too long in the kitchen, and for money; the rest of the rules is SQL and tested on a database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from twyst.order.domain.opening import Window
from twyst.order.domain.overdue import SENTENCES, Situation, is_kitchen_overdue

DINNER = [Window((1, 2, 3, 4, 5, 6, 7), 17 * 60, 23 * 60)]
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hours", "now", "since", "overdue"),
    [
        (DINNER, NOON.replace(hour=22), NOON.replace(hour=18), False),
        (DINNER, NOON.replace(hour=23, minute=10), NOON.replace(hour=22), False),
        (DINNER, NOON.replace(hour=23, minute=40), NOON.replace(hour=22, minute=50), True),
        (DINNER, NOON.replace(hour=23, minute=40), NOON.replace(hour=23, minute=20), False),
        ([], NOON, NOON - timedelta(hours=3), False),
        ([], NOON, NOON - timedelta(hours=5), True),
    ],
    ids=["open", "last orders", "closed", "closed, just begun", "never closes", "never closes, for hours"],
)
def test_the_kitchen_is_overdue_when_the_venue_has_closed(hours, now, since, overdue):
    assert is_kitchen_overdue(hours, "UTC", since=since, now=now) is overdue


def test_the_venues_own_clock_counts():
    """17 to 23 o'clock in Tokyo is the morning in Europe."""
    since = NOON.replace(hour=13)
    assert not is_kitchen_overdue(DINNER, "Asia/Tokyo", since=since, now=NOON.replace(hour=13, minute=55))
    assert is_kitchen_overdue(DINNER, "Asia/Tokyo", since=since, now=NOON.replace(hour=14, minute=45))


def test_every_situation_has_a_sentence():
    assert SENTENCES.keys() == set(Situation)
