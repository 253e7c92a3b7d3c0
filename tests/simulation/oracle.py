"""What must hold when everything has healed and nothing is left to do. The ids are the platform's invariants."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from simulation.catalog import VENUES
from simulation.orders_oracle import judge_order
from simulation.stripe_line import row_of
from simulation.stripe_world import PaymentIntent

from twyst.contracts import topics
from twyst.fulfillment.domain.ticket import TicketState
from twyst.order.domain.lifecycle import State

_TICKET_OF = {
    State.PAYMENT_SUCCEEDED: TicketState.READY,
    State.FULFILLING: TicketState.FULFILLING,
    State.COMPLETED: TicketState.COMPLETED,
}


def judge(world: Any) -> list[str]:
    """Every violation, in words; none is the only good answer."""
    return [
        *world.failures,
        *world.platform.violations,
        *(failure for process in world.platform.processes.values() for failure in process.failures),
        *_at_rest(world),
        *_keys(world),
        *_webhooks(world),
        *_stripe(world),
        *_orders(world),
        *_derived(world),
        *_kitchen(world),
    ]


def paid_too_late(world: Any) -> list[str]:
    """I46: minutes after everything healed, every payment that Stripe has is known, webhook or not."""
    orders = world.platform.orders.tables["orders"]
    return [
        f"I46: {intent.id} succeeded, and its order is still {row.order.standing.state}"
        for intent in world.stripe.intents.values()
        if intent.status == "succeeded"
        and (row := orders.get(intent.metadata.get("order_id", ""))) is not None
        and row.order.standing.own == intent.id
        and row.order.standing.state in {State.CREATED, State.PAYMENT_PENDING}
    ]


def _at_rest(world: Any) -> Iterator[str]:
    """I31, I46, I52: no queue holds anything."""
    platform = world.platform
    orders = platform.orders.tables
    for name, database in (("order", platform.orders), ("kitchen", platform.kitchen)):
        tables = database.tables
        if tables["outbox waiting"]:
            yield f"I31: {len(tables['outbox waiting'])} rows of the {name} outbox were never relayed"
        yield from (f"I8: written twice, stopped by the index alone: {key}" for key in database.conflicts)
        waiting = [record.event_id for record, status in tables["parked"].values() if status == "parked"]
        if waiting:
            yield f"I52: still parked at {name}: {waiting[:3]}"
    for key, row in orders["calls"].items():
        if row.status == "pending":
            yield f"I46: call {key} was never answered: {row.last_error}"
    for event_id, row in orders["unrouted"].items():
        if row.status == "waiting":
            yield f"I46: unrouted event {event_id} still waits"
    for group in platform.bus.groups.values():
        if group.lag:
            yield f"I46: group {group.name} is {group.lag} records behind"
    for record, _ in orders["parked"].values():
        if record.reason == "failed" and record.key not in world.strangers.poisoned:
            yield f"I47: {record.event_id} was parked, and nothing was wrong with it"
    if world.weather.struck["circuit opened"]:
        yield "I47: a circuit opened although a few records at most were at fault"


def _keys(world: Any) -> Iterator[str]:
    """I5: an order's records are on one partition of each topic."""
    seen: dict[tuple[str, bytes], int] = {}
    for place, log in world.platform.bus.logs.items():
        for key in {record.key for record in log}:
            if seen.setdefault((place.topic, key), place.partition) != place.partition:
                yield f"I5: {key.decode()} is on two partitions of {place.topic}"


def _webhooks(world: Any) -> Iterator[str]:
    """I2, I3, I7, I44: what Stripe saw accepted is on a topic, nothing else is, and all of it was taken."""
    bus, names = world.platform.bus, world.platform.topics
    taken = {key[1] for key in world.platform.orders.tables["journal"]}
    unrouted = world.platform.orders.tables["unrouted"]
    taken |= {event_id for event_id, row in unrouted.items() if row.status != "applied"}
    on_topics: set[str] = set()
    for spec in (topics.STRIPE_ORDER_EVENTS, topics.STRIPE_UNROUTED):
        for record in bus.topic(names.physical(spec.name)):
            headers = dict(record.headers)
            if not headers:
                continue  # rubbish that no gateway wrote; it is parked and discarded
            event_id = headers["ce_id"].decode()
            on_topics.add(event_id)
            if event_id not in world.stripe.sent:
                yield f"I3: {event_id} is on a topic and Stripe never sent it"
            if b"_secret_" in record.value or b"@" in record.value:
                yield f"I44: {event_id} carries something personal or secret"
            if event_id not in taken:
                yield f"I7: {event_id} was published and never taken"
    for event_id, event in world.acknowledged.items():
        if event.endpoint == "platform" and event_id not in on_topics:
            yield f"I2: {event_id} was acknowledged and is on no topic"
    yield from (f"I2: {event_id} was never delivered" for event_id in world.still_owed)


