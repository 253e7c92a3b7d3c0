"""Judge what was touched: match it, post what moved, record what differs. Every transaction ends here.

The answer depends on the facts alone, so that doing it again, or in another order, changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from twyst.reconciliation.application.news import ItemisedPayout, Neighbourhood, Posting, Touched
from twyst.reconciliation.application.ports import Desk
from twyst.reconciliation.domain.discrepancies import Finding, judge
from twyst.reconciliation.domain.match import match
from twyst.reconciliation.domain.outcome import Policy, Reconciliation
from twyst.reconciliation.domain.payouts import check_itemisation
from twyst.reconciliation.domain.postings import (
    Position,
    difference,
    line_position,
    order_position,
    payout_position,
)

SYSTEM = "reconciliation"
"""Who acts when no person does."""


async def reconcile(desk: Desk, touched: Touched, *, now: datetime, policy: Policy) -> None:
    """Bring matches, ledger and discrepancies up to date. The touched accounts are locked by the caller."""
    hood = await desk.facts.neighbourhood(touched)
    result = match(hood.orders, hood.index, hood.lines, now=now, policy=policy, unitemised=hood.unitemised)
    await desk.facts.write(hood, result)
    payouts = await desk.payouts.itemised([*touched.payouts, *await desk.payouts.sharing(touched.payouts)])
    await _post(desk, touched, hood, result, payouts)
    await _record(desk, hood, result, payouts, now)


async def _post(
    desk: Desk,
    touched: Touched,
    hood: Neighbourhood,
    result: Reconciliation,
    payouts: list[tuple[str, ItemisedPayout]],
) -> None:
    targets = {
        posting.subject: posting
        for posting in (
            *_order_targets(touched, hood),
            *_line_targets(touched, hood, result),
            *_payout_targets(touched, payouts),
        )
    }
    posted = await desk.ledger.posted(targets)
    nothing: Position = {}
    moved = [
        Posting(target.venue_id, target.currency, subject, target.because, entries)
        for subject, target in targets.items()
        if (entries := difference(target.entries, posted.get(subject, nothing)))
    ]
    await desk.ledger.post(moved)


def _order_targets(touched: Touched, hood: Neighbourhood) -> Iterator[Posting]:
    for order in hood.orders:
        because = touched.orders.get(order.order_id, "its legs at Stripe")
        position = order_position(order, hood.index)
        yield Posting(order.venue_id, order.currency, f"order:{order.order_id}", because, position)


def _line_targets(touched: Touched, hood: Neighbourhood, result: Reconciliation) -> Iterator[Posting]:
    for line in hood.lines:
        because = touched.lines.get(line.line_id, "its order")
        position = line_position(line, result.matches[line.line_id])
        venue_id = hood.venues[line.account_id]
        yield Posting(venue_id, line.currency, f"line:{line.line_id}", because, position)


def _payout_targets(touched: Touched, payouts: list[tuple[str, ItemisedPayout]]) -> Iterator[Posting]:
    for venue_id, each in payouts:
        because = touched.payouts.get(each.payout.payout_id, "another payout")
        position = payout_position(each.payout, each.itemisation)
        subject = f"payout:{each.payout.payout_id}"
        yield Posting(venue_id, each.payout.currency, subject, because, position)


async def _record(
    desk: Desk,
    hood: Neighbourhood,
    result: Reconciliation,
    payouts: list[tuple[str, ItemisedPayout]],
    now: datetime,
) -> None:
    """Compare the findings of every subject that was judged with what is recorded of it."""
    venues = {f"order:{order.order_id}": order.venue_id for order in hood.orders}
    venues |= {f"line:{line.line_id}": hood.venues[line.account_id] for line in hood.lines}
    venues |= {f"payout:{each.payout.payout_id}": venue_id for venue_id, each in payouts}
    findings: list[Finding] = list(result.findings)
    for _, each in payouts:
        findings += check_itemisation(each.payout, each.itemisation)
    found = {(finding.kind, finding.subject): finding for finding in findings}
    known = await desk.discrepancies.known(venues)
    changes = [
        (venues[key[1]], change)
        for key in dict.fromkeys([*known, *found])
        if (change := judge(known.get(key), found.get(key))) is not None
    ]
    await desk.discrepancies.record(changes, now, actor=SYSTEM)
