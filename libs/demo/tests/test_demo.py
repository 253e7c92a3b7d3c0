"""The demo's own arithmetic: who comes, how the money is counted, and when it refuses to say that all is well."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from twyst.demo.books import Books, count_order, stripe_paid
from twyst.demo.clients import Venue
from twyst.demo.guests import GuestBook
from twyst.demo.plan import UNPAID, Story, guests
from twyst.demo.verdict import judge, show

VENUE = Venue("v", "acct_v", "eur", "staff", "manager", ("t",), {"venue_name": "Bistro"})


def order(state="COMPLETED", *, received=1000, refunded=0, moving=0, money="kept", seen=True, paid="pi_1"):
    payment = {
        "payment_intent": paid, "money": money, "amount_received_minor": received, "refunded_minor": refunded,
        "moving_minor": moving, "rest_minor": received - refunded - moving,
    }  # fmt: skip
    return {
        "currency": "eur", "state": state, "kitchen_seen": seen, "payment_intent": "pi_1", "payments": [payment],
    }  # fmt: skip


def statement(twyst=950, stripe=950, discrepancies=0):
    rows = [
        {"section": "orders", "label": "Orders", "twyst_minor": 1000, "stripe_minor": 1000, "difference_minor": 0},
        {"section": "platform_fees", "label": "Fees", "twyst_minor": -50, "stripe_minor": -50, "difference_minor": 0},
    ]  # fmt: skip
    return {
        "payout": {"amount_minor": stripe, "open_discrepancies": discrepancies},
        "statement": {"rows": rows, "twyst_minor": twyst},
    }


def summary(charges=1000, refunds=0):
    return {"accounts": {"acct_platform": {"eur": {"charges": charges, "refunds": -refunds}}}}


def books_of(*orders):
    books = Books(loose_ends=dict.fromkeys(("unpublished", "calls_pending", "parked", "unrouted"), 0))
    for each in orders:
        count_order(books, each)
    return books


def verdict_of(*, orders=None, stripe=None, statements=None):
    """An evening of one order that was paid and served, with what the test changes about it."""
    book = GuestBook(None, [VENUE], lambda _: None)
    book.meals = dict(zip("abcdef", guests(13, 1, 1), strict=False))
    book.meals = {name: guest for name, guest in book.meals.items() if guest.story not in UNPAID}
    book.meals = dict(list(book.meals.items())[:1])
    books = books_of(*(orders or [order()]))
    return books, judge([VENUE], book, books, stripe or summary(), {"v": statements or [statement()]})


def test_the_same_seed_brings_the_same_guests_and_every_story_happens():
    first, again = list(guests(60, 2, 7)), list(guests(60, 2, 7))
    assert first == again
    assert list(guests(60, 2, 8)) != first
    assert {guest.story for guest in first} == set(Story)
    assert {guest.venue for guest in first} == {0, 1}


def test_every_part_of_a_payment_is_counted_once():
    books = books_of(
        order(refunded=300), order("CANCELED", refunded=700, moving=200, money="refund_owed"), order(money="none", received=0)
    )  # fmt: skip
    assert books.paid["eur"] == 2000
    assert {name: counts["eur"] for name, counts in books.classes.items()} == {
        "kept": 700, "refunded": 1000, "moving": 200, "refund_owed": 100,
    }  # fmt: skip
    assert not books.is_settled


def test_an_order_that_nobody_paid_is_unpaid_and_one_that_was_refunded_is_not():
    books = books_of(
        order("CANCELED", received=0, money="none"), order("CANCELED", refunded=1000, money="refunded")
    )
    assert books.unpaid == 1


def test_a_second_payment_is_given_back_when_nothing_of_it_is_kept():
    books = books_of(
        order(), order(refunded=1000, money="refunded"), order(money="kept", paid="pi_2"),
        order(refunded=1000, money="refunded", paid="pi_2"), order(money="held", paid="pi_2"),
    )  # fmt: skip
    assert books.given_back == 2


def test_an_evening_that_adds_up_is_shown_and_holds():
    books, verdict = verdict_of()
    page = io.StringIO()
    show(Console(file=page, width=120), [VENUE], books, {"v": [statement()]}, verdict)
    assert verdict.holds, [check for check in verdict.checks if not check.holds]
    assert "10.00 EUR" in page.getvalue()
    assert "DIFFERS" not in page.getvalue()


def test_every_sum_of_the_diners_money_is_shown_once_for_all_currencies():
    pounds = Venue("w", "acct_w", "gbp", "staff", "manager", ("t",), {"venue_name": "Kettle"})
    books, verdict = verdict_of()
    page = io.StringIO()
    show(
        Console(file=page, width=120),
        [VENUE, pounds],
        books,
        {"v": [statement()], "w": [statement()]},
        verdict,
    )
    money = page.getvalue().partition("Bistro")[0]
    rows = [line.partition("│")[0].strip() for line in money.splitlines() if "│" in line]
    assert rows == ["diners paid", "kept for meals served", "refunded", "held for a named person"]


@pytest.mark.parametrize(
    ("what", "changed"),
    [
        ("diners paid (EUR)", {"stripe": summary(charges=1001)}),
        ("refunds (EUR)", {"stripe": summary(refunds=1)}),
        ("Bistro: payouts", {"statements": [statement(twyst=949)]}),
        ("Bistro: discrepancies", {"statements": [statement(discrepancies=1)]}),
        ("meals the kitchen never saw", {"orders": [order(seen=False)]}),
        ("orders", {"orders": [order("FULFILLING")]}),
        ("meals paid twice", {"orders": [order(money="held", paid="pi_2")]}),
    ],
)
def test_a_cent_or_an_order_that_is_missing_is_named(what, changed):
    _, verdict = verdict_of(**changed)
    assert what in [check.what for check in verdict.checks if not check.holds]
    assert not verdict.holds


def test_what_stripe_never_saw_is_nothing():
    assert stripe_paid({"accounts": {}}, "eur") == (0, 0)
