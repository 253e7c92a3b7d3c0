"""The oracle finds what it is there to find: true evidence, falsified in one place at a time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from faults.evidence import Evidence, gather
from faults.oracle import DRAINED_RULES, RULES, broken_rules, verify
from journeys.diners import Dining
from journeys.live_stack import LiveStack
from journeys.topic_log import Published

from twyst.contracts import topics
from twyst.demo.clients import Platform, Venue

Falsify = Callable[[Evidence], Evidence]
_ORDERS, _STRIPE = topics.ORDERS_EVENTS.name, topics.STRIPE_ORDER_EVENTS.name


@pytest.fixture(scope="module")
async def evidence(stack: LiveStack, platform: Platform, dining: Dining, venues: list[Venue]) -> Evidence:
    """Everything about a few orders: one served and refunded in part, one canceled, one not paid."""
    served, canceled, _unpaid = [await dining.place(venues[0]) for _ in range(3)]
    for meal in (served, canceled):
        await dining.pay(meal)
        await dining.until(meal, "PAYMENT_SUCCEEDED")
    await dining.see(served)
    for command in ("start", "complete"):
        assert (await dining.staff(served, command)).status == 200
    await dining.refund(served, 100)
    await dining.staff(canceled, "cancel")
    await verify(stack.describe(), platform)
    return await gather(stack.describe(), platform)


def _without_row(table: str) -> Falsify:
    return lambda found: replace(found, tables={**found.tables, table: found.tables[table][:-1]})


def _with_row(table: str, **changed: Any) -> Falsify:
    return lambda found: replace(
        found,
        tables={**found.tables, table: [*found.tables[table][:-1], {**found.tables[table][-1], **changed}]},
    )


def _last(found: Evidence, topic: str) -> Published:
    return found.of_topic(topic)[-1]


def _without_record(topic: str) -> Falsify:
    return lambda found: replace(
        found, topics=[record for record in found.topics if record is not _last(found, topic)]
    )


def _with_record(topic: str, **changed: Any) -> Falsify:
    return lambda found: replace(found, topics=[*found.topics, replace(_last(found, topic), **changed)])


def _without_first_event(found: Evidence) -> Evidence:
    return replace(found, topics=[record for record in found.topics if not record.ce_id.endswith(":1")])


def _told_otherwise(found: Evidence) -> Evidence:
    last = _last(found, _ORDERS)
    value = last.value.replace(b'"kitchen_seen":', b'"kitchen_seen": ')
    return replace(found, topics=[*found.topics, replace(last, value=value)])


def _served_unpaid(found: Evidence) -> Evidence:
    paid = next(record for record in found.of_topic(_ORDERS) if record.body["state"] == "FULFILLING")
    value = paid.value.replace(b'"verified":true', b'"verified":false')
    return replace(found, topics=[*found.topics, replace(paid, value=value)])


def _refunded_more(found: Evidence) -> Evidence:
    more = {**found.refunds[0], "amount": found.refunds[0]["amount"] + 1}
    return replace(found, refunds=[more, *found.refunds[1:]])


def _refunded_twice(found: Evidence) -> Evidence:
    ours = next(refund for refund in found.refunds if "refund_id" in refund["metadata"])
    return replace(found, refunds=[*found.refunds, {**ours, "id": "re_again"}])


def _made_twice(found: Evidence) -> Evidence:
    made = [row for row in found.requests if row["path"] == "/v1/payment_intents" and row["idempotency_key"]]
    return replace(found, requests=[*found.requests, made[0]])


def _untaken(found: Evidence) -> Evidence:
    missed = _last(found, _STRIPE).ce_id
    inputs = [row for row in found.tables["inputs"] if row["input_id"] != missed]
    return replace(found, tables={**found.tables, "inputs": inputs})


def _half_delivered(found: Evidence) -> Evidence:
    return replace(found, deliveries=[{**found.deliveries[0], "status": "pending"}, *found.deliveries[1:]])


_FALSIFIED: dict[str, tuple[Falsify, str]] = {
    "an event that Stripe was thanked for is nowhere": (_without_record(_STRIPE), "accepted-is-kept"),
    "an event that Stripe never sent": (
        _with_record(_STRIPE, headers={"ce_id": "evt_invented"}),
        "kept-is-genuine",
    ),
    "a key on two partitions": (_with_record(_ORDERS, partition=99), "one-key-one-partition"),
    "a derived event that was not published": (_without_record(_ORDERS), "topic-is-outbox"),
    "a derived event with two contents": (_told_otherwise, "topic-is-outbox"),
    "a derived event that no transaction wrote": (_without_row("order_outbox"), "topic-is-outbox"),
    "a gap in an order's events": (_without_first_event, "events-count"),
    "an order served before it was paid": (_served_unpaid, "paid-before-served"),
    "a record that is not what the contract says": (
        _with_record(_STRIPE, value=b'{"id":"evt_1"}'),
        "contracts-hold",
    ),
    "a record that nobody took": (_untaken, "topics-taken"),
    "a kitchen that missed the last event": (_with_row("followed", seq=0), "heard-by-all"),
    "books that missed the last event": (_with_row("booked", seq=0), "heard-by-all"),
    "a ticket in another state": (_with_row("tickets", state="nowhere"), "one-ticket-per-order"),
    "a ticket of an order that is not paid": (
        _with_row("tickets", order_id="00000000-0000-4000-8000-000000000000"),
        "one-ticket-per-order",
    ),
    "a payment made twice under one key": (_made_twice, "one-effect-per-key"),
    "a call that was not written down": (_with_row("calls", stripe_key="another"), "one-effect-per-key"),
    "a cent more at Stripe": (_refunded_more, "money-agrees"),
    "a refund made twice": (_refunded_twice, "refunds-are-intended"),
    "an event that Stripe still has to deliver": (_half_delivered, "stripe-delivered"),
}


def test_true_evidence_breaks_nothing(evidence: Evidence) -> None:
    assert broken_rules(evidence, {**RULES, **DRAINED_RULES}) == []


@pytest.mark.parametrize("what", _FALSIFIED)
def test_the_oracle_finds(what: str, evidence: Evidence) -> None:
    falsify, name = _FALSIFIED[what]
    assert name in {breach.name for breach in broken_rules(falsify(evidence), {**RULES, **DRAINED_RULES})}


def test_every_rule_has_been_seen_to_fail() -> None:
    assert {name for _, name in _FALSIFIED.values()} == {*RULES, *DRAINED_RULES}
