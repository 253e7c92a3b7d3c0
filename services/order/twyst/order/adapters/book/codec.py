"""Journal rows, terms and standings as text, and back. What the journal holds is what the fold was given.

A Stripe event is journaled as the message that came from the topic, byte for byte.
"""

from __future__ import annotations

import msgspec

from twyst.contracts.messages.stripe_event_v1 import StripeEvent
from twyst.order.adapters.restoring import RESTORE, decode_restored
from twyst.order.adapters.stripe_events import observed
from twyst.order.application import arrivals
from twyst.order.domain.inputs import Input
from twyst.order.domain.order import Standing, Terms

EVENT, CREATE = "event", "create"

_event_decoder = msgspec.json.Decoder(StripeEvent)
_standing_decoder = msgspec.json.Decoder(Standing)
_terms_decoder = msgspec.json.Decoder(Terms)
_encode = msgspec.json.Encoder().encode


def decode_event(value: bytes | str) -> StripeEvent:
    """A Stripe event as the topic holds it; msgspec.DecodeError or ValidationError for anything else."""
    return _event_decoder.decode(value)


def decode_input(kind: str, payload: str) -> Input:
    """The input that a journal row holds."""
    if kind == EVENT:
        return observed(decode_event(payload))
    return decode_restored(payload) if kind == RESTORE else arrivals.decode_input(kind, payload)


def encode_standing(standing: Standing) -> str:
    return _encode(standing).decode()


def decode_standing(text: str) -> Standing:
    return _standing_decoder.decode(text)


def encode_terms(terms: Terms) -> str:
    return _encode(terms).decode()


def decode_terms(text: str) -> Terms:
    return _terms_decoder.decode(text)
