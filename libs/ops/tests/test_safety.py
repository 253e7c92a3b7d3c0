"""The rules of care, tested once for all commands."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from asyncpg.exceptions import InsufficientPrivilegeError, RestrictViolationError

from twyst.mailbox.audit import Entry
from twyst.ops import run as runs
from twyst.ops import safety
from twyst.ops.eyes import Failed, Refused
from twyst.ops.hands import Hands
from twyst.ops.run import Deed, Draft, Item, Progress
from twyst.ops.safety import Care

CARE = Care(reason="a reason that is long enough", actor="ada", rate_per_second=10_000)
DRAFT = Draft("three things", tuple(Item(name, f"thing {name}") for name in "abc"), {"until": "c"})


def deed(*, fails: str = "", does: list[str] | None = None) -> Deed:
    async def do(_hands: Hands, item: Item, _run: Progress) -> str:
        if item.id in fails:
            raise Failed("not today")
        if does is not None:
            does.append(item.id)
        return "done it"

    return Deed("try", "order", do)


async def test_a_plan_is_executed_as_it_was_written_down(place: Any) -> None:
    does: list[str] = []
    plan = await safety.propose(place.targets, deed(does=does), DRAFT, CARE)
    assert does == []
    outcome = await safety.carry_out(place.hands, deed(does=does), plan.run_id, CARE, place.heard)
    assert (does, outcome.failed) == (["a", "b", "c"], {})
    assert await place.entries(plan.run_id) == [
        Entry.PLANNED, Entry.STARTED, Entry.DONE, Entry.DONE, Entry.DONE, Entry.FINISHED,
    ]  # fmt: skip


async def test_what_failed_is_tried_again_and_what_is_done_is_not(place: Any) -> None:
    does: list[str] = []
    plan = await safety.propose(place.targets, deed(), DRAFT, CARE)
    first = await safety.carry_out(place.hands, deed(fails="b", does=does), plan.run_id, CARE, place.heard)
    assert first.failed == {"b": "not today"}
    second = await safety.carry_out(place.hands, deed(does=does), plan.run_id, CARE, place.heard)
    assert (does, second.failed, sorted(second.done)) == (["a", "c", "b"], {}, ["a", "b", "c"])


async def test_a_run_that_was_cut_off_goes_on(place: Any) -> None:
    does: list[str] = []

    async def do(_hands: Hands, item: Item, run: Progress) -> str:
        if item.id == "b" and not run.reached(item):
            await run.checkpoint(item, {"offset": 7})
            raise ConnectionError("the broker went away")
        does.append(f"{item.id} from {run.reached(item).get('offset')}")
        return "done it"

    plan = await safety.propose(place.targets, deed(), DRAFT, CARE)
    with pytest.raises(ConnectionError):
        await safety.carry_out(place.hands, Deed("try", "order", do), plan.run_id, CARE, place.heard)
    await safety.carry_out(place.hands, Deed("try", "order", do), plan.run_id, CARE, place.heard)
    assert does == ["a from None", "b from 7", "c from None"]


@pytest.mark.parametrize(
    ("care", "why"),
    [
        (replace(CARE, reason=""), "--reason"),
        (replace(CARE, reason="because"), "--reason"),
        (replace(CARE, max_items=2), "--max-items"),
    ],
)
async def test_care_is_demanded(place: Any, care: Care, why: str) -> None:
    plan = await safety.propose(place.targets, deed(), DRAFT, CARE)
    with pytest.raises(Refused, match=why):
        await safety.carry_out(place.hands, deed(), plan.run_id, care, place.heard)
    assert await place.entries(plan.run_id) == [Entry.PLANNED, Entry.REFUSED]


async def test_the_cap_refuses_a_plan_and_the_refusal_is_audited(place: Any) -> None:
    heavy = Draft("many", (Item("a", "a partition", weight=501),))
    with pytest.raises(Refused, match="--max-items 500"):
        await safety.propose(place.targets, deed(), heavy, CARE)
    connection = await asyncpg.connect(place.targets.read.databases["order"], ssl=False)
    try:
        assert await connection.fetchval("SELECT entry FROM ops_audit") == "refused"
    finally:
        await connection.close()


async def test_elsewhere_the_platforms_name_is_repeated(place: Any) -> None:
    targets = replace(place.targets, environment="production")
    plan = await safety.propose(targets, deed(), DRAFT, CARE)
    hands = Hands(targets, place.hands.eyes)
    with pytest.raises(Refused, match="--confirm production"):
        await safety.carry_out(hands, deed(), plan.run_id, CARE, place.heard)
    outcome = await safety.carry_out(
        hands, deed(), plan.run_id, replace(CARE, confirm="production"), place.heard
    )
    assert len(outcome.done) == 3
    local = await safety.propose(place.targets, deed(), DRAFT, CARE)
    with pytest.raises(Refused, match="is of local"):
        await safety.carry_out(hands, deed(), local.run_id, replace(CARE, confirm="production"), place.heard)


async def test_an_old_plan_is_made_anew(place: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = await safety.propose(place.targets, deed(), DRAFT, CARE)
    monkeypatch.setattr(safety, "PLANS_LIVE", timedelta(seconds=-1))
    assert timedelta(0) < runs.PLANS_LIVE
    with pytest.raises(Refused, match="plan anew"):
        await safety.carry_out(place.hands, deed(), plan.run_id, CARE, place.heard)


async def test_what_is_over_is_over(place: Any) -> None:
    done = await safety.propose(place.targets, deed(), DRAFT, CARE)
    await safety.carry_out(place.hands, deed(), done.run_id, CARE, place.heard)
    given_up = await safety.propose(place.targets, deed(), DRAFT, CARE)
    await safety.abort(place.targets, ["order"], given_up.run_id, CARE)
    for run_id in (done.run_id, given_up.run_id):
        with pytest.raises(Refused, match="since"):
            await safety.carry_out(place.hands, deed(), run_id, CARE, place.heard)
    with pytest.raises(Refused, match="over already"):
        await safety.abort(place.targets, ["order"], given_up.run_id, CARE)


async def test_one_run_of_a_command_at_a_time(place: Any) -> None:
    plan = await safety.propose(place.targets, deed(), DRAFT, CARE)
    other = await safety.propose(place.targets, deed(), DRAFT, CARE)

    async def do(hands: Hands, _item: Item, _run: Progress) -> str:
        with pytest.raises(Refused, match="another run"):
            await safety.carry_out(hands, deed(), other.run_id, CARE, place.heard)
        return "alone"

    outcome = await safety.carry_out(place.hands, Deed("try", "order", do), plan.run_id, CARE, place.heard)
    assert len(outcome.done) == 3


async def test_a_check_refuses_before_the_first_item(place: Any) -> None:
    async def check(_hands: Hands, _plan: object) -> None:
        raise Refused("not now")

    careful = replace(deed(), check=check)
    plan = await safety.propose(place.targets, careful, DRAFT, CARE)
    with pytest.raises(Refused, match="not now"):
        await safety.carry_out(place.hands, careful, plan.run_id, CARE, place.heard)
    assert await place.entries(plan.run_id) == [Entry.PLANNED, Entry.REFUSED]


async def test_nobody_can_change_the_audit(place: Any) -> None:
    plan = await safety.propose(place.targets, deed(), DRAFT, CARE)
    for dsn in (place.targets.workers["order"], place.targets.read.databases["order"]):
        connection = await asyncpg.connect(dsn, ssl=False)
        try:
            for statement in (
                "UPDATE ops_audit SET actor = 'eve'",
                "DELETE FROM ops_audit",
                "TRUNCATE ops_audit",
            ):
                with pytest.raises((InsufficientPrivilegeError, RestrictViolationError, asyncpg.ReadOnlySQLTransactionError)):  # fmt: skip
                    await connection.execute(statement)
        finally:
            await connection.close()
    assert await place.entries(plan.run_id) == [Entry.PLANNED]


async def test_an_unknown_plan_is_refused_with_the_cure(place: Any) -> None:
    with pytest.raises(Refused, match="twyst-ops audit"):
        await safety.recall(place.targets, ["order"], "nothing")
