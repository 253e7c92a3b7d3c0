"""From the raw body to the message on Kafka: an allow-list, never a copy with things removed.

The body is decoded in two typed steps: the envelope, whose object stays raw bytes, and then the object, if the
envelope says that it is of interest. Both skip every field that they do not name.
"""

from __future__ import annotations

import hashlib
from typing import Final

import msgspec

from twyst.contracts.messages import stripe_event_v1 as message
from twyst.webhook_gateway.stripe_objects import Id, Projected, Seconds, StripeObject, Text, WithMetadata

_OBJECT_PATH: Final = "$.data.object"
# PostgreSQL's text cannot hold NUL, so a reader would fail for ever on it. No Stripe value has a backslash.
_ESCAPED_NUL: Final = b"\\u0000"


class Unreadable(ValueError):
    """The body cannot be used. `field` is the JSON path that is at fault; never a value, which may be personal."""

    def __init__(self, field: str, complaint: str) -> None:
        self.field = field
        self.complaint = complaint
        super().__init__(f"{field}: {complaint}")


class Data(msgspec.Struct, frozen=True):
    object: msgspec.Raw


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="object", tag="event"):
    """A snapshot event as Stripe sends it; `account` is there on events of connected accounts only."""

    id: Id
    type: Id
    livemode: bool
    created: Seconds
    data: Data
    account: Id | None = None
    api_version: Text | None = None


class ThinEvent(msgspec.Struct, frozen=True, tag_field="object", tag="v2.core.event"):
    """A v2 event: it names an object and holds none."""

    id: Id
    type: Id


_envelope_decoder: Final[msgspec.json.Decoder[Event | ThinEvent]] = msgspec.json.Decoder(Event | ThinEvent)
_object_decoder: Final[msgspec.json.Decoder[StripeObject]] = msgspec.json.Decoder(StripeObject)
_metadata_decoder: Final = msgspec.json.Decoder(WithMetadata)
_encoder: Final = msgspec.json.Encoder()


def read_envelope(body: bytes) -> Event | ThinEvent:
    """The event around the object; Unreadable when the body is anything else."""
    try:
        return _envelope_decoder.decode(body)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise _unreadable(error, "$") from None


def project(event: Event, body: bytes, objects: tuple[type, ...]) -> message.StripeEvent:
    """What is passed on of an event; Unreadable when something that must be passed on is missing or odd.

    `objects` are the projections that the event's type may have. Events about an account say no more than that the
    account changed: which object they hold differs (an account, an application, a bank account), and what it says
    must be read from Stripe anyway.
    """
    if message.Account in objects:
        metadata, projected = _read_account(event)
    else:
        metadata, projected = _read_object(event)
        if type(projected) not in objects:
            raise Unreadable(f"{_OBJECT_PATH}.object", "not what the event's type is about")
    return message.StripeEvent(
        id=event.id,
        type=event.type,
        account=event.account,
        livemode=event.livemode,
        created=event.created,
        api_version=event.api_version,
        body_sha256=hashlib.sha256(body).hexdigest(),
        metadata=metadata,
        object=projected,
    )


def encode(projected: message.StripeEvent) -> bytes:
    """The record's value: JSON with the fields in the contract's order; Unreadable when it holds NUL."""
    value = _encoder.encode(projected)
    if _ESCAPED_NUL in value:
        raise Unreadable("$", "a passed-on text contains NUL")
    return value


def _read_account(event: Event) -> tuple[message.Metadata, Projected]:
    if event.account is None:
        raise Unreadable("$.account", "missing on an event about an account")
    try:
        read = _metadata_decoder.decode(event.data.object)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise _unreadable(error, _OBJECT_PATH) from None
    return _metadata(read), message.Account(event.account)


def _read_object(event: Event) -> tuple[message.Metadata, Projected]:
    try:
        read = _object_decoder.decode(event.data.object)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise _unreadable(error, _OBJECT_PATH) from None
    return _metadata(read), read.projected()


def _metadata(read: WithMetadata) -> message.Metadata:
    return message.Metadata() if read.metadata is None else read.metadata.projected()


def _unreadable(error: Exception, root: str) -> Unreadable:
    """Keep msgspec's path and its words about types; drop what quotes the body."""
    if isinstance(error, RecursionError):
        return Unreadable(root, "nested too deeply")
    if isinstance(error, UnicodeDecodeError):
        return Unreadable(root, "not UTF-8")
    complaint, _, path = str(error).partition(" - at `$")
    if complaint.startswith("Invalid value"):
        complaint = "Invalid value"
    return Unreadable(f"{root}{path.removesuffix('`')}", complaint)
