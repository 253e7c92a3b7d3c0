"""`kill -9` of each process in turn while diners come: the supervisor brings it back, nothing is lost, nothing doubled."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from faults.oracle import verify
from faults.rush import Rush
from faults.storm import PROCESSES
from journeys.live_stack import LiveStack

from twyst.demo.clients import Platform


@pytest.mark.parametrize("name", PROCESSES)
async def test_a_killed_process_loses_and_doubles_nothing(
    name: str, stack: LiveStack, platform: Platform, rush: Callable[[], Rush]
) -> None:
    restarts = stack.process(name).restarts
    async with rush() as hour:
        await hour.more("paid", 3)
        killed = stack.kill(name)
        back = await stack.until_back(name, killed)
        await hour.more("over", 3)
    assert back != killed
    assert stack.process(name).restarts == restarts + 1
    await verify(stack.describe(), platform)
