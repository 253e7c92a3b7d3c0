"""The oracle is not blind: every rule is seen to fail, on a calm world in which one thing at a time is made untrue."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from simulation import clockwork
from simulation.oracle import judge, paid_too_late
from simulation.world import World

from twyst.contracts import topics
from twyst.fulfillment.domain.ticket import TicketState
from twyst.order.domain.lifecycle import State

Spoil = Callable[[World], Any]
_ORDER_EVENTS, _EVENTS = topics.STRIPE_ORDER_EVENTS.name, topics.ORDERS_EVENTS.name


def _tables(world: World) -> Any:
    return world.platform.orders.tables


def _change(table: Any, key: Any, **fields: Any) -> None:
    table[key] = replace(table[key], **fields)


def _order(world: World, state: State = State.COMPLETED) -> str:
    return next(key for key, row in _tables(world)["orders"].items() if row.order.standing.state is state)


def _stand(world: World, order_id: str, **fields: Any) -> None:
    row = _tables(world)["orders"][order_id]
    order = replace(row.order, standing=replace(row.order.standing, **fields))
    _tables(world)["orders"][order_id] = replace(row, order=order)


def _own(world: World) -> Any:
    """The PaymentIntent of an order that was served."""
    standing = _tables(world)["orders"][_order(world)].order.standing
    return world.stripe.intents[standing.own]


def _log(world: World, topic: str) -> list[Any]:
    name = world.platform.topics.physical(topic)
    return next(log for place, log in world.platform.bus.logs.items() if place.topic == name and log)


def _append(world: World, topic: str, **fields: Any) -> None:
    log = _log(world, topic)
    log.append(replace(log[0], **fields))


def _renumber(world: World, offset: int) -> None:
    """An event of Stripe's came to its order before all others and was applied behind them."""
    journal = _tables(world)["journal"]
    key = [key for key, row in journal.items() if row.source and _ORDER_EVENTS in row.source][-1]
    _change(journal, key, source=f"{_ORDER_EVENTS}/0/{offset}")


def _park(world: World, reason: str, status: str) -> None:
    parked = type("Parked", (), {"event_id": "evt_x", "key": "order", "reason": reason})
    _tables(world)["parked"]["x"] = (parked, status)


def _place(world: World) -> None:
    name = next(place for place, log in world.platform.bus.logs.items() if log)
    other = name._replace(partition=name.partition + 1)
    world.platform.bus.logs[other].append(world.platform.bus.logs[name][0])


def _walk(world: World, version: int, **fields: Any) -> None:
    _change(_tables(world)["transitions"], (_order(world), version), **fields)


def _drop_ticket(world: World, order_id: str) -> Any:
    tickets = world.platform.kitchen.tables["tickets"]
    return tickets.pop(next(key for key in tickets if str(key) == order_id))


def _ticket(world: World, **fields: Any) -> None:
    tickets = world.platform.kitchen.tables["tickets"]
    _change(tickets, next(key for key in tickets if str(key) == _order(world)), **fields)


def _unpay(world: World) -> None:
    order_id = _order(world)
    transitions = _tables(world)["transitions"]
    del transitions[order_id, 3]


def _call(world: World, status: str) -> None:
    calls = _tables(world)["calls"]
    _change(calls, next(iter(calls)), status=status)


def _refund_twice(world: World) -> None:
    for name in ("re_1", "re_2"):
        world.stripe.refunds[name] = type("Made", (), {"metadata": {"refund_id": "ref_1"}})  # type: ignore[assignment]


def _told(world: World) -> Any:
    """The journal's key of an event of Stripe's."""
    return next(key for key in _tables(world)["journal"] if key[1].startswith("evt_"))


def _journal(world: World, **fields: Any) -> None:
    _change(_tables(world)["journal"], _told(world), **fields)


def _never_tell(world: World) -> None:
    order_id, outbox = _order(world), _tables(world)["outbox"]
    for key in [key for key, kept in outbox.items() if kept.row.key == order_id]:
        del outbox[key]


def _canceled(world: World) -> Any:
    own = _tables(world)["orders"][_order(world, State.CANCELED)].order.standing.own
    return world.stripe.intents[own]


def _event(world: World) -> Any:
    return next(iter(world.acknowledged.values()))


