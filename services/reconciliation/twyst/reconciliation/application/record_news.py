"""Take news into the books: order snapshots, venues, transfers, fees, payouts. One transaction, any order of arrival."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from twyst.reconciliation.application.news import News, Sighting, Snapshot, Touched, Venue
from twyst.reconciliation.application.ports import Desk
from twyst.reconciliation.application.reconcile import reconcile
from twyst.reconciliation.domain.legs import Fee, Leg
from twyst.reconciliation.domain.outcome import Policy
from twyst.reconciliation.domain.payouts import Payout, join

T = TypeVar("T")

Items = Sequence[tuple[str, News]]
"""(the fact's id, what it says)."""


async def record_news(desk: Desk, items: Items, *, now: datetime, policy: Policy) -> Counter[str]:
    """Record news and judge what it touches. Answers what happened, by name, for metrics."""
    counts: Counter[str] = Counter()
    await desk.accounts.lock(_accounts(items))
    touched = Touched()
    snapshots = _of(Snapshot, items)
    if snapshots:
        counts += await _record_orders(desk, snapshots, touched)
    legs = _of(Leg, items)
    if legs:
        await desk.legs.save([leg for _, leg in legs])
        touched.transfers |= {leg.transfer_id: because for because, leg in legs}
    fees = _of(Fee, items)
    if fees:
        await desk.legs.save_fees([fee for _, fee in fees])
        touched.payments |= {fee.payment_id: because for because, fee in fees if fee.payment_id is not None}
    sightings = _of(Sighting, items)
    if sightings:
        await _record_payouts(desk, sightings, touched, now)
    await _assign_venues(desk, items, touched)
    await reconcile(desk, touched, now=now, policy=policy)
    counts += Counter(type(news).__name__.lower() for _, news in items)
    return counts


def _of(kind: type[T], items: Items) -> list[tuple[str, T]]:
    return [(because, news) for because, news in items if isinstance(news, kind)]


def _accounts(items: Items) -> set[str]:
    found: set[str] = set()
    for _, news in items:
        match news:
            case Snapshot():
                found.add(news.order.account_id)
            case Venue():
                found |= {news.account_id} if news.account_id else set()
            case Sighting():
                found.add(news.payout.account_id)
            case _:
                found.add(news.account_id)
    return found


async def _record_orders(
    desk: Desk, snapshots: Sequence[tuple[str, Snapshot]], touched: Touched
) -> Counter[str]:
    """Keep the newest snapshots. A gap in `seq` is healed by the snapshot itself; it is counted, because it alarms."""
    known = await desk.orders.save([snapshot for _, snapshot in snapshots])
    counts: Counter[str] = Counter()
    seqs = dict(known)
    for because, snapshot in sorted(snapshots, key=lambda item: item[1].order.seq):
        order_id, seq = snapshot.order.order_id, snapshot.order.seq
        before = seqs.get(order_id)
        if before is None:
            counts["adopted"] += seq != 1
        else:
            counts["gap"] += seq > before + 1
            counts["old"] += seq <= before
        seqs[order_id] = max(seq, before or 0)
        touched.orders[order_id] = because
    return counts


async def _record_payouts(
    desk: Desk, sightings: Sequence[tuple[str, Sighting]], touched: Touched, now: datetime
) -> None:
    """Join payouts with what is known. Whatever changes a payout whose lines can be listed has them listed again."""
    known = await desk.payouts.load({each.payout.payout_id for _, each in sightings})
    joined: dict[str, Payout] = dict(known)
    news: list[Sighting] = []
    for because, each in sightings:
        payout_id = each.payout.payout_id
        after = join(joined.get(payout_id), each.payout)
        if after != joined.get(payout_id):
            joined[payout_id] = after
            news.append(each)
            touched.payouts[payout_id] = because
    changed = {payout_id: joined[payout_id] for payout_id in touched.payouts}
    wanted = [each.payout_id for each in changed.values() if each.can_be_itemised and each.is_listed]
    await desk.payouts.save(changed, news, wanted, now)
    for line_id in await desk.lines.place(list(changed)):
        touched.lines[line_id] = "its payout"
    by_hand = [each.account_id for each in changed.values() if not each.automatic]
    if by_hand:
        await desk.facts.touch_missing(by_hand, "a payout by hand", touched)


async def _assign_venues(desk: Desk, items: Items, touched: Touched) -> None:
    """Learn whose account it is; what waited for that is judged now."""
    venues = _of(Venue, items)
    if venues:
        await desk.accounts.save_venues([venue for _, venue in venues])
    owners = {venue.account_id: venue.venue_id for _, venue in venues if venue.account_id}
    for _, snapshot in _of(Snapshot, items):
        owners.setdefault(snapshot.order.account_id, snapshot.order.venue_id)
    assigned = await desk.accounts.assign(owners)
    if assigned:
        await desk.facts.touch_accounts(assigned, "its venue became known", touched)
