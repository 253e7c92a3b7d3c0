"""What one order's rows must say, by themselves and against what Stripe knows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from simulation.stripe_world import PaymentIntent

from twyst.order.adapters.book import codec
from twyst.order.application.fold import Arrival, fold
from twyst.order.domain.custody import Custody, money_of
from twyst.order.domain.holds import HoldStatus, holds_of
from twyst.order.domain.lifecycle import PAID, State
from twyst.order.domain.order import Order, Standing, Terms

_IN_ORDER = "twyst.stripe.order-events.v1/"
_STRICT_PATH = ["CREATED", "PAYMENT_PENDING", "PAYMENT_SUCCEEDED", "FULFILLING", "COMPLETED"]


def judge_order(
    order: Order, journal: Sequence[Any], walked: Sequence[Any], intents: Sequence[PaymentIntent]
) -> Iterator[str]:
    """Every violation in one order."""
    name = order.terms.order_id
    for problem in (
        *_journal(order, journal),
        *_arrival(journal),
        *_path(order, walked),
        *_own(order, intents),
        *_custody(order, intents),
    ):
        yield f"{problem} (order {name})"


def _journal(order: Order, journal: Sequence[Any]) -> Iterator[str]:
    """I8, I13, I49: contiguous inputs, whose fold is the order."""
    if [seq for seq, *_ in journal] != list(range(1, len(journal) + 1)) or len(journal) != order.input_seq:
        yield "I8: the journal's rows are not counted 1, 2, 3"
        return
    (_, first, creation), *rest = journal
    if first != "create":
        yield "I8: the journal does not begin with the creation"
        return
    refolded = Order(codec.decode_terms(creation.payload), Standing(), seq=1, input_seq=1)
    for _, input_id, row in rest:
        given = codec.decode_input(row.kind, row.payload)
        arrival = Arrival(
            order.terms.order_id, given, row.kind, row.payload, row.actor, row.source, row.traceparent
        )
        entry = fold(refolded, arrival, row.recorded_at)
        if (entry.decision, entry.because) != (row.decision, row.because) or given.input_id != input_id:
            yield f"I49: folded again, {input_id} is {entry.decision} ({entry.because}) and not {row.decision} ({row.because})"
        refolded = entry.order
    if refolded != order:
        yield "I49: the fold of the journal is not the order"


def _arrival(journal: Sequence[Any]) -> Iterator[str]:
    """I52: nothing overtakes. What came on the order's partition was applied in the order of that partition."""
    offsets = [
        int(row.source.rpartition("/")[2])
        for _, _, row in journal
        if row.source is not None and row.source.startswith(_IN_ORDER)
    ]
    if offsets != sorted(offsets):
        yield f"I52: applied out of order: {offsets}"


def _path(order: Order, walked: Sequence[Any]) -> Iterator[str]:
    """I10, I11, I14: the strict path with its one side exit, versions contiguous, ending where the order is."""
    states = [row.to_state for _, row in walked]
    if [version for version, _ in walked] != list(range(1, order.standing.version + 1)):
        yield "I11: versions are not contiguous"
    if any(row.from_state != before for (_, row), before in zip(walked, [None, *states], strict=False)):
        yield "I11: a step does not begin where the last one ended"
    if states[-1] != order.standing.state:
        yield "I11: the last step is not the order's state"
    path = states[:-1] if states[-1] == State.CANCELED else states
    if path != _STRICT_PATH[: len(path)] or "COMPLETED" in states[:-1]:
        yield f"I10: no such path: {states}"


def _own(order: Order, intents: Sequence[PaymentIntent]) -> Iterator[str]:
    """I18, I19, I22, I26: paid if and only if Stripe says so, as agreed."""
    standing, terms = order.standing, order.terms
    own = next((each for each in intents if each.id == standing.own), None)
    if standing.own is not None and own is None:
        yield "I19: the order's PaymentIntent is not at Stripe under its name"
    agreed = own is not None and own.status == "succeeded" and _is_as_agreed(own, terms)
    if standing.state in PAID and not agreed:
        yield f"I19: {standing.state}, and nobody paid as agreed"
    if agreed and standing.state in {State.CREATED, State.PAYMENT_PENDING}:
        yield f"I18: paid as agreed, and {standing.state}"
    if standing.state in {State.CREATED, State.PAYMENT_PENDING}:
        yield f"I46: {standing.state} days after its last payment attempt"
    for intent in intents:
        if standing.state is State.CANCELED and intent.status not in {"canceled", "succeeded"}:
            yield f"I22: CANCELED, and {intent.id} can still be paid ({intent.status})"


def _is_as_agreed(own: PaymentIntent, terms: Terms) -> bool:
    return (own.amount_received, own.currency, own.destination) == (
        terms.total_minor,
        terms.currency,
        terms.destination,
    )


def _custody(order: Order, intents: Sequence[PaymentIntent]) -> Iterator[str]:
    """I18, I20, I21, I23: every payment is kept once, or refunded, or held; and the sums are Stripe's."""
    standing = order.standing
    holds = {hold.payment_intent: hold for hold in holds_of(standing)}
    kept = 0
    known = {intent.id for intent in intents}
    yield from (
        f"I19: the order counts {name}, which is not its PaymentIntent at Stripe"
        for name, _ in standing.facts.payments
        if name not in known
    )
    for intent in intents:
        money = money_of(standing, intent.id)
        if intent.status != "succeeded":
            if money.custody is not Custody.NONE:
                yield f"I18: {intent.id} never succeeded, and its money is {money.custody}"
            continue
        refunded = sum(refund.amount for refund in intent.refunds if refund.status == "succeeded")
        if (money.received_minor, money.refunded_minor, money.moving_minor) != (
            intent.amount_received,
            refunded,
            0,
        ):
            yield (
                f"I34: {intent.id} at Stripe received {intent.amount_received} and refunded {refunded}; the order says "
                f"{money.received_minor}, {money.refunded_minor}, {money.moving_minor} moving"
            )
        if refunded > intent.amount_received:
            yield f"I23: {intent.id} was refunded beyond what it received"
        kept += money.custody is Custody.KEPT
        yield from _rest(standing, intent, money.custody, holds)
    if kept > 1:
        yield "I20: two payments of one order are kept"


def _rest(
    standing: Standing, intent: PaymentIntent, custody: Custody, holds: dict[str, Any]
) -> Iterator[str]:
    hold = holds.get(intent.id)
    if custody is Custody.REFUNDED:
        return
    if custody is Custody.KEPT:
        if standing.state not in PAID or intent.id != standing.own:
            yield f"I20: {intent.id} is kept and must not be"
    elif custody is Custody.HELD:
        if hold is None:
            yield f"I18: the money of {intent.id} is held, and there is no hold that anybody sees"
        elif hold.status in {HoldStatus.OPEN, HoldStatus.REFUNDING}:
            yield f"I21: the hold on {intent.id} is {hold.status} after days ({hold.reason}, {hold.number})"
    else:
        yield f"I21: the money of {intent.id} is {custody} after days"
