"""A short storm of kills drawn from a seed; its first three strikes are a worker, Kafka, and all at once. `make prove` has longer ones."""

from __future__ import annotations

from faults.scenario import KILLS, World, live_through
from faults.storm import PROCESSES, SERVERS, storm

_SEED = 2408


async def test_a_storm_of_kills_loses_and_doubles_nothing(world: World) -> None:
    facts = await live_through(storm(20, _SEED), world, world)
    assert facts["power cuts"] >= 1
    assert all(facts[f"{KILLS}{name}"] for name in (*SERVERS, *PROCESSES))
