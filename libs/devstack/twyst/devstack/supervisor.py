"""Start all units in the order of their needs, as many at once as it allows; stop them in reverse."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from twyst.devstack.child import cancel_all
from twyst.devstack.errors import StackError
from twyst.devstack.process_table import SERVERS
from twyst.devstack.status import Status
from twyst.devstack.supervised import Say, Supervised
from twyst.devstack.units import Unit


class Supervisor:
    """Holds every unit of one stack."""

    def __init__(self, units: Iterable[Unit], *, say: Say, changed: Callable[[], None]) -> None:
        self.processes = {unit.name: Supervised(unit, say=say, changed=changed) for unit in units}

    async def start_all(self) -> None:
        """Return when everything is ready. Raises the first StackError; the caller then calls `stop_all`."""
        starts: dict[str, asyncio.Task[None]] = {}
        for name, process in self.processes.items():
            # The table names only earlier rows, so every need has its task already.
            needs = [starts[need] for need in process.unit.needs]
            starts[name] = asyncio.create_task(_start_after(needs, process), name=f"start {name}")
        try:
            await asyncio.gather(*starts.values())
        except BaseException:
            await cancel_all(starts.values())
            raise

    async def stop_all(self) -> None:
        """Everything that uses the servers first, then the servers; each group at once."""
        servers = [process for name, process in self.processes.items() if name in SERVERS]
        others = [process for name, process in self.processes.items() if name not in SERVERS]
        for group in (others, servers):
            await asyncio.gather(*(process.stop() for process in group))

    async def start(self, name: str) -> None:
        process = self._named(name)
        if process.status is Status.READY:
            raise StackError(f"{name} is running already.")
        await process.start()

    async def stop(self, name: str) -> None:
        await self._named(name).stop()

    async def restart(self, name: str) -> None:
        await self.stop(name)
        await self.start(name)

    def _named(self, name: str) -> Supervised:
        if name not in self.processes:
            raise StackError(f"There is no process {name}: the stack has {', '.join(self.processes)}.")
        return self.processes[name]


async def _start_after(needs: list[asyncio.Task[None]], process: Supervised) -> None:
    if needs:
        await asyncio.gather(*needs)
    await process.start()
