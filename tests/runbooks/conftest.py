"""What following a runbook needs beside the stack."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import httpx
import pytest
from journeys.live_stack import LiveStack
from runbooks.page import Follower
from runbooks.rules import alerts
from runbooks.watch import Watch


@pytest.fixture
async def watch(stack: LiveStack, http: httpx.AsyncClient) -> Watch:
    """Looks at every process from now on."""
    made = Watch(stack, http)
    await made.begin()
    return made


@pytest.fixture
def runbook(stack: LiveStack) -> Callable[[str, Mapping[str, str]], Follower]:
    """Opens the page of an alert, with the labels that the alert came with."""
    return lambda alert, labels: Follower(stack.state, alerts()[alert].runbook, labels)