SPOILS: dict[str, Spoil] = {
    "I2: evt_x was never delivered": lambda w: w.undelivered.update(evt_x=_event(w)),
    "is on no topic": lambda w: w.acknowledged.update(evt_x=_event(w)),
    "Stripe never sent it": lambda w: w.stripe.sent.pop(next(iter(w.acknowledged))),
    "was published and never taken": lambda w: _tables(w)["journal"].pop(_told(w)),
    "carries something personal": lambda w: _append(w, _ORDER_EVENTS, value=b"a@b"),
    "I5": _place,
    "the journal's rows are not counted": lambda w: _journal(w, input_seq=99),
    "the journal does not begin": lambda w: _tables(w)["journal"].update(
        {(_order(w), "made"): _tables(w)["journal"].pop((_order(w), "create"))}
    ),
    "stopped by the index alone": lambda w: w.platform.orders.conflicts.append("journal x"),
    "I49: folded again": lambda w: _journal(w, because="whatever"),
    "I49: the fold of": lambda w: _stand(w, _order(w), version=99),
    "I52: applied out of order": lambda w: _renumber(w, -1),
    "I52: still parked": lambda w: _park(w, "undecodable", "parked"),
    "I47: evt_x was parked": lambda w: _park(w, "failed", "discarded"),
    "I47: a circuit": lambda w: w.weather.note("circuit opened"),
    "I11: versions": lambda w: _tables(w)["transitions"].pop((_order(w), 2)),
    "I11: a step": lambda w: _walk(w, 3, from_state="CREATED"),
    "I11: the last step": lambda w: _stand(w, _order(w), state=State.FULFILLING),
    "I10": lambda w: _walk(w, 2, to_state="FULFILLING"),
    "I19: the order's PaymentIntent": lambda w: _stand(w, _order(w), own="pi_x"),
    "I19: COMPLETED": lambda w: setattr(_own(w), "destination", "acct_x"),
    "I18: paid as agreed": lambda w: _stand(w, _order(w), state=State.PAYMENT_PENDING),
    "I46: PAYMENT_PENDING days": lambda w: _stand(w, _order(w), state=State.PAYMENT_PENDING),
    "I22": lambda w: setattr(_canceled(w), "status", "requires_action"),
    "I34": lambda w: setattr(_own(w), "amount_received", 1),
    "I21": lambda w: _stand(w, _order(w), state=State.CANCELED),
    "I23: key was used": lambda w: w.platform.keys.misused.append("key"),
    "I23: refund ref_1": _refund_twice,
    "I24": lambda w: w.platform.keys.posts.append(("refund:x", "re_x")),
    "I16: pi_x was created": lambda w: w.platform.keys.posts.extend([("pi:1", "pi_x"), ("pi:2", "pi_x")]),
    "I16: one key": lambda w: w.people.placed.update({("v", "t", "key"): {"1", "2"}}),
    "I16: Stripe has": lambda w: _own(w).metadata.update(order_id="x"),
    "I27: the topic": lambda w: _log(w, _EVENTS).pop(0),
    "I27: order": _never_tell,
    "I28": lambda w: _tables(w)["outbox"].pop(next(iter(_tables(w)["outbox"]))),
    "I29": lambda w: _append(w, _EVENTS, value=b"{}"),
    "I31": lambda w: _tables(w)["outbox waiting"].update({1: 1}),
    "I46: call": lambda w: _call(w, "pending"),
    "records behind": lambda w: _append(w, _ORDER_EVENTS),
    "I12": _unpay,
    "the kitchen has no ticket": lambda w: _drop_ticket(w, _order(w)),
    "and its ticket": lambda w: _ticket(w, state=TicketState.READY),
    "of an order that does not exist": lambda w: _tables(w)["orders"].pop(_order(w)),
    "I9": lambda w: _ticket(w, first_seen_at=None),
    "I40": lambda w: _ticket(w, venue_id="nowhere"),
}
"""What the oracle must say, and of what."""


@pytest.mark.parametrize("said", SPOILS)
def test_the_oracle_sees_it(said: str) -> None:
    async def spoiled() -> list[str]:
        world = World(3, 10, calm=True)
        await world.run()
        assert judge(world) == []
        SPOILS[said](world)
        return judge(world)

    problems = clockwork.run(spoiled())
    assert any(said in problem for problem in problems), problems


def test_a_payment_of_which_nobody_heard_is_seen() -> None:
    async def spoiled() -> tuple[list[str], list[str]]:
        world = World(3, 10, calm=True)
        await world.run()
        before = paid_too_late(world)
        _stand(world, _order(world), state=State.PAYMENT_PENDING)
        return before, paid_too_late(world)

    before, after = clockwork.run(spoiled())
    assert (before, len(after)) == ([], 1)
