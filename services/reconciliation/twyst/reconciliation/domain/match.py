"""Our expectations × Stripe's lines → matches and named discrepancies. Pure, and linear in what it is given.

The answer is a function of sets: the order in which orders, legs and lines became known plays no part. It may be
given all of a venue, or any part of it that is closed (orders with all of their legs and lines); the parts add up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from datetime import datetime

from twyst.reconciliation.domain.discrepancies import Kind
from twyst.reconciliation.domain.legs import Leg, LegIndex
from twyst.reconciliation.domain.lines import Line, Section
from twyst.reconciliation.domain.match_order import OrderLines, judge_order
from twyst.reconciliation.domain.orders import Order
from twyst.reconciliation.domain.outcome import Policy, Reconciliation


def match(
    orders: Iterable[Order],
    index: LegIndex,
    lines: Iterable[Line],
    *,
    now: datetime,
    policy: Policy,
    unitemised: AbstractSet[str] = frozenset(),
) -> Reconciliation:
    """Match lines to orders. `unitemised` accounts pay out by hand, which Stripe cannot itemise."""
    result = Reconciliation()
    known = {order.order_id: order for order in orders}
    grouped: dict[str, OrderLines] = {}
    for line in lines:
        if not line.is_of_an_order:
            _judge_unordered(line, result)
            continue
        leg, order = resolve(line, index, known)
        if leg is not None and order is not None:
            grouped.setdefault(order.order_id, []).append((line, leg))
        else:
            _judge_unresolved(line, leg, now, policy, result)
    for order in known.values():
        judge_order(
            order,
            index,
            grouped.get(order.order_id, []),
            result,
            now=now,
            policy=policy,
            is_itemised=order.account_id not in unitemised,
        )
    return result


def resolve(line: Line, index: LegIndex, orders: Mapping[str, Order]) -> tuple[Leg | None, Order | None]:
    """The leg of a line, and the order that it leads to.

    Metadata is a hint, the PaymentIntent the proof: a leg whose charge belongs to a PaymentIntent that the order does
    not have, or that went to another account, leads to no order.
    """
    leg = index.find(line.payment_id, line.transfer_id)
    if leg is None or leg.order_id is None or leg.account_id != line.account_id:
        return leg, None
    order = orders.get(leg.order_id)
    if order is None or order.account_id != line.account_id:
        return leg, None
    intent = leg.payment_intent
    if intent is not None and all(payment.payment_intent != intent for payment in order.payments):
        return leg, None
    return leg, order


def _judge_unordered(line: Line, result: Reconciliation) -> None:
    """A line that is no order's business: what has a name is Stripe's word, what has none is a difference."""
    if line.section is Section.REMAINDER:
        result.reject(line, None, Kind.UNCLASSIFIED_LINE)
    else:
        result.agree(line, None, line.section)


def _judge_unresolved(
    line: Line, leg: Leg | None, now: datetime, policy: Policy, result: Reconciliation
) -> None:
    """A line without its order: it may come within the grace, then Stripe is asked, and then it is a difference."""
    if now < line.first_seen_at + policy.grace or not line.expanded:
        result.wait(line, None)
    else:
        result.reject(line, None, Kind.UNKNOWN_LINE if leg is None else Kind.MISSING_ORDER)
