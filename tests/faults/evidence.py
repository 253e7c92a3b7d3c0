"""What the oracle judges by, gathered from outside: auditors' rows, whole topics, and what Stripe itself did and heard."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import asyncpg
from journeys.topic_log import ALL_TOPICS, Published, read_topics

from twyst.demo.clients import Platform

_PAGE, _LONG_PAGE = 100, 10_000
_TABLES = {
    "orders": ("order", "SELECT order_id::text, state, version, seq, payment_intent FROM orders"),
    "paid": ("order", "SELECT order_id::text FROM transitions WHERE to_state = 'PAYMENT_SUCCEEDED'"),
    "inputs": ("order", "SELECT input_id FROM journal UNION SELECT event_id FROM unrouted UNION SELECT event_id FROM parked"),
    "calls": ("order", "SELECT stripe_key, order_id::text, kind, status FROM calls"),
    "order_outbox": ("order", "SELECT topic, key, ce_id, body FROM outbox ORDER BY id"),
    "fulfillment_outbox": ("fulfillment", "SELECT topic, key, ce_id, body FROM outbox ORDER BY id"),
    "tickets": ("fulfillment", "SELECT order_id::text, state FROM tickets"),
    "followed": ("fulfillment", "SELECT order_id::text, seq FROM followed_orders"),
    "booked": ("reconciliation", "SELECT order_id::text, seq FROM orders"),
    "account_inputs": ("reconciliation", "SELECT event_id FROM inbox WHERE consumer = 'reconciliation.accounts'"),
}  # fmt: skip
# What the gateway passes on, by Stripe's endpoint; everything else is answered with 2xx and counted.
_PASSED_ON = {
    "we_platform": (
        "payment_intent.",
        "charge.",
        "refund.",
        "radar.",
        "transfer.",
        "application_fee.",
        "payout.",
    ),
    "we_connect": ("payout.", "account.", "capability."),
}
_NOT_PASSED_ON = "application_fee.refund."

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Evidence:
    """One look at everything.

    The topics are read after the rows, so they hold all that the rows tell of and perhaps more. What Stripe has sent is
    read again after the topics, so that it accounts for all that they hold.
    """

    tables: Mapping[str, list[Row]]
    topics: list[Published]
    deliveries: list[Row]
    requests: list[Row]
    payment_intents: list[Row]
    refunds: list[Row]
    sent: Mapping[str, set[str]]
    """The SHA-256 of every body that Stripe has sent of an event, or was about to when it was killed."""

    def of_topic(self, *names: str) -> list[Published]:
        """A topic's records, each partition in its order."""
        return [record for record in self.topics if record.topic in names]

    def snapshots(self) -> dict[str, dict[str, Any]]:
        """The last derived event of every order, as the outbox holds it."""
        last = {
            row["key"]: row for row in self.tables["order_outbox"] if row["topic"] == "twyst.orders.events.v1"
        }
        return {key: json.loads(row["body"]) for key, row in last.items()}


def is_passed_on(delivery: Row) -> bool:
    """Whether a delivery's event concerns the platform; others are answered with 2xx whatever happens."""
    event_type: str = delivery["type"]
    return event_type.startswith(_PASSED_ON[delivery["endpoint"]]) and not event_type.startswith(
        _NOT_PASSED_ON
    )


async def gather(described: Mapping[str, Any], platform: Platform) -> Evidence:
    """Look once. `described` is `stack.json`."""
    deliveries = await stripe_log(platform, "/_sandbox/deliveries")
    return Evidence(
        tables={name: await rows(described, *source) for name, source in _TABLES.items()},
        deliveries=deliveries,
        requests=await stripe_log(platform, "/_sandbox/requests"),
        payment_intents=await _listed(platform, "/v1/payment_intents"),
        refunds=await _listed(platform, "/v1/refunds"),
        topics=await read_topics(described["kafka"]["bootstrap"], ALL_TOPICS),
        sent=_bodies(await stripe_log(platform, "/_sandbox/deliveries")),
    )


def _bodies(deliveries: list[Row]) -> Mapping[str, set[str]]:
    sent: dict[str, set[str]] = defaultdict(set)
    for row in deliveries:
        sent[row["event"]] |= {attempt["body_sha256"] for attempt in row["attempts"]}
    return sent


async def rows(described: Mapping[str, Any], database: str, query: str) -> list[Row]:
    """What an auditor's query answers."""
    connection = await asyncpg.connect(described["postgres"][database])
    try:
        return [dict(row) for row in await connection.fetch(query)]
    finally:
        await connection.close()


async def stripe_log(platform: Platform, path: str) -> list[Row]:
    """One of the sandbox's logs, from its first row to its last."""
    found: list[Row] = []
    while True:
        after = found[-1]["seq"] if found else 0
        page = (await platform.sandbox.ok("GET", f"{path}?after={after}&limit={_LONG_PAGE}"))["data"]
        found += page
        if len(page) < _LONG_PAGE:
            return found


async def _listed(platform: Platform, path: str) -> list[Row]:
    """All objects of a list of Stripe's API."""
    found: list[Row] = []
    while True:
        after = f"&starting_after={found[-1]['id']}" if found else ""
        page = await platform.sandbox.ok("GET", f"{path}?limit={_PAGE}{after}", token=platform.stripe_key)
        found += page["data"]
        if not page["has_more"]:
            return found
