"""The commands about orders against a real database: parked records, holds, the timeline, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from twyst.messaging.records import Record
from twyst.order.adapters.book.desk import PostgresTransactions
from twyst.order.adapters.records import STRIPE, read_stripe
from twyst.order.application.take_deliveries import TakeDeliveries

pytestmark = pytest.mark.integration
NO_GATEWAY = ("--gateway", "http://127.0.0.1:1", "--webhook-secret", "platform=whsec_1")
NOBODYS = "0198a6f2-7c31-7d54-9b1e-2f60c3a4d581"


async def test_what_nobody_can_read_is_listed_and_discarded_for_good(
    book: Any, transactions: PostgresTransactions, ops: Callable[..., Any]
) -> None:
    odd = Record("t", 0, book.offset(), b"no order", b"\xff", {"ce_id": f"evt_odd_{book.terms().order_id}"})
    take = TakeDeliveries(transactions, book.now, STRIPE)
    assert (await take([read_stripe(odd)])).parked == 1
    mine = [row for row in ops("parked", "list") if row["event_id"] == odd.headers["ce_id"]]
    assert [(row["service"], row["reason"], row["key"]) for row in mine] == [("order", "undecodable", None)]
    record = str(mine[0]["id"])
    planned = ops("parked", "discard", "order", record)
    assert ops("parked", "show", "order", record)["status"] == "parked"
    done = ops("execute", planned["run_id"], "--reason", "a test of ours", "--by", "ada")
    assert done["done"] == {record: "discarded"}
    shown = ops("parked", "show", "order", record)
    assert (shown["status"], shown["resolved_by"], shown["resolution"]) == (
        "discarded",
        "ada",
        "a test of ours",
    )
    await take([read_stripe(odd)])
    assert odd.headers["ce_id"] not in {row["event_id"] for row in ops("parked", "list")}


async def test_redrive_of_an_order_that_is_not_parked_has_nothing_to_do(
    ops: Callable[..., Any], book: Any
) -> None:
    assert ops("parked", "redrive", "order", book.terms().order_id) == {"run_id": None, "executed": False}


async def test_a_hold_is_shown_to_its_owner_and_released_by_a_person(
    book: Any, transactions: PostgresTransactions, ops: Callable[..., Any]
) -> None:
    agreed = book.terms()
    await book.place(transactions, agreed)
    second = {**book.intent(agreed, "succeeded"), "id": f"{book.pi_of(agreed)}_2", "latest_charge": None}
    twice = book.record(agreed, "second", second, "payment_intent.succeeded")
    records = [*book.history(agreed), twice]
    await TakeDeliveries(transactions, book.now, STRIPE)([read_stripe(each) for each in records])
    (held,) = [row for row in ops("holds", "list") if row["order_id"] == agreed.order_id]
    assert (held["amount_minor"], held["reason"], held["owner"]) == (1000, "second_payment", "owner")
    assert agreed.order_id in {row["order_id"] for row in ops("orders", "stuck", "--minute-seconds", "0")}

    words = ("holds", "resolve", agreed.order_id, held["payment_intent"], "--release")
    planned = ops(*words)
    assert agreed.order_id in {row["order_id"] for row in ops("holds", "list")}
    done = ops("execute", planned["run_id"], "--reason", "the guest meant it as a tip", "--by", "ada")
    assert "hold released" in done["done"][held["payment_intent"]]
    assert agreed.order_id not in {row["order_id"] for row in ops("holds", "list")}
    assert ops(*words) == {"run_id": None, "executed": False}
    run = ops("audit", planned["run_id"])
    assert [row["entry"] for row in run] == ["planned", "started", "done", "finished"]
    assert {row["by"] for row in run if row["entry"] != "planned"} == {"ada"}

    told = ops("order", "timeline", agreed.order_id)
    assert told["order"]["state"] == "PAYMENT_SUCCEEDED"
    last = told["inputs"][-1]
    assert (last["kind"], last["actor"], last["source"]) == ("hold", "ada", f"twyst-ops {planned['run_id']}")
    assert {row["decision"] for row in told["inputs"]} <= {"applied", "ignored"}
    assert [row["kind"] for row in told["calls"]] == ["create"]


async def test_a_payment_whose_order_never_came_is_listed_and_released_by_a_person(
    book: Any, transactions: PostgresTransactions, ops: Callable[..., Any]
) -> None:
    nobodys = book.terms()
    name = book.pi_of(nobodys)
    records = [read_stripe(each) for each in book.history(nobodys)]
    assert (await TakeDeliveries(transactions, book.now, STRIPE)(records)).unrouted == len(records)

    def listed(status: str) -> list[dict[str, Any]]:
        return [
            row for row in ops("unrouted", "list") if (row["status"], row["payment_intent"]) == (status, name)
        ]

    assert len(listed("waiting")) == len(records)
    async with transactions.begin() as desk:
        await desk.close_old_unrouted(book.now() + timedelta(days=1), book.now())
    (held,) = listed("held")
    assert (held["order_id"], held["amount_minor"], held["currency"], held["destination"]) == (
        nobodys.order_id,
        1000,
        "eur",
        "acct_venue",
    )
    assert listed("waiting") == []
    planned = ops("unrouted", "resolve", name, "--release")
    assert listed("held") == [held]
    done = ops("execute", planned["run_id"], "--reason", "a donation", "--by", "ada")
    assert done["done"] == {name: "released"}
    assert listed("held") == []


@pytest.mark.parametrize("command", ["run", "resume", "status", "abort"])
async def test_replay_touches_no_plan_of_another_command(
    book: Any,
    transactions: PostgresTransactions,
    ops: Callable[..., Any],
    refused: Callable[..., tuple[int, str]],
    command: str,
) -> None:
    odd = Record("t", 0, book.offset(), b"no order", b"\xff", {"ce_id": f"evt_odd_{book.terms().order_id}"})
    await TakeDeliveries(transactions, book.now, STRIPE)([read_stripe(odd)])
    (record,) = [row["id"] for row in ops("parked", "list") if row["event_id"] == odd.headers["ce_id"]]
    planned = ops("parked", "discard", "order", str(record))
    words = () if command == "status" else ("--reason", "mistaken for another")
    code, said = refused("replay", command, planned["run_id"], *words)
    assert (code, "parked discard order" in said, said.count("\n")) == (2, True, 1), said
    assert [row["entry"] for row in ops("audit", planned["run_id"])] == ["planned"]


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        (("order", "timeline", "7"), 2, "valid UUID"),
        (("order", "timeline", NOBODYS), 2, f"there is no order {NOBODYS}"),
        (("orders", "repair", NOBODYS), 2, f"there is no order {NOBODYS}"),
        (("refold", NOBODYS), 2, f"there is no order {NOBODYS}"),
        (("holds", "resolve", NOBODYS, "pi_1"), 2, f"there is no order {NOBODYS}"),
        (("unrouted", "resolve", "pi_nobodys"), 2, "twyst-ops unrouted list"),
        (("parked", "show", "order", "7"), 2, "twyst-ops parked list"),
        (("parked", "discard", "order", "7"), 2, "twyst-ops parked list"),
        (("parked", "redrive", "kitchen"), 2, "fulfillment, order, reconciliation"),
        (("parked", "show", "fulfillment", "7"), 4, "--auditor fulfillment="),
        (("replay", "plan", "order"), 2, "order.stripe"),
        (("replay", "plan", "order.stripe", "--from", "noon"), 2, "2026-05-01T18:00Z"),
        (("replay", "plan", "order.stripe", "--from", "2026-05-02", "--to", "2026-05-01"), 2, "not before"),
        (("replay", "status", "0f1e2d3c4b5a"), 4, "twyst-ops audit"),
        (("audit", "0f1e2d3c4b5a"), 2, "twyst-ops audit"),
        (("topics", "rebuild", "orders"), 2, "twyst.orders.events.v1"),
        (("stripe", "gaps"), 4, "--stripe-key"),
        (("secrets", "doctor"), 4, "--gateway"),
        (("orders", "repair", "7"), 2, "valid UUID"),
        (("holds", "list", "--frobnicate"), 2, "No such option"),
        (("execute", "0f1e2d3c4b5a", "--reason", "long enough"), 4, "twyst-ops audit"),
        (("lag",), 4, "--kafka"),
        (("lag", "--wait", "soon"), 2, "30s, 5m, 2h or 7d"),
        (("tickets", "adopt"), 4, "--kafka"),
        (("--stripe-key", "sk_test_1", "stripe", "gaps"), 4, "--kafka"),
        (("--stripe-key", "sk_test_1", "stripe", "backfill"), 4, "--kafka"),
        ((*NO_GATEWAY, "secrets", "doctor"), 1, "connection"),
        ((*NO_GATEWAY, "secrets", "rotate", "connect", "whsec_2"), 1, "connection"),
    ],
)
def test_what_cannot_be_done_is_one_message_with_the_cure(
    refused: Callable[..., tuple[int, str]], words: tuple[str, ...], code: int, why: str
) -> None:
    found, said = refused(*words)
    assert (found, why in said, said.count("\n")) == (code, True, 1), said
