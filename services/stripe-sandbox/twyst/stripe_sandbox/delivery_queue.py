"""The queue of deliveries in the store: what is due, what came of an attempt, and when to try again."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from twyst.stripe_sandbox.events import EventRef, queue_delivery
from twyst.stripe_sandbox.objects.event import with_pending
from twyst.stripe_sandbox.store import Body, Store, from_json
from twyst.stripe_sandbox.world import Work, World

# Stripe's intervals are unpublished: exponential, for three days.
_STRIPE_RETRY_SECONDS_FIRST: Final = 60.0
_STRIPE_RETRY_SECONDS_MAX: Final = 12 * 3600.0


class Outcome(StrEnum):
    """What came of one attempt."""

    SENDING = "sending"
    """On its way; or nobody knows, because the sandbox ended meanwhile."""
    DELIVERED = "delivered"
    REFUSED = "refused"
    """Any answer but 2xx; a redirect, too."""
    UNREACHABLE = "unreachable"
    TIMED_OUT = "timed_out"
    LOST = "lost"
    """A fault: never sent, and nobody noticed."""
    CORRUPTED = "corrupted"
    """A fault: sent in a form that must be refused; never counts as delivered, whatever the answer."""


@dataclass(frozen=True, slots=True)
class Due:
    """A delivery that should be attempted now."""

    delivery_id: int
    event: EventRef
    endpoint_id: str
    attempts: int
    is_duplicate: bool


@dataclass(frozen=True, slots=True)
class Attempt:
    """How one request ended, or that it was lost."""

    outcome: Outcome
    duration_ms: int
    status_code: int | None = None


@dataclass(frozen=True, slots=True)
class RetrySchedule:
    """The short schedule in wall time: doubling from first to max. Without it only the virtual clock decides."""

    first_seconds: float = 0.25
    max_seconds: float = 4.0
    enabled: bool = True

    def after(self, attempts: int) -> float:
        return min(self.first_seconds * 2.0 ** min(attempts - 1, 30), self.max_seconds)


def endpoints(world: World) -> list[str]:
    query = "SELECT id FROM objects WHERE account = ? AND object = 'webhook_endpoint' ORDER BY seq"
    return [row["id"] for row in world.store.rows(query, (world.rules.platform_account,))]


def due(world: World, endpoint_id: str, limit: int, in_flight: Collection[int]) -> list[Due]:
    """What is due for the endpoint, the longest overdue first, without what is on its way."""
    rows = world.store.rows(
        "SELECT d.*, e.seq AS event_seq, e.type AS event_type FROM deliveries d JOIN events e ON e.id = d.event_id"
        " WHERE d.endpoint_id = ? AND d.status = 'pending' AND d.due_wall <= ? ORDER BY d.due_wall, d.id LIMIT ?",
        (endpoint_id, world.clock.wall(), limit + len(in_flight)),
    )
    found = [
        Due(
            delivery_id=row["id"],
            event=EventRef(row["event_id"], row["event_seq"], row["event_type"]),
            endpoint_id=endpoint_id,
            attempts=row["attempts"],
            is_duplicate=bool(row["is_duplicate"]),
        )
        for row in rows
        if row["id"] not in in_flight
    ]
    return found[:limit]


def next_due_wall(store: Store, endpoint_id: str, after_wall: float) -> float | None:
    """When the next delivery becomes due that is not due yet."""
    row = store.row(
        "SELECT min(due_wall) AS due FROM deliveries WHERE endpoint_id = ? AND status = 'pending' AND due_wall > ?",
        (endpoint_id, after_wall),
    )
    return None if row is None else row["due"]


def event_body(store: Store, event_id: str, api_version: str | None) -> Body:
    """The event as it is sent now: `pending_webhooks` differs from attempt to attempt."""
    row = store.row("SELECT body FROM events WHERE id = ?", (event_id,))
    assert row is not None, f"{event_id} has a delivery and no body"
    event = with_pending(store, from_json(row["body"]))
    return {**event, "api_version": api_version} if api_version else event


def begin(store: Store, due: Due, at_wall: float, body_sha256: str | None) -> None:
    """Note an attempt before it is made: a sandbox that is killed in the middle still knows what it sent."""
    number = due.attempts + 1
    with store.transaction():
        store.execute(
            "INSERT INTO attempts (delivery_id, number, at_wall, outcome, body_sha256, duration_ms) VALUES (?, ?, ?, ?, ?, 0)",
            (due.delivery_id, number, at_wall, Outcome.SENDING, body_sha256),
        )
        store.execute("UPDATE deliveries SET attempts = ? WHERE id = ?", (number, due.delivery_id))


def record(work: Work, tried: Due, attempt: Attempt, schedule: RetrySchedule) -> None:
    """Note how an attempt ended, and decide what follows."""
    number = tried.attempts + 1
    work.store.execute(
        "UPDATE attempts SET status_code = ?, outcome = ?, duration_ms = ? WHERE delivery_id = ? AND number = ?",
        (attempt.status_code, attempt.outcome, attempt.duration_ms, tried.delivery_id, number),
    )
    if attempt.outcome is Outcome.DELIVERED:
        work.store.execute("UPDATE deliveries SET status = 'delivered' WHERE id = ?", (tried.delivery_id,))
        _perhaps_duplicate(work, tried)
        return
    gap = min(_STRIPE_RETRY_SECONDS_FIRST * 3.0 ** min(number - 1, 30), _STRIPE_RETRY_SECONDS_MAX)
    wait = min(gap, schedule.after(number)) if schedule.enabled else gap
    work.store.execute(
        "UPDATE deliveries SET due_wall = ?, due_virtual = ?,"
        " status = CASE WHEN status = 'pending' AND give_up_at <= ? THEN 'failed' ELSE status END WHERE id = ?",
        (work.wall_seconds + wait, work.now_seconds + gap, work.now_seconds, tried.delivery_id),
    )


def virtual_time_moved(work: Work) -> None:
    """What has become due on the virtual clock is due."""
    work.store.execute(
        "UPDATE deliveries SET due_wall = ? WHERE status = 'pending' AND due_virtual <= ? AND due_wall > ?",
        (work.wall_seconds, work.now_seconds, work.wall_seconds),
    )


def endpoint_recovered(work: Work, endpoint_id: str) -> None:
    """An endpoint that was down answers again: what failed because of that need not wait any longer."""
    work.store.execute(
        "UPDATE deliveries SET due_wall = ? WHERE endpoint_id = ? AND status = 'pending' AND attempts > 0",
        (work.wall_seconds, endpoint_id),
    )


def _perhaps_duplicate(work: Work, delivered: Due) -> None:
    event = delivered.event
    webhooks = work.faults.webhooks_for(event.type)
    if webhooks is None or delivered.is_duplicate:
        return
    if work.faults.dice("duplicate", event.seq, delivered.endpoint_id).random() < webhooks.duplicate:
        queue_delivery(work, event, delivered.endpoint_id, is_duplicate=True)
