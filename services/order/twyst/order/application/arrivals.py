"""Inputs of our own making, as the journal takes them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import msgspec

from twyst.order.application.fold import Arrival
from twyst.order.domain import inputs

KINDS: dict[str, type[Any]] = {
    "read": inputs.Observed,
    "attach": inputs.Attach,
    "call_refused": inputs.CallRefused,
    "refund_answered": inputs.RefundAnswered,
    "start": inputs.Start,
    "complete": inputs.Complete,
    "cancel": inputs.Cancel,
    "refund": inputs.RefundOrder,
    "abandon": inputs.Abandon,
    "give_up": inputs.GiveUp,
    "seen": inputs.KitchenSeen,
    "hold": inputs.ResolveHold,
}
OBSERVATIONS: dict[str, type[Any]] = {
    "payment_intent": inputs.ObservedPaymentIntent,
    "charge": inputs.ObservedCharge,
    "refund": inputs.ObservedRefund,
    "dispute": inputs.ObservedDispute,
    "mention": inputs.ObservedMention,
}
_NAMES = {kind: name for name, kind in KINDS.items()}
_OBSERVATION_NAMES = {kind: name for name, kind in OBSERVATIONS.items()}
_encode = msgspec.json.Encoder().encode


def arrival_of(
    order_id: str,
    given: inputs.Input,
    *,
    actor: str,
    source: str | None = None,
    traceparent: str | None = None,
) -> Arrival:
    """An input of an order with its journaled form. Stripe events are journaled as they came; see the consumers."""
    kind, payload = encode_input(given)
    return Arrival(order_id, given, kind, payload, actor, source, traceparent)


def encode_input(given: inputs.Input) -> tuple[str, str]:
    """The journal's `kind` and `payload` of an input that is not a Stripe event."""
    fields = asdict(given)
    for name in ("observations", "observed"):
        if name in fields:
            fields[name] = [[_OBSERVATION_NAMES[type(each)], asdict(each)] for each in getattr(given, name)]
    return _NAMES[type(given)], _encode(fields).decode()


def decode_input(kind: str, payload: str) -> inputs.Input:
    """The inverse of `encode_input`."""
    fields = msgspec.json.decode(payload)
    given: inputs.Input
    for name in ("observations", "observed"):
        if name in fields:
            fields[name] = tuple(_decode_observation(*each) for each in fields[name])
            given = KINDS[kind](**fields)
            return given
    given = msgspec.convert(fields, type=KINDS[kind])
    return given


def _decode_observation(name: str, fields: dict[str, Any]) -> inputs.Observation:
    observation: inputs.Observation = msgspec.convert(fields, type=OBSERVATIONS[name])
    return observation
