"""How a run ends before its time: given up by somebody, or refused in the middle; and the limits that it was planned with."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from twyst.mailbox.audit import Entry
from twyst.ops import safety
from twyst.ops.eyes import Refused
from twyst.ops.hands import Hands
from twyst.ops.run import Deed, Draft, Item, Progress
from twyst.ops.safety import Care

CARE = Care(reason="a reason that is long enough", actor="ada", rate_per_second=10_000)
DRAFT = Draft("three things", tuple(Item(name, f"thing {name}") for name in "abc"))


def given_up_at(place: Any, name: str, does: list[str], *, reaches: bool = False) -> Deed:
    """Somebody aborts the run while it does the item of that name."""

    async def do(_hands: Hands, item: Item, run: Progress) -> str:
        if item.id == name:
            await safety.abort(place.targets, ["order"], run.run_id, CARE)
            if reaches:
                await run.checkpoint(item, {"offset": 1})
        does.append(item.id)
        return "done it"

    return Deed("try", "order", do)


async def test_a_run_that_is_given_up_does_no_further_item(place: Any) -> None:
    does: list[str] = []
    deed = given_up_at(place, "a", does)
    plan = await safety.propose(place.targets, deed, DRAFT, CARE)
    with pytest.raises(Refused, match="is aborted"):
        await safety.carry_out(place.hands, deed, plan.run_id, CARE, place.heard)
    assert does == ["a"]
    assert await place.entries(plan.run_id) == [
        Entry.PLANNED, Entry.STARTED, Entry.ABORTED, Entry.DONE, Entry.REFUSED,
    ]  # fmt: skip


async def test_a_run_that_is_given_up_ends_at_its_next_checkpoint(place: Any) -> None:
    does: list[str] = []
    deed = given_up_at(place, "b", does, reaches=True)
    plan = await safety.propose(place.targets, deed, DRAFT, CARE)
    with pytest.raises(Refused, match="is aborted"):
        await safety.carry_out(place.hands, deed, plan.run_id, CARE, place.heard)
    assert does == ["a"]


async def test_a_run_that_is_given_up_at_its_last_item_is_not_finished(place: Any) -> None:
    does: list[str] = []
    deed = given_up_at(place, "c", does)
    plan = await safety.propose(place.targets, deed, DRAFT, CARE)
    with pytest.raises(Refused, match="is aborted"):
        await safety.carry_out(place.hands, deed, plan.run_id, CARE, place.heard)
    assert does == ["a", "b", "c"]
    assert Entry.FINISHED not in await place.entries(plan.run_id)


async def test_who_gives_a_run_up_says_why_and_where(place: Any) -> None:
    deed = given_up_at(place, "", [])
    targets = replace(place.targets, environment="production")
    plan = await safety.propose(targets, deed, DRAFT, CARE)
    for care, why in ((replace(CARE, reason=""), "--reason"), (CARE, "--confirm production")):
        with pytest.raises(Refused, match=why):
            await safety.abort(targets, ["order"], plan.run_id, care)
    assert await place.entries(plan.run_id) == [Entry.PLANNED]
    await safety.abort(targets, ["order"], plan.run_id, replace(CARE, confirm="production"))
    assert await place.entries(plan.run_id) == [Entry.PLANNED, Entry.ABORTED]


async def test_a_run_that_is_refused_in_the_middle_says_so_and_goes_on_later(place: Any) -> None:
    does: list[str] = []
    company = [True]

    async def do(_hands: Hands, item: Item, _run: Progress) -> str:
        if item.id == "b" and company.pop():
            raise Refused("a worker is at work")
        does.append(item.id)
        return "done it"

    company.insert(0, False)
    deed = Deed("try", "order", do)
    plan = await safety.propose(place.targets, deed, DRAFT, CARE)
    with pytest.raises(Refused, match="at work"):
        await safety.carry_out(place.hands, deed, plan.run_id, CARE, place.heard)
    assert (await place.entries(plan.run_id))[-2:] == [Entry.DONE, Entry.REFUSED]
    await safety.carry_out(place.hands, deed, plan.run_id, CARE, place.heard)
    assert does == ["a", "b", "c"]


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long a run rested after each item; it does not really rest."""
    rested: list[float] = []

    async def sleep(seconds: float) -> None:
        rested.append(seconds)

    monkeypatch.setattr(safety, "asyncio", SimpleNamespace(sleep=sleep))
    return rested


async def test_a_plan_keeps_the_limits_that_it_was_made_with(place: Any, pauses: list[float]) -> None:
    deed = given_up_at(place, "", [])
    heavy = Draft("many", (Item("a", "a partition", weight=600), Item("b", "another", weight=1)))
    plan = await safety.propose(place.targets, deed, heavy, replace(CARE, max_items=1000, rate_per_second=5))
    said_less = Care(reason=CARE.reason, actor="ada", max_items=600)
    with pytest.raises(Refused, match="--max-items 600"):
        await safety.carry_out(place.hands, deed, plan.run_id, said_less, place.heard)
    nothing_said = Care(reason=CARE.reason, actor="ada")
    outcome = await safety.carry_out(place.hands, deed, plan.run_id, nothing_said, place.heard)
    assert len(outcome.done) == 2
    assert pauses == [1 / 5, 1 / 5]


async def test_who_executes_a_plan_may_go_faster(place: Any, pauses: list[float]) -> None:
    deed = given_up_at(place, "", [])
    plan = await safety.propose(place.targets, deed, DRAFT, replace(CARE, rate_per_second=0.1))
    await safety.carry_out(place.hands, deed, plan.run_id, replace(CARE, rate_per_second=100), place.heard)
    assert pauses == [1 / 100] * 3
