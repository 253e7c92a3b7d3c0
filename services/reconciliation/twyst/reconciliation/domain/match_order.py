"""One order against its lines: payments, refunds, dispute recoveries, and what should be there and is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from twyst.reconciliation.domain.discrepancies import Finding, Kind
from twyst.reconciliation.domain.legs import Leg, LegIndex
from twyst.reconciliation.domain.lines import Line, Section
from twyst.reconciliation.domain.orders import Custody, Order, Payment
from twyst.reconciliation.domain.outcome import Match, Policy, Reconciliation

OrderLines = list[tuple[Line, Leg]]
"""The lines of one order, each with the leg that led there."""


@dataclass(slots=True)
class Pair:
    """A payment of the order with the leg that Stripe made of it, and the leg's lines; either may be missing."""

    payment: Payment | None
    leg: Leg | None
    payments: list[Line] = field(default_factory=list)
    refunds: list[Line] = field(default_factory=list)


@dataclass(slots=True)
class _Case:
    order: Order
    index: LegIndex
    now: datetime
    policy: Policy
    result: Reconciliation
    deadlines: list[datetime] = field(default_factory=list)

    def is_due(self, due_at: datetime) -> bool:
        """Whether it is time; if not, the order is looked at again when it is."""
        if self.now < due_at:
            self.deadlines.append(due_at)
        return self.now >= due_at


def judge_order(
    order: Order,
    index: LegIndex,
    lines: OrderLines,
    result: Reconciliation,
    *,
    now: datetime,
    policy: Policy,
    is_itemised: bool,
) -> None:
    """Add to the result what the order's lines are, and what is wrong with them."""
    case = _Case(order, index, now, policy, result)
    pairs = _with_lines(pair(order, index.of_order(order.order_id)), lines)
    for each in pairs:
        _judge_payments(case, each)
        _judge_refunds(case, each)
    _judge_reversals(case, pairs)
    if is_itemised:
        _judge_missing(case, pairs)
    if case.deadlines:
        result.recheck_at[order.order_id] = min(case.deadlines)


def pair(order: Order, legs: Sequence[Leg]) -> list[Pair]:
    """Each payment with money in it and its leg: by PaymentIntent, else by amount, else in the order of ids.

    Legs that no payment claims come last, alone; those of other accounts are nobody's.
    """
    free = [leg for leg in legs if leg.account_id == order.account_id]
    paid = sorted(
        (payment for payment in order.payments if payment.received_minor),
        key=lambda payment: (not payment.own, payment.payment_intent),
    )
    chosen: dict[str, Leg] = {}
    for fits in (_is_its_own, _has_its_amount, _could_be):
        for payment in paid:
            if not free or payment.payment_intent in chosen:
                continue
            leg = next((leg for leg in free if fits(payment, leg)), None)
            if leg is not None:
                chosen[payment.payment_intent] = leg
                free.remove(leg)
    return [Pair(payment, chosen.get(payment.payment_intent)) for payment in paid] + [
        Pair(None, leg) for leg in free
    ]


def _is_its_own(payment: Payment, leg: Leg) -> bool:
    return leg.payment_intent == payment.payment_intent


def _has_its_amount(payment: Payment, leg: Leg) -> bool:
    return _could_be(payment, leg) and leg.amount_minor == payment.received_minor


def _could_be(_payment: Payment, leg: Leg) -> bool:
    # A leg without a charge is money that the platform sent by hand, for example after a dispute was won.
    return leg.payment_intent is None and leg.charge_id is not None


def expected_fee_minor(order: Order, pair: Pair, index: LegIndex) -> int | None:
    """The fee that the payment should have carried; None when only Stripe knows (a payment that is not the order's own)."""
    if pair.payment is not None and pair.payment.own and pair.payment.verified:
        return order.fee_minor
    fee = index.fee(pair.leg)
    return None if fee is None else fee.amount_minor


def _with_lines(pairs: list[Pair], lines: OrderLines) -> list[Pair]:
    by_leg = {each.leg.transfer_id: each for each in pairs if each.leg is not None}
    for line, leg in sorted(lines, key=lambda found: (found[0].created_at, found[0].line_id)):
        holder = by_leg[leg.transfer_id]
        (holder.payments if line.section is Section.ORDERS else holder.refunds).append(line)
    return pairs


def _judge_payments(case: _Case, each: Pair) -> None:
    order, result = case.order, case.result
    if each.payment is None:
        _judge_sent_by_hand(case, each.payments)
        return
    for number, line in enumerate(each.payments):
        if line.currency != order.currency:
            result.reject(line, order.order_id, Kind.CURRENCY_DIFFERS)
        elif number:
            result.reject(line, order.order_id, Kind.DUPLICATE)
        else:
            fee_minor = expected_fee_minor(order, each, case.index)
            _compare(
                case,
                line,
                each.payment.received_minor,
                line.application_fee_minor if fee_minor is None else fee_minor,
            )


def _judge_sent_by_hand(case: _Case, lines: Sequence[Line]) -> None:
    """Money that the platform sent besides the payments: a dispute's, once the bank gave it back."""
    left_minor = case.order.reinstated_minor
    for line in lines:
        if line.amount_minor <= left_minor:
            left_minor -= line.amount_minor
            case.result.agree(line, case.order.order_id, Section.DISPUTES)
        elif case.is_due(line.first_seen_at + case.policy.grace):
            case.result.reject(line, case.order.order_id, Kind.MISSING_ORDER)
        else:
            case.result.wait(line, case.order.order_id)


