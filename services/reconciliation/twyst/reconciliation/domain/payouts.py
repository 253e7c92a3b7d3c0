"""Payouts of a venue's Stripe balance to its bank. `paid` means "expected to have arrived": it may still fail.

A payout's facts only grow (events come in any order), and its status is the latest that was ever seen.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from twyst.reconciliation.domain.discrepancies import Finding, Kind


class PayoutStatus(StrEnum):
    """Stripe's statuses, in the order in which one may replace another."""

    PENDING = "pending"
    IN_TRANSIT = "in_transit"
    PAID = "paid"
    CANCELED = "canceled"
    FAILED = "failed"


_STATUS_RANK = {status: rank for rank, status in enumerate(PayoutStatus)}
RETURNED = frozenset({PayoutStatus.CANCELED, PayoutStatus.FAILED})


@dataclass(frozen=True, slots=True)
class Payout:
    """One payout of a connected account. `is_listed`: Stripe says that its lines can be listed."""

    payout_id: str
    account_id: str
    currency: str
    amount_minor: int
    status: PayoutStatus
    automatic: bool
    method: str
    is_listed: bool
    arrival_date: date
    original_payout: str | None = None
    failure_code: str | None = None

    @property
    def can_be_itemised(self) -> bool:
        """Only the schedule's own payouts keep the link to what they pay out."""
        return self.automatic and self.method == "standard"

    @property
    def reached_minor(self) -> int:
        """What left the balance for good, as far as is known."""
        return 0 if self.status in RETURNED else self.amount_minor


def join(known: Payout | None, seen: Payout) -> Payout:
    """What two sightings of one payout say together; the same in either order."""
    if known is None:
        return seen
    newest = max(known, seen, key=_rank)
    return replace(
        newest,
        is_listed=known.is_listed or seen.is_listed,
        arrival_date=max(known.arrival_date, seen.arrival_date),
        failure_code=max(known.failure_code or "", seen.failure_code or "") or None,
        original_payout=max(known.original_payout or "", seen.original_payout or "") or None,
    )


def _rank(payout: Payout) -> tuple[int, str]:
    return _STATUS_RANK[payout.status], payout.payout_id


@dataclass(frozen=True, slots=True)
class Itemisation:
    """A payout's lines, once they were listed.

    `lines_minor` is the net of all but the payout's own line, `own_minor` that line's; `doubled_minor` is what another
    payout, which did not fail, holds as well.
    """

    lines: int
    lines_minor: int
    own_minor: int
    doubled_minor: int = 0


def check_itemisation(payout: Payout, itemisation: Itemisation | None) -> list[Finding]:
    """The payout must be the sum of its lines, its own line must take that out again, and no line may be paid twice."""
    if itemisation is None:
        return []
    findings = []
    others_agree = itemisation.lines_minor == payout.amount_minor
    if not others_agree or itemisation.own_minor != -payout.amount_minor:
        explained_minor = -itemisation.own_minor if others_agree else itemisation.lines_minor
        findings.append(_finding(payout, Kind.PAYOUT_SUM_DIFFERS, explained_minor, payout.amount_minor))
    if itemisation.doubled_minor:
        findings.append(_finding(payout, Kind.DUPLICATE, 0, itemisation.doubled_minor))
    return findings


def _finding(payout: Payout, kind: Kind, twyst_minor: int, stripe_minor: int) -> Finding:
    return Finding(
        kind=kind,
        subject=f"payout:{payout.payout_id}",
        currency=payout.currency,
        twyst_minor=twyst_minor,
        stripe_minor=stripe_minor,
        payout_id=payout.payout_id,
    )
