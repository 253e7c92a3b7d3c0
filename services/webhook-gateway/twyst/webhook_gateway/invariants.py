"""What must hold of what the gateway lets in: what `twyst-verify` looks at, contributed by an entry point."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from twyst.verify.invariant import Found, Row, Rule, Scope, StripeList, Verdict
from twyst.verify.platform import STRIPE_TOPICS, TOPICS_KEEP
from twyst.verify.seen import Seen
from twyst.webhook_gateway.route import Endpoint, admit
from twyst.webhook_gateway.route import Rule as Admitted

STRIPE_KEEPS: Final = timedelta(days=29)
"""Stripe lists what it made so long ago; a day less than it says."""
_EVENTS: Final = StripeList("/v1/events", connected=True)


def concerns_us(event: Row, *, livemode: bool) -> bool:
    """Whether the gateway passes an event of Stripe's list on; all others it answers with 2xx and counts."""
    account = event.get("account")
    endpoint = Endpoint.CONNECT if account else Endpoint.PLATFORM
    verdict = admit(endpoint, event["type"], account, livemode=event["livemode"], our_livemode=livemode)
    return isinstance(verdict, Admitted)


class DeliveredIsKept:
    """The ids of all events on the Stripe topics; then the events that Stripe has delivered."""

    def __init__(self, scope: Scope) -> None:
        self._expired = scope.ago(TOPICS_KEEP).timestamp()
        self._kept: set[str] = set()
        self._modes: set[bool] = set()

    def see(self, record: Seen) -> None:
        self._kept.add(record.ce_id)
        self._modes.add(bool(record.body.get("livemode")))

    def verdict(self, found: Found) -> Verdict:
        delivered = [
            event
            for event in found["events"]
            if event["created"] > self._expired
            and not event["pending_webhooks"]
            and any(concerns_us(event, livemode=mode) for mode in self._modes or {event["livemode"]})
        ]
        lost = (f"{each['id']} {each['type']}" for each in delivered if each["id"] not in self._kept)
        return Verdict.of(len(delivered), lost)


class KeptIsGenuine:
    """The ids of all events on the Stripe topics that Stripe has not forgotten yet; then all events that it knows."""

    def __init__(self, scope: Scope) -> None:
        self._forgotten = scope.ago(STRIPE_KEEPS).timestamp()
        self._places: dict[str, str] = {}

    def see(self, record: Seen) -> None:
        # A topic may keep an event for longer than Stripe does: it was delivered, or brought back, when it was old already.
        created = record.body.get("created")
        if isinstance(created, int) and created < self._forgotten:
            return
        self._places.setdefault(record.ce_id, record.place)

    def verdict(self, found: Found) -> Verdict:
        genuine = {event["id"] for event in found["events"]}
        return Verdict.of(
            len(self._places),
            (f"{ce_id} at {place}" for ce_id, place in self._places.items() if ce_id not in genuine),
        )


class OneMode:
    """Test events and live events never meet on one platform."""

    def __init__(self, _scope: Scope) -> None:
        self._count = 0
        self._modes: dict[bool, str] = {}

    def see(self, record: Seen) -> None:
        self._count += 1
        self._modes.setdefault(bool(record.body.get("livemode")), record.place)

    def verdict(self, _found: Found) -> Verdict:
        return Verdict.of(self._count, self._modes.values() if len(self._modes) > 1 else ())


INVARIANTS: Final = (
    Rule("I2", "Every event that concerns us and that Stripe has delivered is on a topic.", DeliveredIsKept,
         STRIPE_TOPICS, first={"events": _EVENTS}),
    Rule("I3", "Nothing is on a Stripe topic that Stripe did not make.", KeptIsGenuine, STRIPE_TOPICS,
         then={"events": _EVENTS}),
    Rule("I3.mode", "All events on the Stripe topics are of one mode, test or live.", OneMode, STRIPE_TOPICS),
)  # fmt: skip
