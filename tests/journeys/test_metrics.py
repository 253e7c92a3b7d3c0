"""What the documents list is what every process serves: all of it, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
from journeys.live_stack import LiveStack
from journeys.scrape import Scrape, processes, scrape

from twyst.testing.waiting import eventually

ROOT = Path(__file__).parents[2]
_ROW = re.compile(r"\| `(?P<name>twyst_\w+)` \| (?P<kind>\w+) \| (?P<labels>[\w, ]*) \|")
_FOREIGN = ("python_", "process_")
_IDS = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-|\b(evt|pi|ch|re|tr|po|acct|cus)_\w*\d")


def documented() -> dict[str, dict[str, tuple[str, frozenset[str]]]]:
    """By process: each metric's kind and labels, as `docs/metrics.md` says."""
    found: dict[str, dict[str, tuple[str, frozenset[str]]]] = {}
    text = (ROOT / "docs" / "metrics.md").read_text()
    for section in re.split(r"(?m)^### ", text)[1:]:
        heading, _, table = section.partition("\n")
        names = processes() if heading == "every process" else heading.split(", ")
        for row in _ROW.finditer(table):
            labels = frozenset(filter(None, row["labels"].split(", ")))
            for name in names:
                found.setdefault(name, {})[row["name"]] = (row["kind"], labels)
    return found


@pytest.mark.parametrize("process", processes())
async def test_a_process_serves_what_is_documented(
    stack: LiveStack, http: httpx.AsyncClient, process: str
) -> None:
    found = await scrape(stack, http, process)
    ours = {family.name: family.kind for family in found.families if not family.name.startswith(_FOREIGN)}
    listed = documented()[process]
    assert ours == {name: kind for name, (kind, _) in listed.items()}
    for sample in found.samples:
        if sample.family in listed:
            assert sample.labels.keys() - {"le"} == listed[sample.family][1], sample
        assert not _IDS.search(" ".join(sample.labels.values())), sample


async def test_what_an_alert_needs_is_shown_from_the_start(stack: LiveStack, http: httpx.AsyncClient) -> None:
    """Gauges about the database come a moment after the start, with every group and every situation, also at 0."""

    async def shown() -> Scrape:
        found = await scrape(stack, http, "order-worker")
        assert {each.labels["situation"] for each in found.of("twyst_orders_stuck")} == {
            *("parked", "call", "unpaid", "unseen", "kitchen", "money")
        }
        groups = {"order.stripe", "order.unrouted", "order.kitchen", "order.accounts"}
        for name in ("twyst_parked_records", "twyst_consumer_lag_records", "twyst_consumer_circuit_open"):
            assert {each.labels["group"] for each in found.of(name)} == groups, name
        return found

    found = await eventually(shown, 60, 0.5)
    assert [each.value for each in found.of("twyst_relay_active")] == [1.0]
    assert {each.labels["operation"] for each in found.of("twyst_stripe_calls_total")} <= {
        *("payment_intents.create", "payment_intents.retrieve", "payment_intents.cancel", "payment_intents.search"),
        *("refunds.create", "refunds.list", "disputes.list", "accounts.retrieve"),
    }  # fmt: skip
