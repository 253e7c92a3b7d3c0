"""The evening's last page: every sum, who says so, and whether they agree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console
from rich.table import Table

from twyst.demo.books import CLASSES, Books, stripe_paid
from twyst.demo.clients import Venue
from twyst.demo.guests import GuestBook
from twyst.demo.plan import UNPAID, Story
from twyst.money import format_minor

LABELS = {
    "kept": "kept for meals served",
    "refunded": "refunded",
    "moving": "refund on its way",
    "refund_owed": "refund owed",
    "held": "held for a named person",
    "waiting": "not yet judged",
}


@dataclass(frozen=True, slots=True)
class Check:
    """Two counts of one thing. `currency` None: a number of things, no money."""

    what: str
    left: str
    left_count: int
    right: str
    right_count: int
    currency: str | None = None

    @property
    def holds(self) -> bool:
        return self.left_count == self.right_count


@dataclass
class Verdict:
    """All checks; the demo succeeds when all of them hold."""

    checks: list[Check] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return bool(self.checks) and all(check.holds for check in self.checks)

    def add(
        self, what: str, left: tuple[str, int], right: tuple[str, int], currency: str | None = None
    ) -> None:
        self.checks.append(Check(what, *left, *right, currency))


def judge(
    venues: Sequence[Venue],
    guests: GuestBook,
    books: Books,
    summary: Mapping[str, Any],
    statements: Mapping[str, Sequence[Any]],
) -> Verdict:
    """Compare what guests, orders, Stripe and reconciliation say."""
    verdict = Verdict()
    currencies = sorted({venue.currency for venue in venues})
    for currency in currencies:
        charged, refunded = stripe_paid(dict(summary), currency)
        verdict.add(
            f"diners paid ({currency.upper()})",
            ("Stripe charged", charged),
            ("orders received", books.paid[currency]),
            currency,
        )
        whole = sum(books.classes[name][currency] for name in CLASSES)
        verdict.add(
            f"every cent is somewhere ({currency.upper()})",
            ("received", books.paid[currency]),
            ("kept + refunded + held …", whole),
            currency,
        )
        verdict.add(
            f"refunds ({currency.upper()})",
            ("Stripe refunded", refunded),
            ("orders say", books.classes["refunded"][currency]),
            currency,
        )
    for venue in venues:
        _judge_payouts(verdict, venue, statements[venue.venue_id], books)
    _judge_orders(verdict, guests, books)
    return verdict


def _judge_orders(verdict: Verdict, guests: GuestBook, books: Books) -> None:
    stories = Counter(guest.story for guest in guests.meals.values())
    verdict.add(
        "orders",
        ("guests placed", len(guests.meals)),
        ("orders are over", books.states["COMPLETED"] + books.states["CANCELED"]),
    )
    verdict.add(
        "unpaid orders",
        ("guests who did not pay", sum(stories[story] for story in UNPAID)),
        ("canceled unpaid", books.unpaid),
    )
    verdict.add(
        "meals paid twice",
        ("guests who paid twice", stories[Story.PAYS_TWICE]),
        ("second payments sent back or held", books.given_back),
    )
    verdict.add(
        "loose ends",
        ("none", 0),
        (
            "waiting or parked",
            sum(books.loose_ends[name] for name in ("unpublished", "calls_pending", "parked", "unrouted")),
        ),
    )
    verdict.add("meals the kitchen never saw", ("none", 0), ("served unseen", books.unseen))


def _judge_payouts(verdict: Verdict, venue: Venue, statements: Sequence[Any], books: Books) -> None:
    currency = venue.currency
    paid_out = sum(each["payout"]["amount_minor"] for each in statements)
    expected = sum(each["statement"]["twyst_minor"] for each in statements)
    orders = sum(
        row["stripe_minor"]
        for each in statements
        for row in each["statement"]["rows"]
        if row["section"] == "orders"
    )
    refunds = sum(
        row["stripe_minor"]
        for each in statements
        for row in each["statement"]["rows"]
        if row["section"] == "refunds"
    )
    name = venue.menu["venue_name"]
    verdict.add(f"{name}: payouts", ("Stripe paid out", paid_out), ("Twyst's statement", expected), currency)
    verdict.add(
        f"{name}: meals in payouts",
        ("orders − refunds", orders + refunds),
        ("kept", books.classes["kept"][currency]),
        currency,
    )
    open_discrepancies = sum(each["payout"]["open_discrepancies"] for each in statements)
    verdict.add(f"{name}: discrepancies", ("none", 0), ("open", open_discrepancies))


def show(
    console: Console,
    venues: Sequence[Venue],
    books: Books,
    statements: Mapping[str, Sequence[Any]],
    verdict: Verdict,
) -> None:
    """Print the evening's pages."""
    console.print(_money_table(venues, books))
    for venue in venues:
        console.print(_statement_table(venue, statements[venue.venue_id]))
    console.print(_checks_table(verdict))


def _money_table(venues: Sequence[Venue], books: Books) -> Table:
    currencies = sorted({venue.currency for venue in venues})
    table = Table(title="Where the diners' money is", title_justify="left", show_edge=False)
    table.add_column("")
    for currency in currencies:
        table.add_column(currency.upper(), justify="right")
    table.add_row(
        "diners paid",
        *(format_minor(books.paid[currency], currency) for currency in currencies),
        style="bold",
    )
    for name in CLASSES:
        if name in {"kept", "refunded", "held"} or books.classes[name]:
            amounts = (format_minor(books.classes[name][currency], currency) for currency in currencies)
            table.add_row(f"  {LABELS[name]}", *amounts)
    return table


def _statement_table(venue: Venue, statements: Sequence[Any]) -> Table:
    title = f"{venue.menu['venue_name']}: {len(statements)} payout{'s' * (len(statements) != 1)}"
    table = Table(title=title, title_justify="left", show_edge=False)
    table.add_column("")
    for column in ("Twyst", "Stripe", "difference"):
        table.add_column(column, justify="right")
    rows: dict[str, list[int]] = {}
    for each in statements:
        for row in each["statement"]["rows"]:
            sums = rows.setdefault(row["label"], [0, 0, 0])
            for place, amount in enumerate(("twyst_minor", "stripe_minor", "difference_minor")):
                sums[place] += row[amount]
    for label, sums in rows.items():
        if any(sums):
            table.add_row(label, *(format_minor(amount, venue.currency) for amount in sums))
    totals = [sum(sums[place] for sums in rows.values()) for place in range(3)]
    table.add_row("paid out", *(format_minor(amount, venue.currency) for amount in totals), style="bold")
    return table


def _checks_table(verdict: Verdict) -> Table:
    table = Table(title="Does it add up?", title_justify="left", show_edge=False)
    for column in ("", "one side", "other side", ""):
        table.add_column(column)
    for check in verdict.checks:
        mark = "[green]agrees[/green]" if check.holds else "[bold red]DIFFERS[/bold red]"
        table.add_row(
            check.what,
            f"{check.left}: {_count(check.left_count, check.currency)}",
            f"{check.right}: {_count(check.right_count, check.currency)}",
            mark,
        )
    return table


def _count(count: int, currency: str | None) -> str:
    return str(count) if currency is None else format_minor(count, currency)
