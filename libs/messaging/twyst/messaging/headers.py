"""CloudEvents in binary mode: the event's attributes travel as Kafka headers, the body is the data alone.

Foreign producers send headers that are null, not UTF-8, or there twice. Reading never fails on those: a null header
counts as absent, undecodable bytes are shown escaped, and of equal names the last one wins, as in Kafka's own client.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

SPEC_VERSION = "1.0"
CONTENT_TYPE = "application/json"

RawHeaders = Iterable[tuple[str, bytes | None]]


class InvalidCloudEvent(ValueError):
    """A mandatory attribute is missing or malformed."""


@dataclass(frozen=True, slots=True)
class CloudEvent:
    """The attributes of one event. `time` is aware; `traceparent` is W3C trace context, carried as it came."""

    id: str
    type: str
    source: str
    time: datetime
    subject: str | None = None
    traceparent: str | None = None


def encode(event: CloudEvent) -> list[tuple[str, bytes]]:
    """The Kafka headers of an event."""
    attributes = {
        "ce_specversion": SPEC_VERSION,
        "ce_id": event.id,
        "ce_type": event.type,
        "ce_source": event.source,
        "ce_time": event.time.isoformat(),
        "content-type": CONTENT_TYPE,
    }
    if event.subject is not None:
        attributes["ce_subject"] = event.subject
    if event.traceparent is not None:
        attributes["traceparent"] = event.traceparent
    return encode_text(attributes)


def encode_text(headers: Mapping[str, str]) -> list[tuple[str, bytes]]:
    """Text headers as the broker takes them."""
    return [(name, value.encode()) for name, value in headers.items()]


def decode_text(raw: RawHeaders) -> dict[str, str]:
    """Kafka headers as text; never fails (see the module's docstring for odd ones)."""
    return {name: value.decode(errors="backslashreplace") for name, value in raw if value is not None}


def decode(headers: Mapping[str, str]) -> CloudEvent:
    """The event that text headers describe; InvalidCloudEvent when an attribute is missing or the time is no time."""
    try:
        time = datetime.fromisoformat(headers["ce_time"])
        event = CloudEvent(
            id=headers["ce_id"],
            type=headers["ce_type"],
            source=headers["ce_source"],
            time=time,
            subject=headers.get("ce_subject"),
            traceparent=headers.get("traceparent"),
        )
    except KeyError as missing:
        raise InvalidCloudEvent(f"header {missing.args[0]} is missing") from None
    except ValueError as error:
        raise InvalidCloudEvent(f"ce_time: {error}") from None
    if headers.get("ce_specversion") != SPEC_VERSION:
        raise InvalidCloudEvent(f"ce_specversion is {headers.get('ce_specversion')!r}, not {SPEC_VERSION}")
    if time.tzinfo is None:
        raise InvalidCloudEvent("ce_time has no time zone")
    if not event.id or not event.type:
        raise InvalidCloudEvent("ce_id and ce_type must not be empty")
    return event
