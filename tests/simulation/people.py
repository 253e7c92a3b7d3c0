"""Diners, payers, kitchens and owners: what they want is drawn from the seed, and they insist as people do."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from simulation.catalog import PRICES_MINOR, TABLES, VENUES
from simulation.platform import Platform, Unreachable
from simulation.stripe_world import PaymentIntent, StripeWorld, TooMuch, UnexpectedState

from twyst.fulfillment.application.work_ticket import mark_seen
from twyst.fulfillment.domain.ticket import Ticket
from twyst.mailbox.errors import is_transient
from twyst.order.application.cancel_order import BY_THE_DINER, abandon_order, cancel_order
from twyst.order.application.command_order import Command, command_order
from twyst.order.application.place_order import (
    InFlight,
    PaymentRefused,
    PaymentUnavailable,
    Placed,
    PlaceOrder,
)
from twyst.order.application.refund_order import RefundRefused, Wanted, refund_order
from twyst.order.application.resolve_hold import HoldNotFound, Resolution, resolve_hold
from twyst.order.domain.inputs import Complete, Start
from twyst.order.domain.lifecycle import State
from twyst.order.domain.pricing import RequestedLine, RequestedOrder

_TRIES = 30


class GaveUp(Exception):
    """Nobody answered for so long that the person went away."""


class People:
    """Everybody in one world. Each draws from a chance of their own, so that one's choices do not shift another's."""

    def __init__(self, platform: Platform, stripe: StripeWorld, seed: int) -> None:
        self._platform = platform
        self._stripe = stripe
        self._seed = seed
        self._weather = platform.weather
        self.placed: dict[tuple[str, str, str], set[str]] = {}
        self.refused_orders: set[str] = set()

    def chance_of(self, who: str) -> random.Random:
        return random.Random(f"{self._seed} {who}")

    async def _insist(
        self, process: str, work: Callable[[Any], Awaitable[Any]], chance: random.Random
    ) -> Any:
        for _ in range(_TRIES):
            try:
                return await self._platform.request(process, work)
            except (Unreachable, InFlight, PaymentUnavailable):
                self._weather.note("asked again")
            except Exception as error:
                if not is_transient(error):
                    raise
                self._weather.note("503")
            await asyncio.sleep(chance.uniform(1.0, 20.0))
        raise GaveUp

    async def dine(self, number: int) -> None:
        """One diner's evening: order, pay or not, change one's mind."""
        chance = self.chance_of(f"diner {number}")
        await asyncio.sleep(chance.uniform(0.0, 120.0))
        venue_id = chance.choice(VENUES)
        asked = self._order(chance, venue_id, f"key-{number}")
        try:
            placed = await self._place(asked, chance)
        except GaveUp:
            self._weather.note("diner went away")
            return
        if placed is None:
            return
        if chance.random() < 0.06:
            await self._change_mind(placed, venue_id, chance)
        if chance.random() < 0.92:
            intent = self._stripe.intents[str(placed.order.standing.own)]
            await self._pay(intent, chance)

    def _order(self, chance: random.Random, venue_id: UUID, key: str) -> PlaceOrder:
        items = chance.sample(sorted(PRICES_MINOR), chance.randint(1, 2))
        lines = tuple(RequestedLine(item, chance.randint(1, 3)) for item in items)
        tip = chance.choice((0, 0, 100))
        total = sum(PRICES_MINOR[line.item_id] * line.quantity for line in lines) + tip
        requested = RequestedOrder(lines, tip_minor=tip, expected_total_minor=total)
        return PlaceOrder(venue_id, chance.choice(TABLES[venue_id]), key, f"print of {key}", requested, None)

    async def _place(self, asked: PlaceOrder, chance: random.Random) -> Placed | None:
        """Some tap twice at once; everybody repeats with the same key what nobody answered."""

        async def work(front: Any) -> Any:
            placed = await front[0].place(asked)
            self._note_placed(asked, placed.order.terms.order_id)
            return placed

        again = (
            asyncio.create_task(self._insist("order-api", work, chance)) if chance.random() < 0.08 else None
        )
        try:
            placed = await self._insist("order-api", work, chance)
        except PaymentRefused as refused:
            self._note_placed(asked, refused.order_id)
            placed = None
        if again is not None:
            await asyncio.gather(again, return_exceptions=True)
        if placed is not None and placed.order.standing.own is None:
            return None
        return placed

    def _note_placed(self, asked: PlaceOrder, order_id: str) -> None:
        self.placed.setdefault((str(asked.venue_id), str(asked.table_id), asked.key), set()).add(order_id)

    async def _change_mind(self, placed: Placed, venue_id: UUID, chance: random.Random) -> None:
        order_id = UUID(placed.order.terms.order_id)
        command = Command(venue_id, order_id, BY_THE_DINER, "diner", "cancel", None)

        async def work(front: Any) -> Any:
            return await abandon_order(front[1], self._platform.clock, command, "changed my mind")

        try:
            await self._insist("order-api", work, chance)
        except GaveUp:
            return
        await asyncio.sleep(chance.uniform(0.0, 3.0))

    async def _pay(self, intent: PaymentIntent, chance: random.Random) -> None:
        """At Stripe, with declines, questions of the bank, and now and then something that nobody agreed to."""
        await asyncio.sleep(chance.expovariate(0.1))
        try:
            while chance.random() < 0.15:
                self._stripe.decline(intent)
                await asyncio.sleep(chance.uniform(1.0, 20.0))
            if chance.random() < 0.1:
                self._stripe.ask_bank(intent)
                await asyncio.sleep(chance.uniform(1.0, 30.0))
            if chance.random() < 0.04 and not await self._is_debited(intent, chance):
                return
            if chance.random() < 0.02:
                intent.amount += chance.choice((-1, 1))  # somebody edits the PaymentIntent at Stripe
                self._weather.note("payment not as agreed")
            is_warned = self._weather.draws("webhook.fraud_warning")
            self._stripe.succeed(intent, warned=is_warned)
            self._weather.note("webhook.fraud_warning", is_warned)
        except UnexpectedState:
            self._weather.note("paid too late for Stripe")
        await self._afterwards(intent, chance)

    async def _is_debited(self, intent: PaymentIntent, chance: random.Random) -> bool:
        """The bank takes seconds, minutes, or longer than orders wait; half of its answers are no."""
        self._stripe.debit(intent)
        self._weather.note("bank debit")
        await asyncio.sleep(chance.choice((5.0, 300.0, 4000.0)))
        if chance.random() < 0.5:
            self._stripe.decline(intent, "debit_not_authorized")
            return False
        return True

    async def _afterwards(self, intent: PaymentIntent, chance: random.Random) -> None:
        if chance.random() < (0.03 if intent.status == "succeeded" else 0.3):
            await self._pay_twice(intent, chance)
        if intent.status != "succeeded":
            return
        if chance.random() < 0.04:
            await asyncio.sleep(chance.uniform(0.0, 90.0))
            self._refund_at_the_dashboard(intent, chance)
        if chance.random() < 0.03:
            dispute = self._stripe.dispute(intent)
            self._weather.note("dispute")
            await asyncio.sleep(chance.uniform(1.0, 300.0))
            self._stripe.close_dispute(dispute, chance.choice(("won", "lost")))

    async def _pay_twice(self, intent: PaymentIntent, chance: random.Random) -> None:
        """Another PaymentIntent that carries the same order's metadata is paid too."""
        destination = {"destination": intent.destination} if chance.random() < 0.7 else None
        second = self._stripe.create(
            {
                "amount": chance.choice((intent.amount, 500)),
                "currency": intent.currency,
                "metadata": intent.metadata,
                "transfer_data": destination,
            }
        )
        await asyncio.sleep(chance.uniform(0.0, 20.0))
        try:
            self._stripe.succeed(second)
            self._weather.note("second payment")
            row = self._platform.orders.tables["orders"][intent.metadata["order_id"]]
            if row.order.standing.state is State.CANCELED:
                self._weather.note("paid after it was canceled")
        except UnexpectedState:
            self._weather.note("second payment was canceled in time")

    def _refund_at_the_dashboard(self, intent: PaymentIntent, chance: random.Random) -> None:
        left = intent.amount_received - intent.amount_refunded
        amount = None if chance.random() < 0.5 else max(left // 3, 1)
        try:
            self._stripe.refund(intent, amount, {})
            self._weather.note("refund from the dashboard")
        except TooMuch:
            self._weather.note("nothing left for the dashboard")

    async def serve(self, ticket: Ticket) -> None:
        """A kitchen works on a ticket that its board shows: seen, started, handed out; or it cannot be made."""
        chance = self.chance_of(f"kitchen {ticket.order_id}")
        is_sleepy = self.chance_of(f"kitchens of {ticket.venue_id}").random() < 0.3
        looks_away = chance.random() < (0.5 if is_sleepy else 0.02)
        await asyncio.sleep(chance.uniform(100.0, 400.0) if looks_away else chance.uniform(0.5, 20.0))
        try:
            await self._see(ticket, chance)
            if chance.random() < 0.07:
                await self._cancel(ticket, chance)
            await self._command(ticket, "start", Start, chance)
            await asyncio.sleep(chance.uniform(5.0, 60.0))
            if chance.random() < 0.05:
                await self._refund(ticket, chance)
            if chance.random() < 0.04:
                await self._cancel(ticket, chance)
            await self._command(ticket, "complete", Complete, chance)
            if chance.random() < 0.05:
                await self._refund(ticket, chance)
        except GaveUp:
            self._weather.note("kitchen gave up")

    async def _see(self, ticket: Ticket, chance: random.Random) -> None:
        async def work(front: Any) -> Any:
            return await mark_seen(front, ticket.venue_id, ticket.order_id, by="board")

        await self._insist("kitchen-api", work, chance)

    async def _command(self, ticket: Ticket, verb: str, kind: Any, chance: random.Random) -> Any:
        """With a key, as the board sends it; some buttons are pressed twice, some commands have no key."""
        key = f"cmd:{verb}:{ticket.order_id}" if chance.random() < 0.8 else f"cmd:{verb}:{chance.random()}"

        async def work(front: Any) -> Any:
            command = Command(ticket.venue_id, ticket.order_id, key, "staff", verb, TRACEPARENT)
            return await command_order(front[1], self._platform.clock, command, lambda _order: (kind(key),))

        if chance.random() < 0.05:
            await asyncio.gather(
                self._insist("order-api", work, chance), self._insist("order-api", work, chance)
            )
        return await self._insist("order-api", work, chance)

    async def _cancel(self, ticket: Ticket, chance: random.Random) -> None:
        command = Command(
            ticket.venue_id, ticket.order_id, f"cmd:cancel:{ticket.order_id}", "staff", "cancel", None
        )

        async def work(front: Any) -> Any:
            return await cancel_order(front[1], self._platform.clock, command, "out of stock")

        await self._insist("order-api", work, chance)
        self._weather.note("canceled by the venue")

    async def _refund(self, ticket: Ticket, chance: random.Random) -> None:
        amount = chance.choice((None, 100, 300))
        command = Command(
            ticket.venue_id, ticket.order_id, f"cmd:refund:{chance.random()}", "staff", "refund", None
        )

        async def work(front: Any) -> Any:
            wanted = Wanted("cold soup", amount)
            return await refund_order(front[1], self._platform.clock, command, wanted)

        try:
            await self._insist("order-api", work, chance)
            self._weather.note("refund by the venue")
        except RefundRefused:
            self._weather.note("refund refused")

    async def settle_hold(self, venue_id: UUID, order_id: UUID, payment_intent: str, number: int) -> None:
        """The owner acts on money that the policy could not send back."""
        chance = self.chance_of(f"owner {payment_intent} {number}")
        key = f"cmd:hold:{payment_intent}:{number}"
        command = Command(venue_id, order_id, key, "owner", "holds", None)
        resolution = Resolution(
            payment_intent, refund=chance.random() < 0.5, note="talked to the guest", seen_number=number
        )

        async def work(front: Any) -> Any:
            return await resolve_hold(front[1], self._platform.clock, command, resolution)

        try:
            await self._insist("order-api", work, chance)
        except HoldNotFound:
            self._weather.note("hold was gone")


TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
