"""Statements: orders − refunds − fees − disputes ± named others = what was paid out, beside what Twyst expected.

Stripe's column always adds up to the payout, because what no line explains is shown as a remainder with that name.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from twyst.reconciliation.domain.lines import Section


@dataclass(frozen=True, slots=True)
class Amounts:
    """Gross and fees as one side sees them; net = amount − both fees."""

    amount_minor: int = 0
    application_fee_minor: int = 0
    other_fee_minor: int = 0

    @property
    def net_minor(self) -> int:
        return self.amount_minor - self.application_fee_minor - self.other_fee_minor


@dataclass(frozen=True, slots=True)
class SectionTotals:
    """All lines of one section; `waiting` of them are not judged yet."""

    section: Section
    lines: int
    waiting: int
    stripe: Amounts
    twyst: Amounts


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a statement; `difference_minor` = Stripe − Twyst."""

    section: Section
    lines: int
    twyst_minor: int
    stripe_minor: int

    @property
    def difference_minor(self) -> int:
        return self.stripe_minor - self.twyst_minor


@dataclass(frozen=True, slots=True)
class Statement:
    """All rows, in the order of the sections. Stripe's column adds up to `paid_out_minor`, always."""

    rows: tuple[Row, ...]
    paid_out_minor: int
    waiting: int

    @property
    def twyst_minor(self) -> int:
        """What Twyst says should have been paid out."""
        return sum(row.twyst_minor for row in self.rows)

    @property
    def difference_minor(self) -> int:
        return self.paid_out_minor - self.twyst_minor

    @property
    def remainder_minor(self) -> int:
        """What has no name."""
        return next(row.stripe_minor for row in self.rows if row.section is Section.REMAINDER)


def make_statement(paid_out_minor: int, totals: Iterable[SectionTotals]) -> Statement:
    """The statement of what was paid out with these lines (a payout's own line is not among them)."""
    lines = dict.fromkeys(Section, 0)
    twyst = dict.fromkeys(Section, 0)
    stripe = dict.fromkeys(Section, 0)
    waiting = 0
    for each in totals:
        waiting += each.waiting
        lines[each.section] += each.lines
        for column, amounts in ((stripe, each.stripe), (twyst, each.twyst)):
            column[each.section] += amounts.amount_minor
            column[Section.PLATFORM_FEES] -= amounts.application_fee_minor
            column[Section.STRIPE_FEES] -= amounts.other_fee_minor
    stripe[Section.REMAINDER] += paid_out_minor - sum(stripe.values())
    rows = tuple(Row(section, lines[section], twyst[section], stripe[section]) for section in Section)
    return Statement(rows, paid_out_minor, waiting)