def _stripe(world: Any) -> Iterator[str]:
    """I23, I24: one effect per key, one refund per intent, never more than was received."""
    keys = world.platform.keys
    yield from (f"I23: {key} was used again with other parameters" for key in keys.misused)
    calls = world.platform.orders.tables["calls"]
    made = Counter(
        refund.metadata["refund_id"]
        for refund in world.stripe.refunds.values()
        if "refund_id" in refund.metadata
    )
    yield from (f"I23: refund {name} was made {number} times" for name, number in made.items() if number > 1)
    yield from (
        f"I24: {key} changed something at Stripe without a row"
        for key, _ in keys.posts
        if row_of(key) not in calls
    )
    own = Counter(name for key, name in keys.posts if key.startswith("pi:"))
    yield from (f"I16: {name} was created by {number} orders" for name, number in own.items() if number > 1)


def _orders(world: Any) -> Iterator[str]:
    """I16, and everything that one order's rows say about it."""
    tables = world.platform.orders.tables
    for key, order_ids in world.people.placed.items():
        if len(order_ids) > 1:
            yield f"I16: one key made {len(order_ids)} orders: {key}"
    journal: defaultdict[str, list[Any]] = defaultdict(list)
    for (order_id, input_id), row in tables["journal"].items():
        journal[order_id].append((row.input_seq, input_id, row))
    walked: defaultdict[str, list[Any]] = defaultdict(list)
    for (order_id, version), row in tables["transitions"].items():
        walked[order_id].append((version, row))
    paid: defaultdict[str, list[PaymentIntent]] = defaultdict(list)
    for intent in world.stripe.intents.values():
        paid[intent.metadata.get("order_id", "")].append(intent)
    for order_id, row in tables["orders"].items():
        yield from judge_order(
            row.order,
            sorted(journal[order_id], key=_first),
            sorted(walked[order_id], key=_first),
            paid[order_id],
        )
    strangers = set(paid) - set(tables["orders"])
    yield from (
        f"I16: Stripe has a PaymentIntent of an order that does not exist: {name}" for name in strangers
    )


def _first(entry: tuple[int, Any]) -> int:
    return entry[0]


def _derived(world: Any) -> Iterator[str]:
    """I27, I28, I29: the topic is the outbox: every row, in order per key, duplicates byte for byte."""
    outbox: defaultdict[str, list[Any]] = defaultdict(list)
    for _, kept in sorted(world.platform.orders.tables["outbox"].items()):
        outbox[kept.row.key].append(kept.row)
    seen: defaultdict[str, dict[str, bytes]] = defaultdict(dict)
    name = world.platform.topics.physical(topics.ORDERS_EVENTS.name)
    for record in world.platform.bus.topic(name):
        order_id, ce_id = record.key.decode(), dict(record.headers)["ce_id"].decode()
        first = seen[order_id].setdefault(ce_id, record.value)
        if first != record.value:
            yield f"I29: {ce_id} was published with two bodies"
    for order_id, rows in outbox.items():
        if [row.ce_id for row in rows] != [f"{order_id}:{number}" for number in range(1, len(rows) + 1)]:
            yield f"I28: the events of {order_id} are not counted 1, 2, 3"
        if list(seen[order_id].items()) != [(row.ce_id, row.body) for row in rows]:
            yield f"I27: the topic does not tell what the outbox of {order_id} holds, in its order"
        if b"_secret_" in b"".join(row.body for row in rows):
            yield f"I44: an event of {order_id} carries a secret"
    missing = set(world.platform.orders.tables["orders"]) - set(outbox)
    yield from (f"I27: order {order_id} was never told of" for order_id in missing)


def _kitchen(world: Any) -> Iterator[str]:
    """I12, I30: a ticket for every order that was paid and none for others, where its order is, and seen."""
    tickets = {str(order_id): ticket for order_id, ticket in world.platform.kitchen.tables["tickets"].items()}
    tables = world.platform.orders.tables
    transitions = tables["transitions"].items()
    paid = {order_id for (order_id, _), row in transitions if row.to_state == State.PAYMENT_SUCCEEDED}
    for order_id, row in tables["orders"].items():
        standing, ticket = row.order.standing, tickets.pop(order_id, None)
        if ticket is not None and order_id not in paid:
            yield f"I12: order {order_id} was never paid and the kitchen has a ticket"
        if standing.state in _TICKET_OF:
            if ticket is None:
                yield f"I30: order {order_id} is {standing.state} and the kitchen has no ticket"
            elif ticket.state is not _TICKET_OF[standing.state]:
                yield f"I30: order {order_id} is {standing.state} and its ticket {ticket.state}"
        elif ticket is not None and ticket.state is not TicketState.VOIDED:
            yield f"I30: order {order_id} is {standing.state} and its ticket {ticket.state}"
        if ticket is not None and (ticket.first_seen_at is not None) != standing.facts.kitchen_seen:
            yield f"I9: the kitchen saw {order_id} and the order does not know, or the other way round"
        if ticket is not None and ticket.venue_id not in VENUES:
            yield f"I40: the ticket of {order_id} is at no venue"
    yield from (f"I30: a ticket of an order that does not exist: {order_id}" for order_id in tickets)


def of_order(trace: list[tuple[Any, ...]], order_id: str) -> list[str]:
    """The lines of a trace that tell of one order."""
    return [
        f"{at:>14.6f}  {actor:<18} {what}"
        for at, actor, what, named in trace
        if named == order_id or order_id in what
    ]
