"""What nobody of the platform's own people does: records that cannot be read or held, events of others, and ops' answers."""

from __future__ import annotations

import random
from typing import Any
from uuid import UUID

from simulation.bus import Bus
from simulation.platform import ENVIRONMENT, Platform
from simulation.processes import Life
from simulation.stripe_world import StripeWorld, body_of, charge_body

from twyst.contracts.topics import STRIPE_ORDER_EVENTS
from twyst.order.adapters.records import read_parked
from twyst.order.application.redrive import discard, redrive
from twyst.order.application.sweep import POLICY_TRIES
from twyst.order.domain.holds import Hold, HoldStatus, holds_of

UNKNOWN_ORDER = "00000000-0000-7000-8000-{:012x}"


class Strangers:
    """They come during the storm; `redrive` is what ops do about the records that were parked."""

    def __init__(self, platform: Platform, stripe: StripeWorld, chance: random.Random) -> None:
        self._platform = platform
        self._stripe = stripe
        self._chance = chance
        self._weather = platform.weather
        self.undecodable = 0
        self.poisoned: set[str] = set()

    def come(self, loop: Any, storm_seconds: float, orders: int) -> None:
        """Plan their visits."""
        acts = {
            "record.undecodable": self._send_rubbish,
            "record.fails": self._poison,
            "event.of_unknown_order": self._send_of_unknown_order,
            "event.of_connected_account": self._send_of_connected_account,
            "event.of_other_venue": self._send_of_other_venue,
        }
        for name, act in acts.items():
            expected = self._weather.rates[name] * orders
            for _ in range(int(expected + self._chance.random())):
                loop.call_later(self._chance.uniform(30.0, storm_seconds - 1.0), act, name)

    def _an_intent(self) -> Any:
        intents = list(self._stripe.intents.values())
        return self._chance.choice(intents) if intents else None

    def _send_rubbish(self, name: str) -> None:
        """Bytes that nobody can read, under an order's key."""
        bus: Bus = self._platform.bus
        intent = self._an_intent()
        if intent is None or not self._weather.is_stormy:
            return
        self._weather.note(name)
        key = intent.metadata["order_id"].encode()
        value = self._chance.choice((b"{", b"", b'{"id": 7}', b"\xff\xfe"))
        bus.append(self._platform.topics.physical(STRIPE_ORDER_EVENTS.name), key, value, ())
        self.undecodable += 1

    def _poison(self, name: str) -> None:
        """From now on, and until the release is mended, a coming event of some order cannot be stored."""
        intent = self._an_intent()
        if intent is None or not self._weather.is_stormy or len(self.poisoned) >= 2:
            return
        self._weather.note(name)
        before = set(self._stripe.sent)
        self._stripe.say("charge.updated", charge_body(intent) | {"id": intent.charge or "ch_early"})
        for event_id in set(self._stripe.sent) - before:
            self._platform.poison[event_id] = intent.id
            self.poisoned.add(intent.metadata["order_id"])

    def _send_of_unknown_order(self, name: str) -> None:
        """Money that names an order which is not in this database."""
        if not self._weather.is_stormy:
            return
        self._weather.note(name)
        number = self._chance.getrandbits(40)
        body = {
            "id": f"pi_unknown_{number}", "object": "payment_intent", "amount": 900, "amount_received": 900,
            "currency": "eur", "status": "succeeded", "transfer_data": None,
            "metadata": {"order_id": UNKNOWN_ORDER.format(number), "venue_id": "v", "twyst_env": ENVIRONMENT},
        }  # fmt: skip
        self._stripe.say("payment_intent.succeeded", body)

    def _send_of_connected_account(self, name: str) -> None:
        """A venue's own charge that claims to pay an order of ours."""
        intent = self._an_intent()
        if intent is None or not self._weather.is_stormy:
            return
        self._weather.note(name)
        body = body_of(intent) | {"status": "succeeded", "amount_received": intent.amount}
        account = str(intent.destination)
        self._stripe.say("payment_intent.succeeded", body, endpoint="connect", account=account)

    def _send_of_other_venue(self, name: str) -> None:
        """A success that names another venue than the order's."""
        intent = self._an_intent()
        if intent is None or not self._weather.is_stormy:
            return
        self._weather.note(name)
        metadata = {**intent.metadata, "venue_id": str(UUID(int=7))}
        body = body_of(intent) | {
            "status": "succeeded", "amount_received": intent.amount, "metadata": metadata, "id": f"{intent.id}_x",
        }  # fmt: skip
        self._stripe.say("payment_intent.succeeded", body)

    async def redrive(self) -> None:
        """Ops redrive every parked order and give up what nobody can read."""
        parked = self._platform.orders.tables["parked"]
        waiting = [record for record, status in parked.values() if status == "parked"]
        if not waiting:
            return
        life = Life("ops", self._weather)
        transactions = self._platform.transactions(life)
        for order_id in sorted({record.key for record in waiting if record.key is not None}):
            await redrive(transactions, self._platform.clock, read_parked, order_id, by="ops")
            self._weather.note("redriven")
        nameless = [record.id for record in waiting if record.key is None]
        if nameless:
            await discard(transactions, nameless, by="ops", reason="nobody can read it")
            self._weather.note("discarded", len(nameless))

    def stuck_holds(self) -> list[tuple[UUID, UUID, Hold]]:
        """Open holds that the policy has tried often enough."""
        return [
            (UUID(row.order.terms.venue_id), UUID(order_id), hold)
            for order_id, row in self._platform.orders.tables["orders"].items()
            for hold in holds_of(row.order.standing)
            if hold.status is HoldStatus.OPEN and hold.number >= POLICY_TRIES
        ]
