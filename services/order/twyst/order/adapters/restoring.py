"""An order's published events, read back: as the input that restores an order whose journal lost its end.

The journal keeps them byte for byte, so that the fold writes the same outbox rows again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

import msgspec

from twyst.contracts.messages.order_event_v1 import OrderEvent
from twyst.order.domain.facts import Attempt, Dispute, Facts, Payment, Refund
from twyst.order.domain.holds import HoldStatus
from twyst.order.domain.inputs import Restored
from twyst.order.domain.lifecycle import State
from twyst.order.domain.order import DerivedEvent, HoldNote, Published, RefundIntent, Standing, Terms

RESTORE = "restore"

_encode = msgspec.json.Encoder().encode
_kept_decoder = msgspec.json.Decoder(tuple[Published, ...])
_event_decoder = msgspec.json.Decoder(OrderEvent)


def encode_restored(published: Sequence[Published]) -> str:
    """The journal's payload: the events as they were published."""
    return _encode(published).decode()


def decode_restored(payload: str) -> Restored:
    """The input that such a payload is."""
    published = _kept_decoder.decode(payload)
    events = [decode_order_event(each.body) for each in published]
    last = events[-1]
    return Restored(
        input_id=f"restore:{last.order_id}:{last.seq}",
        standing=standing_of(last),
        events=tuple(
            DerivedEvent(event.type, State(event.state), event.version, event.seq, each)
            for event, each in zip(events, published, strict=True)
        ),
    )


def decode_order_event(body: str | bytes) -> OrderEvent:
    return _event_decoder.decode(body)


def terms_of(event: OrderEvent, *, hold_owner: str) -> Terms:
    """The terms that an event shows. Who answers for held money is not among them before money is held."""
    shown = msgspec.to_builtins(event)
    named = {each.name: shown[each.name] for each in fields(Terms) if each.name in shown}
    return msgspec.convert({**named, "hold_owner": hold_owner}, Terms)


def standing_of(event: OrderEvent) -> Standing:
    """What an event shows of the order's standing. The topics of Stripe fill in the rest when they are replayed."""
    return Standing(
        state=State(event.state),
        version=event.version,
        own=event.payment_intent,
        reason=event.reason,
        facts=_facts(event),
        intents=tuple(_convert(each, RefundIntent) for each in event.refund_intents),
        hold_notes=tuple(_notes(event)),
    )


def _facts(event: OrderEvent) -> Facts:
    return Facts(
        payments=tuple((each.payment_intent, _convert(each, Payment)) for each in event.payments),
        refunds=tuple((each.refund, _convert(each, Refund)) for each in event.refunds),
        disputes=tuple((each.dispute, _convert(each, Dispute)) for each in event.disputes),
        attempts=_attempts(event),
        kitchen_seen=event.kitchen_seen,
    )


def _attempts(event: OrderEvent) -> tuple[tuple[str, Attempt], ...]:
    """As old as the event that told it: what Stripe said before does not replace it, and what it says later does."""
    if event.attempt is None or event.payment_intent is None:
        return ()
    told = int(datetime.fromisoformat(event.occurred_at).timestamp())
    attempt = Attempt(told, 0, "", event.attempt.kind, event.attempt.decline_code or "")
    return ((event.payment_intent, attempt),)


def _notes(event: OrderEvent) -> Iterator[tuple[str, HoldNote]]:
    """The number counts what was done about a hold: each refund of it is an intent, and a release is one more."""
    for hold in event.holds:
        released = HoldStatus(hold.status) is HoldStatus.RELEASED
        refunds = sum(
            intent.payment_intent == hold.payment_intent and intent.refund_id.startswith("hold:")
            for intent in event.refund_intents
        )
        if refunds or released:
            yield hold.payment_intent, HoldNote(refunds + released, released=released, note=hold.note)


def _convert(shown: msgspec.Struct, kind: type[Any]) -> Any:
    """The fields that the contract and the domain both have, under the same names."""
    return msgspec.convert(shown, kind, from_attributes=True)
