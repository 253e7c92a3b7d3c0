"""The sweep: every situation that is not final has a deadline, a re-check and a compensation.

It reads Stripe outside any transaction and brings what it learns through the one door, as anybody else does. Equal readings
are the same input, so looking often costs nothing and changes nothing.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import timedelta

from twyst.order.application.apply_inputs import apply_inputs
from twyst.order.application.arrivals import arrival_of
from twyst.order.application.make_calls import observed_read
from twyst.order.application.ports import (
    Clock,
    Stripe,
    StripeRefused,
    StripeUnavailable,
    Transactions,
    Watched,
)
from twyst.order.domain.custody import Custody, is_open, money_of, refundable_minor, unsettled
from twyst.order.domain.holds import HoldStatus, hold_refund_id, holds_of
from twyst.order.domain.inputs import Abandon, GiveUp, Input, RefundOrder, ResolveHold
from twyst.order.domain.lifecycle import State
from twyst.order.domain.order import Order, Standing
from twyst.order.domain.reasons import NOT_PAID_IN_TIME

log = logging.getLogger(__name__)


POLICY_TRIES = 3
"""So often the policy refunds a hold whose refunds fail; after that only its owner does."""


@dataclass(frozen=True, slots=True)
class Deadlines:
    """How long each situation may last before the sweep acts, and how often it looks."""

    look_again: timedelta = timedelta(seconds=60)
    read_quiet_payment: timedelta = timedelta(minutes=2)
    abandon_unpaid: timedelta = timedelta(minutes=30)
    refund_hold: timedelta = timedelta(seconds=60)
    close_unrouted: timedelta = timedelta(hours=24)


@dataclass(slots=True)
class Findings:
    """What one pass did, by name; for metrics and logs."""

    counts: dict[str, int] = field(default_factory=dict)

    def note(self, name: str) -> None:
        self.counts[name] = self.counts.get(name, 0) + 1


class Sweep:
    """One pass at a time; `run_once` is also what ops call by hand."""

    def __init__(
        self, transactions: Transactions, stripe: Stripe, clock: Clock, deadlines: Deadlines
    ) -> None:
        self._transactions = transactions
        self._stripe = stripe
        self._clock = clock
        self._deadlines = deadlines

    async def run_once(self, limit: int = 50) -> Findings:
        """Look at up to `limit` orders and as many unrouted events."""
        findings = Findings()
        now = self._clock()
        async with self._transactions.begin() as desk:
            watched = await desk.watch(
                swept_before=now - self._deadlines.look_again,
                quiet_since=now - self._deadlines.read_quiet_payment,
                now=now,
                limit=limit,
            )
        for each in watched:
            try:
                await self._look_at(each, findings)
            except (StripeUnavailable, StripeRefused) as error:
                findings.note("stripe_failed")
                log.warning(
                    "sweep could not read", extra={"order_id": each.order.terms.order_id, "error": str(error)}
                )
            except Exception as error:
                # An order whose own data breaks the code must not keep the sweep from all others.
                if self._transactions.is_transient(error):
                    raise
                findings.note("order_failed")
                log.exception(
                    "sweep could not apply what it read", extra={"order_id": each.order.terms.order_id}
                )
        await self._unrouted(findings, limit)
        return findings

    async def look_at(self, watched: Watched) -> Findings:
        """What a pass would do about one order, at once. Raises `StripeUnavailable` and `StripeRefused`."""
        findings = Findings()
        await self._look_at(watched, findings)
        return findings

    async def refetch(self, order: Order) -> int:
        """Read every PaymentIntent that the order knows at Stripe and take what it says; how many there were."""
        names = [order.standing.own, *(name for name, _ in order.standing.facts.payments)]
        known = [name for name in dict.fromkeys(names) if name is not None]
        for name in known:
            await self._apply(order, observed_read(await self._stripe.read_payment_intent(name)))
        return len(known)

    async def _look_at(self, watched: Watched, findings: Findings) -> None:
        order = watched.order
        standing = order.standing
        if standing.state in {State.CREATED, State.PAYMENT_PENDING}:
            await self._unpaid(watched, findings)
            return
        owed = [
            name
            for name, _ in standing.facts.payments
            if money_of(standing, name).custody in {Custody.REFUND_OWED, Custody.HELD}
        ]
        for name in owed:
            await self._owed(watched, name, findings)
        for name in unsettled(standing):
            if name not in owed:
                await self._unsettled(watched, name, findings)

    async def _unpaid(self, watched: Watched, findings: Findings) -> None:
        """Read what Stripe knows; past the deadline, give the order up."""
        order, age = watched.order, self._clock() - watched.created_at
        if order.standing.own is not None:
            reading = await self._stripe.read_payment_intent(order.standing.own)
            await self._apply(order, observed_read(reading))
            findings.note("payment_read")
        if age <= self._deadlines.abandon_unpaid:
            return
        order_id = order.terms.order_id
        can_be_paid = order.standing.own is not None or watched.create_call_pending
        if can_be_paid and not order.standing.abandoned:
            # A pending create call is made first: what it attaches is then canceled at Stripe.
            await self._apply(order, Abandon(f"cmd:policy:expired:{order_id}", NOT_PAID_IN_TIME))
            findings.note("abandoned")
        if order.standing.own is not None:
            return
        # Stripe's own search is asked last: it allows few questions, and only who has no PaymentIntent needs it.
        found = await self._stripe.find_payment_intent(order_id)
        if found is None:
            await self._apply(order, GiveUp(f"cmd:policy:give-up:{order_id}", NOT_PAID_IN_TIME))
            findings.note("given_up")

    async def _owed(self, watched: Watched, name: str, findings: Findings) -> None:
        """Money that must go back: refund it, after a fresh read, no sooner than the policy allows."""
        order = watched.order
        if self._clock() - watched.updated_at < self._deadlines.refund_hold:
            return
        reading = await self._stripe.read_payment_intent(name)
        await self._apply(order, observed_read(reading))
        async with self._transactions.begin() as desk:
            locked = await desk.lock([order.terms.order_id])
            given = _give_back(locked[order.terms.order_id].standing, name)
            if given is not None:
                arrival = arrival_of(order.terms.order_id, given, actor="sweep", source="sweep")
                await apply_inputs(desk, [arrival], self._clock(), locked=locked)
                findings.note("hold_refunded" if isinstance(given, ResolveHold) else "refund_asked")

    async def _unsettled(self, watched: Watched, name: str, findings: Findings) -> None:
        """A refund or a dispute whose end Stripe should have told by now: its event may have been lost."""
        if self._clock() - watched.updated_at < self._deadlines.read_quiet_payment:
            return
        reading = await self._stripe.read_payment_intent(name)
        await self._apply(watched.order, observed_read(reading))
        findings.note("unsettled_read")

    async def _apply(self, order: Order, given: Input) -> None:
        async with self._transactions.begin() as desk:
            arrival = arrival_of(order.terms.order_id, given, actor="sweep", source="sweep")
            await apply_inputs(desk, [arrival], self._clock())

    async def _unrouted(self, findings: Findings, limit: int) -> None:
        """Events without an order: apply those whose reference is known by now, close what is not ours."""
        now = self._clock()
        async with self._transactions.begin() as desk:
            waiting = await desk.unrouted_waiting(looked_before=now - self._deadlines.look_again, limit=limit)
            if not waiting:
                return
            await desk.look_at_unrouted([each.event_id for each in waiting], now)
            owners = await desk.owners(sorted({name for each in waiting for name in each.references}))
        for reference, order_id in owners.items():
            try:
                await self._take(reference, order_id, findings)
            except Exception as error:
                # Which breaks the code waits on; the events of other orders must not wait with it.
                if self._transactions.is_transient(error):
                    raise
                findings.note("unrouted_failed")
                log.exception("sweep could not apply what waited", extra={"order_id": order_id})
        async with self._transactions.begin() as desk:
            if closed := await desk.close_old_unrouted(now - self._deadlines.close_unrouted, now):
                findings.counts["unrouted_closed"] = closed

    async def _take(self, reference: str, order_id: str, findings: Findings) -> None:
        async with self._transactions.begin() as desk:
            arrivals = await desk.take_unrouted({reference: order_id}, self._clock())
            await apply_inputs(desk, arrivals, self._clock())
        for _ in arrivals:
            findings.note("unrouted_applied")


def _give_back(standing: Standing, name: str) -> Input | None:
    """What sends a payment's money back, as its locked order stands now; None when nothing can be sent.

    Decided under the lock, so that it is never rejected: a rejected input is journaled, and its id could not be used again.
    """
    intended = any(intent.payment_intent == name and is_open(intent, standing) for intent in standing.intents)
    if intended or refundable_minor(standing, name) == 0:
        return None
    hold = next((each for each in holds_of(standing) if each.payment_intent == name), None)
    if hold is None:
        refund_id = f"policy:{name}:{len(standing.intents)}"
        return RefundOrder(f"cmd:{refund_id}", refund_id, "the order was canceled", payment_intent=name)
    if hold.status is not HoldStatus.OPEN or hold.number >= POLICY_TRIES:
        return None
    number = hold.number + 1
    return ResolveHold(
        f"hold:{name}:{number}", name, number, hold_refund_id(name, number), "refunded by policy"
    )
