"""Events: one snapshot per change, and one delivery for each endpoint that wants it."""

from dataclasses import dataclass

from twyst.stripe_sandbox.store import Body, Record, to_json
from twyst.stripe_sandbox.world import Work


@dataclass(frozen=True, slots=True)
class EventRef:
    """An event by its two names; `seq` is what the faults are drawn from."""

    id: str
    seq: int
    type: str


def emit(work: Work, event_type: str, record: Record, previous: Body | None = None) -> None:
    """Record that something happened to the object, and have its account's endpoints told.

    `previous` holds the earlier values of the fields that changed; Stripe sends them with `*.updated` only.
    """
    seq = _emit_one(work, event_type, record, previous)
    webhooks = work.faults.webhooks_for(event_type)
    if webhooks is not None and work.faults.dice("second", seq).random() < webhooks.second_event_id:
        _emit_one(work, event_type, record, previous)


def _emit_one(work: Work, event_type: str, record: Record, previous: Body | None) -> int:
    data: Body = {"object": record.body}
    if previous is not None:
        data["previous_attributes"] = previous
    cause = work.cause
    event: Body = {
        "id": work.new_id("evt"),
        "object": "event",
        "api_version": work.rules.api_version,
        "created": work.now,
        "data": data,
        "livemode": False,
        "pending_webhooks": 0,
        "request": {
            "id": cause.request_id if cause else None,
            "idempotency_key": cause.idempotency_key if cause else None,
        },
        "type": event_type,
    }
    if record.account != work.rules.platform_account:
        event["account"] = record.account
    seq = work.store.execute(
        "INSERT INTO events (id, type, account, created, object_id, body) VALUES (?, ?, ?, ?, ?, ?)",
        (event["id"], event_type, record.account, work.now, record.id, to_json(event)),
    )
    emitted = EventRef(event["id"], seq, event_type)
    for endpoint_id in _endpoints(work, event_type, is_connect="account" in event):
        queue_delivery(work, emitted, endpoint_id)
    return seq


def _endpoints(work: Work, event_type: str, *, is_connect: bool) -> list[str]:
    condition = "o.account = ? AND o.object = 'webhook_endpoint' ORDER BY o.seq"
    chosen = []
    for endpoint in work.store.select(condition, (work.rules.platform_account,)):
        wanted = endpoint["enabled_events"]
        if endpoint["status"] != "enabled" or endpoint.hidden["connect"] != is_connect:
            continue
        if "*" in wanted or event_type in wanted:
            chosen.append(endpoint.id)
    return chosen


def queue_delivery(work: Work, event: EventRef, endpoint_id: str, *, is_duplicate: bool = False) -> None:
    """Deliver the event to the endpoint, as soon as the faults in force let it through."""
    held_seconds = 0.0
    status = "pending"
    webhooks = work.faults.webhooks_for(event.type)
    if webhooks is not None:
        dice = work.faults.dice("hold", event.seq, endpoint_id, is_duplicate)
        if dice.random() < webhooks.reorder:
            held_seconds += dice.random() * webhooks.reorder_seconds
        if dice.random() < webhooks.delay:
            held_seconds += webhooks.delay_seconds
        if dice.random() < webhooks.lose:
            status = "dropped"
    work.store.execute(
        "INSERT INTO deliveries (event_id, endpoint_id, status, due_wall, due_virtual, give_up_at, is_duplicate)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            event.id,
            endpoint_id,
            status,
            work.wall_seconds + held_seconds,
            work.present_seconds + held_seconds,
            work.present_seconds + work.rules.webhook_patience_seconds,
            is_duplicate,
        ),
    )
