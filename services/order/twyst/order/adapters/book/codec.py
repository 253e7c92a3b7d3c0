"""Inputs, terms and standings as text, and back. What the journal holds is what the fold was given, byte for byte.

A Stripe event is journaled as the message that came from the topic. Everything else is journaled as its own fields.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import msgspec

from twyst.contracts.messages.stripe_event_v1 import StripeEvent
from twyst.order.adapters.stripe_events import observed
from twyst.order.domain import inputs
from twyst.order.domain.order import Standing, Terms

EVENT, CREATE = "event", "create"

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
_NAMES = {kind: name for name, kind in KINDS.items()}
_OBSERVATIONS: dict[str, type[Any]] = {
    "payment_intent": inputs.ObservedPaymentIntent,
    "charge": inputs.ObservedCharge,
    "refund": inputs.ObservedRefund,
    "dispute": inputs.ObservedDispute,
    "mention": inputs.ObservedMention,
}
_OBSERVATION_NAMES = {kind: name for name, kind in _OBSERVATIONS.items()}
_event_decoder = msgspec.json.Decoder(StripeEvent)
_standing_decoder = msgspec.json.Decoder(Standing)
_terms_decoder = msgspec.json.Decoder(Terms)
_encode = msgspec.json.Encoder().encode


def decode_event(value: bytes | str) -> StripeEvent:
    """A Stripe event as the topic holds it; msgspec.DecodeError or ValidationError for anything else."""
    return _event_decoder.decode(value)


def encode_input(given: inputs.Input) -> tuple[str, str]:
    """The journal's `kind` and `payload` of an input that is not a Stripe event."""
    fields = asdict(given)
    for name in ("observations", "observed"):
        if name in fields:
            fields[name] = [[_OBSERVATION_NAMES[type(each)], asdict(each)] for each in getattr(given, name)]
    return _NAMES[type(given)], _encode(fields).decode()


def decode_input(kind: str, payload: str) -> inputs.Input:
    """The input that a journal row holds; the inverse of `encode_input`, and of an event's arrival."""
    if kind == EVENT:
        return observed(decode_event(payload))
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
    observation: inputs.Observation = msgspec.convert(fields, type=_OBSERVATIONS[name])
    return observation


def encode_standing(standing: Standing) -> str:
    return _encode(standing).decode()


def decode_standing(text: str) -> Standing:
    return _standing_decoder.decode(text)


def encode_terms(terms: Terms) -> str:
    return _encode(terms).decode()


def decode_terms(text: str) -> Terms:
    return _terms_decoder.decode(text)