def _judge_refunds(case: _Case, each: Pair) -> None:
    """Money taken back: each refund once, at its amount; the rest must be explained by disputes."""
    order, result = case.order, case.result
    seen: set[str] = set()
    recoverable_minor = order.withdrawn_minor
    for line in each.refunds:
        refund = order.refund_named(line.refund_id)
        if line.currency != order.currency:
            result.reject(line, order.order_id, Kind.CURRENCY_DIFFERS)
        elif line.refund_id is not None and line.refund_id in seen:
            result.reject(line, order.order_id, Kind.DUPLICATE)
        elif refund is not None:
            seen.add(refund.refund)
            fee_minor = _expected_fee_refund_minor(case, each, refund.amount_minor, line)
            _compare(case, line, -refund.amount_minor, -fee_minor)
        elif line.refund_id is None and -line.amount_minor <= recoverable_minor:
            recoverable_minor += line.amount_minor
            result.agree(line, order.order_id, Section.DISPUTES)
        elif case.is_due(line.first_seen_at + case.policy.grace):
            result.reject(line, order.order_id, Kind.UNEXPECTED_REVERSAL)
        else:
            result.wait(line, order.order_id)


def _expected_fee_refund_minor(case: _Case, each: Pair, refunded_minor: int, line: Line) -> int:
    """The refund's share of the fee. Stripe's rounding is its own, so one minor unit more or less is taken as it is."""
    taken_minor = -line.application_fee_minor
    fee_minor = expected_fee_minor(case.order, each, case.index)
    if fee_minor is None or each.payment is None:
        return taken_minor
    received_minor = each.payment.received_minor
    share_minor = (2 * fee_minor * refunded_minor + received_minor) // (2 * received_minor)
    return taken_minor if abs(taken_minor - share_minor) <= 1 else share_minor


def _compare(case: _Case, line: Line, amount_minor: int, fee_minor: int) -> None:
    order_id = case.order.order_id
    case.result.matches[line.line_id] = Match(
        line.line_id, order_id, line.section, amount_minor, fee_minor, line.other_fee_minor
    )
    if line.amount_minor != amount_minor:
        case.result.find(
            line,
            order_id,
            Kind.AMOUNT_DIFFERS,
            twyst_minor=amount_minor,
            stripe_minor=line.amount_minor,
        )
    if line.application_fee_minor != fee_minor:
        case.result.find(
            line,
            order_id,
            Kind.FEE_DIFFERS,
            twyst_minor=-fee_minor,
            stripe_minor=-line.application_fee_minor,
        )


def _judge_reversals(case: _Case, pairs: Sequence[Pair]) -> None:
    """Refunds of which the venue has not given its part back, and parts that it gave for refunds that failed."""
    order = case.order
    refunded_minor = reversed_minor = 0
    due_by_kept_minor = taken_from_kept_minor = 0
    for each in pairs:
        if each.payment is None or each.leg is None:
            continue
        due_minor = sum(
            refund.amount_minor
            for refund in order.refunds
            if refund.went_through and refund.payment_intent == each.payment.payment_intent
        )
        by_lines_minor = -sum(line.amount_minor for line in each.refunds if line.refund_id is not None)
        refunded_minor += due_minor
        reversed_minor += min(due_minor, max(each.leg.reversed_minor, by_lines_minor))
        if each.payment.custody is Custody.KEPT and by_lines_minor > due_minor:
            due_by_kept_minor += due_minor
            taken_from_kept_minor += by_lines_minor
    if reversed_minor < refunded_minor and case.is_due(order.occurred_at + case.policy.grace):
        _find(case, Kind.REFUND_WITHOUT_REVERSAL, twyst_minor=-refunded_minor, stripe_minor=-reversed_minor)
    # A reversal outlives its refund: of a kept payment the venue is owed it again, of a held one the diner is.
    has_failed = any(not refund.went_through for refund in order.refunds)
    if taken_from_kept_minor and has_failed and case.is_due(order.occurred_at + case.policy.grace):
        _find(
            case,
            Kind.UNEXPECTED_REVERSAL,
            twyst_minor=-due_by_kept_minor,
            stripe_minor=-taken_from_kept_minor,
        )


def _judge_missing(case: _Case, pairs: Sequence[Pair]) -> None:
    """Payments of which something is due to the venue, and which no payout has held, though it is time."""
    order = case.order
    missing_minor = sum(
        _due_minor(case, each)
        for each in pairs
        if each.payment is not None
        and (each.payment.verified or each.leg is not None)
        and not any(line.payout_id is not None for line in each.payments)
    )
    if missing_minor and order.paid_at is not None and case.is_due(order.paid_at + case.policy.settlement):
        _find(case, Kind.MISSING_LINE, twyst_minor=missing_minor, stripe_minor=0)


def _due_minor(case: _Case, each: Pair) -> int:
    """What a payout should have held of the payment.

    What went back in full may never be in one, because there is nothing to pay; unless a payout took it back.
    """
    if each.payment is None:
        return 0
    fee_minor = expected_fee_minor(case.order, each, case.index) or 0
    if any(line.payout_id is not None for line in each.refunds):
        return each.payment.received_minor - fee_minor
    left_minor = each.payment.rest_minor
    if each.leg is not None:
        left_minor = min(left_minor, each.payment.received_minor - each.leg.reversed_minor)
    fee = case.index.fee(each.leg)
    return max(0, left_minor - fee_minor + (fee.refunded_minor if fee else 0))


def _find(case: _Case, kind: Kind, *, twyst_minor: int, stripe_minor: int) -> None:
    order = case.order
    case.result.findings.append(
        Finding(
            kind=kind,
            subject=f"order:{order.order_id}",
            currency=order.currency,
            twyst_minor=twyst_minor,
            stripe_minor=stripe_minor,
            order_id=order.order_id,
        )
    )
