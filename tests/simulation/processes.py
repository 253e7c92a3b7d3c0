"""Processes that can die at any operation of a port, or freeze, and come back with nothing but what was stored.

A port belongs to one life of one process. When that life ends, its open transactions end with it, and whatever its
tasks still try has no effect: they meet `Killed` at their next operation, `finally` blocks included.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from simulation.weather import Weather

RESTART_SECONDS = 1.0


class Killed(BaseException):
    """The process is dead; no handler of an `Exception` may notice anything."""


class Life:
    """One life of a process: the fence around its ports, its tasks, and what ends with it."""

    def __init__(self, name: str, weather: Weather) -> None:
        self.name = name
        self.is_alive = True
        self.frozen: asyncio.Event | None = None
        self.at_end: list[Callable[[], None]] = []
        self.when_frozen: list[tuple[float, Callable[[], None]]] = []
        """What others do about a silent process, and after how many seconds of silence."""
        self.failures: list[str] = []
        self._weather = weather
        self._tasks: list[asyncio.Task[Any]] = []

    def spawn(self, work: Callable[[], Coroutine[Any, Any, Any]]) -> None:
        self._tasks.append(asyncio.create_task(self._fenced(work)))

    async def _fenced(self, work: Callable[[], Coroutine[Any, Any, Any]]) -> None:
        try:
            await work()
        except Killed:
            return
        except Exception as error:  # noqa: BLE001 (the oracle reports it)
            self.failures.append(f"{self.name}: a task ended with {error!r}")

    async def step(self, where: str) -> None:
        """An operation of a port begins or ends: the process may die, freeze, or let others run first."""
        if not self.is_alive:
            raise Killed
        weather = self._weather
        if weather.is_stormy:
            if weather.strikes("process.dies"):
                weather.note(f"died at {where}")
                self.end()
                raise Killed
            if weather.strikes("process.freezes"):
                self.freeze()
        if self.frozen is not None:
            await self.frozen.wait()
        if weather.pause_share and weather.chance.random() < weather.pause_share:
            await asyncio.sleep(weather.chance.random() * weather.longest_pause_seconds)
        if not self.is_alive:
            raise Killed

    def freeze(self) -> None:
        """SIGSTOP; somebody sends SIGCONT later."""
        if self.frozen is not None:
            return
        frozen = self.frozen = asyncio.Event()
        later = asyncio.get_running_loop().call_later
        later(self._weather.chance.uniform(1.0, 60.0), self.thaw)
        for seconds, act in self.when_frozen:
            later(seconds, self._if_still, frozen, act)

    def _if_still(self, frozen: asyncio.Event, act: Callable[[], None]) -> None:
        if self.frozen is frozen:
            act()

    def thaw(self) -> None:
        if self.frozen is not None:
            self.frozen.set()
            self.frozen = None

    def end(self) -> None:
        """SIGKILL."""
        if not self.is_alive:
            return
        self.is_alive = False
        self.thaw()
        for ending in self.at_end:
            ending()
        current = asyncio.current_task()
        for task in self._tasks:
            if task is not current:
                task.cancel()


class Process:
    """A named process that its supervisor restarts. `boot` starts the tasks of a new life."""

    def __init__(self, name: str, weather: Weather, boot: Callable[[Life], None]) -> None:
        self.name = name
        self.lives = 0
        self.front: Any = None
        """What its clients can ask, of the present life."""
        self._weather = weather
        self._boot = boot
        self.failures: list[str] = []
        self.life = self._new_life()

    def _new_life(self) -> Life:
        life = Life(self.name, self._weather)
        life.at_end.append(self._schedule_restart)
        life.failures = self.failures
        return life

    def start(self) -> None:
        self.lives += 1
        self._boot(self.life)

    def _schedule_restart(self) -> None:
        asyncio.get_running_loop().call_later(RESTART_SECONDS, self._restart)

    def _restart(self) -> None:
        self.life = self._new_life()
        self.start()
