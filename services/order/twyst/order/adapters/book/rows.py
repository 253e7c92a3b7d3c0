"""What a batch writes, as the columns that its statements take: one list per column, for `unnest`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from twyst.contracts import topics
from twyst.mailbox.database import to_json
from twyst.mailbox.outbox import OutboxEvent
from twyst.order.adapters.book import codec
from twyst.order.adapters.order_events import encode_event
from twyst.order.application.fold import Creation, Entry
from twyst.order.application.ports import Batch, CallRequest
from twyst.order.domain.custody import unsettled
from twyst.order.domain.holds import HoldStatus, holds_of, money_waits
from twyst.order.domain.order import DerivedEvent, Order, Standing

SOURCE = "twyst/order"

Columns = list[list[Any]]


def created(creations: Sequence[Creation]) -> Columns:
    """New orders: each is a row of orders, the first of its journal, and the first of its transitions."""
    return _columns(11, map(_creation_row, creations))


def journaled(entries: Sequence[Entry]) -> Columns:
    return _columns(11, map(_entry_row, entries))


def moved(last: Iterable[Entry]) -> Columns:
    """Each order as its last entry left it."""
    return _columns(9, map(_order_row, last))


def walked(entries: Sequence[Entry]) -> Columns:
    return _columns(7, (row for entry in entries if entry.steps for row in _transition_rows(entry)))


def learned(references: Mapping[str, Order]) -> Columns:
    return _columns(
        3, ((name, order.terms.order_id, order.terms.venue_id) for name, order in references.items())
    )


def requested(calls: Sequence[CallRequest], at: datetime) -> Columns:
    return _columns(6, (_call_row(call, at) for call in calls))


def outbox_events(batch: Batch) -> Iterator[OutboxEvent]:
    """The derived events, in the order in which they were decided."""
    for creation in batch.creations:
        yield _outbox_event(creation.event, creation.order, creation.recorded_at, creation.traceparent)
    for entry in batch.entries:
        for event in entry.events:
            yield _outbox_event(event, entry.order, entry.recorded_at, entry.arrival.traceparent)


def open_holds(standing: Standing) -> int:
    """How many holds wait for somebody."""
    return sum(hold.status is HoldStatus.OPEN for hold in holds_of(standing))


def is_money_at_stake(standing: Standing) -> bool:
    """Does money wait, or is its end not known? The sweep looks at such orders."""
    return bool(unsettled(standing)) or money_waits(standing)


def instant(recorded_at: datetime) -> str:
    """RFC 3339 in UTC, microseconds always there: the same text now, on refold and on replay."""
    return recorded_at.isoformat(timespec="microseconds").replace("+00:00", "Z")


def _columns(width: int, rows: Iterable[tuple[Any, ...]]) -> Columns:
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(width)]


def _creation_row(creation: Creation) -> tuple[Any, ...]:
    terms = creation.order.terms
    return (
        terms.order_id, terms.venue_id, terms.table_id, terms.order_number, terms.total_minor, terms.currency,
        creation.payload, codec.encode_standing(creation.order.standing), creation.actor, creation.traceparent,
        creation.recorded_at,
    )  # fmt: skip


def _entry_row(entry: Entry) -> tuple[Any, ...]:
    arrival = entry.arrival
    return (
        arrival.order_id, entry.order.input_seq, entry.order.terms.venue_id, arrival.given.input_id, arrival.kind,
        arrival.payload, arrival.source, arrival.actor, arrival.traceparent, entry.decision, entry.because,
    )  # fmt: skip


def _order_row(entry: Entry) -> tuple[Any, ...]:
    standing = entry.order.standing
    return (
        entry.arrival.order_id, standing.state, standing.version, entry.order.seq, entry.order.input_seq, standing.own,
        open_holds(standing), is_money_at_stake(standing), codec.encode_standing(standing),
    )  # fmt: skip


def _transition_rows(entry: Entry) -> Iterator[tuple[Any, ...]]:
    for step in entry.steps:
        yield (
            entry.arrival.order_id, step.version, entry.order.terms.venue_id, step.from_state, step.to_state,
            step.trigger, entry.order.input_seq,
        )  # fmt: skip


def _call_row(call: CallRequest, at: datetime) -> tuple[Any, ...]:
    return (
        call.stripe_key, call.order_id, call.venue_id, call.kind, to_json(dict(call.parameters)), call.due_at or at,
    )  # fmt: skip


def _outbox_event(
    event: DerivedEvent, order: Order, recorded_at: datetime, traceparent: str | None
) -> OutboxEvent:
    order_id, published = order.terms.order_id, event.published
    if published is not None:
        traceparent = published.traceparent
    return OutboxEvent(
        topic=topics.ORDERS_EVENTS.name,
        key=order_id,
        ce_id=f"{order_id}:{event.seq}",
        ce_type=event.type,
        ce_source=SOURCE,
        ce_time=datetime.fromisoformat(published.time) if published else recorded_at,
        body=published.body.encode() if published else encode_event(event, order, instant(recorded_at)),
        ce_subject=order_id,
        headers={"traceparent": traceparent} if traceparent else {},
    )
