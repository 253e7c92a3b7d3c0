"""The saboteur strikes at the call that is meant, at the moment that is meant, and writes it down."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from types import ModuleType

import pytest
from faults.points import Moment, Point
from faults.saboteur import Plan, Sabotage, sabotage

_SOURCE = """
done = []
class Work:
    async def do(self, what):
        done.append(what)
        return what
    async def within(self, what):
        return await self.do(what)
"""


class Produce:
    """A request of one kind; others are strings here."""


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    module = ModuleType("work_to_sabotage")
    exec(_SOURCE, vars(module))
    monkeypatch.setitem(sys.modules, module.__name__, module)
    return module


@pytest.mark.parametrize(
    ("moment", "done"),
    [("before", ["first", "third"]), ("during", ["first", "second", "third"]), ("after", ["first", "second", "third"])],
)  # fmt: skip
async def test_an_exception_comes_once_at_its_moment(
    moment: Moment, done: list[str], work: ModuleType, tmp_path: Path
) -> None:
    plan = Plan(str(tmp_path / "diary"))
    sabotage(Point("t1", "test", moment, "work_to_sabotage:Work.do", "work"), "raise", Path(plan.diary))
    assert await work.Work().do("first") == "first"
    assert plan.strikes() == 0
    with pytest.raises(Sabotage):
        await work.Work().do("second")
    assert await work.Work().do("third") == "third"
    assert work.done == done
    assert plan.strikes() == 1


async def test_only_calls_that_are_meant_count(work: ModuleType, tmp_path: Path) -> None:
    where = {"target": "work_to_sabotage:Work.do", "within": "work_to_sabotage:Work.within"}
    point = Point("t1", "test", "before", says="work", request="Produce", hit=1, **where)
    sabotage(point, "raise", tmp_path / "diary")
    produce, worker = Produce(), work.Work()
    assert await worker.within("another kind") == "another kind"
    assert await worker.do(produce) is produce  # from elsewhere
    elsewhere = asyncio.create_task(worker.do(produce))
    with pytest.raises(Sabotage):
        await worker.within(produce)
    assert await elsewhere is produce


async def test_calls_that_found_nothing_do_not_count(work: ModuleType, tmp_path: Path) -> None:
    point = Point("t1", "test", "after", "work_to_sabotage:Work.do", "rows were read", answered=True, hit=1)
    sabotage(point, "raise", tmp_path / "diary")
    assert await work.Work().do([]) == []
    with pytest.raises(Sabotage):
        await work.Work().do(["a row"])
