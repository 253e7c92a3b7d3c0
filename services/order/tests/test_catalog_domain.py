"""Opening hours, pauses, accounts and codes, without any I/O."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from twyst.order.application.mint_pairing_code import hash_code, new_code
from twyst.order.domain.account import Account, Onboarding
from twyst.order.domain.opening import MINUTES_OF_WEEK, Window, is_within, minute_of_week
from twyst.order.domain.staff import CODE_ALPHABET, normalized_code, readable_code
from twyst.order.domain.venue import OrderingStatus, Pause, Venue

MONDAY_NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
READY = Account("acct_1", True, True, True, True, "eur")
VENUE = Venue(
    venue_id=UUID(int=1),
    revision=1,
    name="Bistro",
    currency="eur",
    country="FR",
    timezone="Europe/Paris",
    contact="manager@bistro.example",
    account=READY,
)


def test_the_week_is_counted_on_the_venues_clock():
    assert minute_of_week(MONDAY_NOON, "UTC") == 12 * 60
    assert minute_of_week(MONDAY_NOON, "Europe/Paris") == 13 * 60
    assert minute_of_week(MONDAY_NOON, "Pacific/Auckland") == 24 * 60 + 60
    sunday_night = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    assert minute_of_week(sunday_night, "UTC") == MINUTES_OF_WEEK - 30
    assert minute_of_week(sunday_night, "Europe/Paris") == 30


def test_a_window_past_midnight_reaches_into_the_next_week():
    late = (Window((7,), 18 * 60, 2 * 60),)
    sunday = 6 * 24 * 60
    assert is_within(late, sunday + 23 * 60)
    assert is_within(late, 60)
    assert not is_within(late, 2 * 60)
    assert not is_within(late, sunday + 17 * 60)


def test_a_window_that_closes_when_it_opens_lasts_a_day():
    assert all(is_within((Window((1,), 600, 600),), minute) for minute in range(600, 600 + 24 * 60, 60))


def test_the_most_lasting_hindrance_is_named():
    paused = replace(VENUE, pause=Pause("Kitchen is full"))
    closed = replace(paused, opening_hours=(Window((2,), 0, 1440),))
    assert VENUE.ordering_status(MONDAY_NOON) is OrderingStatus.OPEN
    assert paused.ordering_status(MONDAY_NOON) is OrderingStatus.PAUSED
    assert closed.ordering_status(MONDAY_NOON) is OrderingStatus.CLOSED
    assert replace(closed, account=None).ordering_status(MONDAY_NOON) is OrderingStatus.NOT_PAYABLE


def test_a_pause_ends_by_itself():
    until = MONDAY_NOON + timedelta(minutes=15)
    paused = replace(VENUE, pause=Pause("Back soon", until))
    assert paused.ordering_status(until - timedelta(seconds=1)) is OrderingStatus.PAUSED
    assert paused.ordering_status(until) is OrderingStatus.OPEN


@pytest.mark.parametrize(
    "missing",
    [
        {"charges_enabled": False},
        {"payouts_enabled": False},
        {"transfers_active": False},
        {"currency": "gbp"},
    ],
)
def test_an_account_that_cannot_be_paid_in_the_menus_currency_closes_the_venue(missing):
    venue = replace(VENUE, account=replace(READY, **missing))
    assert not venue.can_be_paid
    assert venue.ordering_status(MONDAY_NOON) is OrderingStatus.NOT_PAYABLE


def test_a_reading_is_stale_when_stripe_spoke_after_it_began():
    read = Onboarding("account:1", MONDAY_NOON, READY, read_at=MONDAY_NOON)
    assert not read.is_stale
    assert not replace(read, invalidated_at=MONDAY_NOON - timedelta(seconds=1)).is_stale
    assert replace(read, invalidated_at=MONDAY_NOON).is_stale


def test_a_code_is_read_as_people_type_it():
    code = new_code()
    assert normalized_code(readable_code(code)) == code
    assert normalized_code(f" {readable_code(code).lower()} ") == code
    assert normalized_code("oil0-0000-0000") == "011000000000"
    for typed in ("", "1234", code + "0", "ÄÄÄÄÄÄÄÄÄÄÄÄ", "U" * 12):
        assert normalized_code(typed) is None
    assert len(CODE_ALPHABET) == 32
    assert len({hash_code(new_code()) for _ in range(100)}) == 100
