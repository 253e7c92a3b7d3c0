"""The world of the fault scenarios, from what journeys and faults share."""

from __future__ import annotations

import httpx
import pytest
from faults.scenario import World
from journeys.live_stack import LiveStack

from twyst.demo.clients import Platform, Venue


@pytest.fixture(scope="session")
def world(stack: LiveStack, platform: Platform, venues: list[Venue], http: httpx.AsyncClient) -> World:
    return World(stack, platform, venues, http)
