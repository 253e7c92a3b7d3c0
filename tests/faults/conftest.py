"""A rush hour for every fault."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest
from faults.rush import Rush, patient
from journeys.live_stack import LiveStack

from twyst.demo.clients import Platform, Venue


@pytest.fixture(scope="session")
def rush(
    stack: LiveStack, platform: Platform, venues: list[Venue], http: httpx.AsyncClient
) -> Callable[[], Rush]:
    """Makes a rush hour in all venues."""
    asked_patiently = patient(platform, stack.describe(), http)
    return lambda: Rush(asked_patiently, venues)
