"""One unit under supervision: started, watched, started again when it dies, stopped."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from twyst.devstack.child import Child, spawn
from twyst.devstack.errors import StackError
from twyst.devstack.status import Status
from twyst.devstack.units import Unit, until_server_answers

_READY_SECONDS = 120.0
_FOREIGN_SERVER_SECONDS = 15.0
_RESTART_SECONDS = 1.0

Say = Callable[[str], None]


class Supervised:
    """Keeps one unit in the wanted condition and tells of every change."""

    def __init__(self, unit: Unit, *, say: Say, changed: Callable[[], None]) -> None:
        self.unit = unit
        self.status = Status.WAITING
        self.restarts = 0
        self.child: Child | None = None
        self._say = say
        self._changed = changed
        self._watcher: asyncio.Task[None] | None = None
        self._command = asyncio.Lock()

    async def start(self) -> None:
        """Return when the unit is ready, or its task done. Raises StackError, and nothing of it runs on."""
        async with self._command:
            if self.status in (Status.STARTING, Status.READY):
                return
            await self._cancel_watcher()
            await self._start()

    async def stop(self) -> None:
        async with self._command:
            await self._cancel_watcher()
            if self.child is not None:
                await self.child.stop()
                self.child = None
            self._become(Status.STOPPED)

    async def _start(self) -> None:
        began = time.monotonic()
        self._become(Status.STARTING)
        try:
            if self.unit.prepare is None:
                await until_server_answers(self.unit, _FOREIGN_SERVER_SECONDS)
            else:
                self.child = await spawn(await self.unit.prepare())
                self._changed()
                await self._until_usable(self.child)
            await self.unit.once_ready()
        except BaseException:
            if self.child is not None:
                await self.child.kill()
                self.child = None
            self._become(Status.ENDED)
            raise
        self._become(Status.DONE if self.unit.task else Status.READY)
        verb = "done" if self.unit.task else "ready"
        self._say(f"{self.unit.name} {verb} ({time.monotonic() - began:.1f} s)")
        if self.child is not None:
            self._watcher = asyncio.create_task(self._watch(self.child), name=f"watch {self.unit.name}")

    async def _until_usable(self, child: Child) -> None:
        if not self.unit.task:
            await child.until_ready(self.unit.is_ready, timeout_seconds=_READY_SECONDS)
            return
        code = await child.wait()
        self.child = None
        if code != 0:
            raise StackError(f"{self.unit.name} failed with {_meaning(code)}: {child.last_words()}")

    async def _watch(self, child: Child) -> None:
        """Start the unit again, as often as it takes, one second after it died."""
        code = await child.wait()
        self.child = None
        self._become(Status.ENDED)
        if not self.unit.restarts:
            self._say(
                f"{self.unit.name} ended with {_meaning(code)}; "
                f"`twyst-stack start {self.unit.name}` brings it back"
            )
            return
        self._say(f"{self.unit.name} ended with {_meaning(code)}; starting it again")
        while True:
            await asyncio.sleep(_RESTART_SECONDS)
            self.restarts += 1
            try:
                await self._start()
            except StackError as error:
                self._say(f"{self.unit.name} did not come back: {error}")
            else:
                return

    async def _cancel_watcher(self) -> None:
        if self._watcher is None:
            return
        self._watcher.cancel()
        await asyncio.gather(self._watcher, return_exceptions=True)
        self._watcher = None

    def _become(self, status: Status) -> None:
        self.status = status
        self._changed()


def _meaning(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"exit code {code}"
