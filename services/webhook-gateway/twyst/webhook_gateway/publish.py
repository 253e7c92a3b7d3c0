"""From a routed event to an acknowledged Kafka record, or to the reason why there is none.

Header `source` tells a reader whether Stripe delivered the event itself (`stripe`) or whether it was fetched later
and posted by a backfill (`backfill`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

from twyst.contracts.messages.stripe_event_v1 import StripeEvent
from twyst.contracts.topics import STRIPE_ACCOUNT_EVENTS, STRIPE_ORDER_EVENTS, STRIPE_UNROUTED
from twyst.messaging.errors import NotAcknowledged, Overloaded, RecordRefused
from twyst.messaging.headers import CloudEvent, encode, encode_text
from twyst.messaging.producer import Position
from twyst.messaging.topics import Topics
from twyst.webhook_gateway.outcome import Reason
from twyst.webhook_gateway.route import PLATFORM_KEY, Address

_FROM_STRIPE = encode_text({"source": "stripe"})
_FROM_BACKFILL = encode_text({"source": "backfill"})


class Sender(Protocol):
    """The producer of `twyst.messaging`, as far as the gateway uses it."""

    async def send(
        self, topic: str, key: bytes, value: bytes | None, headers: Sequence[tuple[str, bytes]] = ()
    ) -> Position:
        """Return once the broker has acknowledged, within a bound; a PublishError otherwise."""


@dataclass(frozen=True, slots=True)
class Published:
    """Where Kafka put the record, and how long it took to say so."""

    position: Position
    wait_seconds: float


class Publisher:
    """Writes events to the three topics of the gateway."""

    def __init__(
        self, sender: Sender, topics: Topics, monotonic: Callable[[], float] = time.perf_counter
    ) -> None:
        self._sender = sender
        self._monotonic = monotonic
        self._physical = {
            spec.name: topics.physical(spec.name)
            for spec in (STRIPE_ORDER_EVENTS, STRIPE_ACCOUNT_EVENTS, STRIPE_UNROUTED)
        }

    async def publish(
        self, address: Address, event: StripeEvent, value: bytes, *, traceparent: str, is_backfill: bool
    ) -> Published | Reason:
        """Send and wait for the acknowledgement; the reason when there was none, though it may still arrive."""
        headers = encode(
            CloudEvent(
                id=event.id,
                type=event.type,
                source=f"urn:stripe:{event.account or PLATFORM_KEY}",
                time=datetime.fromtimestamp(event.created, UTC),
                subject=event.object.id,
                traceparent=traceparent,
            )
        )
        headers += _FROM_BACKFILL if is_backfill else _FROM_STRIPE
        began = self._monotonic()
        try:
            position = await self._sender.send(
                self._physical[address.topic.name], address.key.encode(), value, headers
            )
        except Overloaded:
            return Reason.OVERLOADED
        except NotAcknowledged:
            return Reason.NOT_ACKNOWLEDGED
        except RecordRefused:
            return Reason.RECORD_REFUSED
        return Published(position, self._monotonic() - began)
