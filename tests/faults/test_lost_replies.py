"""Some of the replies that are lost, three processes at a time. `make prove` goes through all of them, and partitions."""

from __future__ import annotations

from faults.lost_replies import by_names, lost
from faults.mesh import meshed
from faults.scenario import World, live_through

_LOST = "create relay-produce seen-commit"


async def test_what_was_done_and_seems_to_hang_is_done_once_and_everybody_is_answered(world: World) -> None:
    replies = by_names(_LOST)
    async with meshed(world, {each.process for each in replies}) as mesh:
        facts = await live_through(lost(replies, "hang"), mesh, world)
    assert {name for name in facts if name.startswith("lost")} == {f"lost {name}" for name in _LOST.split()}
