"""What matching answers: what Twyst says about each line, the differences, and when to look again."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from twyst.reconciliation.domain.discrepancies import Finding, Kind
from twyst.reconciliation.domain.lines import Line, Section


@dataclass(frozen=True, slots=True)
class Policy:
    """How long facts may be late.

    `grace`: a line may come before its order, a refund before its reversal. `settlement`: from payment to payout at the
    longest (the account's delay_days, its schedule, and some days more).
    """

    grace: timedelta = timedelta(hours=1)
    settlement: timedelta = timedelta(days=10)


@dataclass(frozen=True, slots=True)
class Match:
    """What Twyst says about a line: whose it is, where it belongs, and the amounts that it should have.

    `waiting` lines are not judged yet: their order, or its refund, may still come.
    """

    line_id: str
    order_id: str | None
    section: Section
    amount_minor: int = 0
    application_fee_minor: int = 0
    other_fee_minor: int = 0
    waiting: bool = False

    @property
    def net_minor(self) -> int:
        return self.amount_minor - self.application_fee_minor - self.other_fee_minor


@dataclass(slots=True)
class Reconciliation:
    """Matches by line id, the findings, and when time alone may bring more (order id → moment)."""

    matches: dict[str, Match] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    recheck_at: dict[str, datetime] = field(default_factory=dict)

    def agree(self, line: Line, order_id: str | None, section: Section) -> None:
        """Take Stripe's word for a line."""
        self.matches[line.line_id] = Match(
            line.line_id,
            order_id,
            section,
            line.amount_minor,
            line.application_fee_minor,
            line.other_fee_minor,
        )

    def wait(self, line: Line, order_id: str | None) -> None:
        """Leave a line open for now."""
        self.matches[line.line_id] = Match(line.line_id, order_id, line.section, waiting=True)

    def reject(self, line: Line, order_id: str | None, kind: Kind) -> None:
        """Expect nothing of a line that is there all the same."""
        self.matches[line.line_id] = Match(line.line_id, order_id, line.section)
        self.find(line, order_id, kind, twyst_minor=0, stripe_minor=line.net_minor)

    def find(
        self, line: Line, order_id: str | None, kind: Kind, *, twyst_minor: int, stripe_minor: int
    ) -> None:
        """Record a difference in one line."""
        self.findings.append(
            Finding(
                kind=kind,
                subject=f"line:{line.line_id}",
                currency=line.currency,
                twyst_minor=twyst_minor,
                stripe_minor=stripe_minor,
                order_id=order_id,
                line_id=line.line_id,
                payout_id=line.payout_id,
            )
        )
