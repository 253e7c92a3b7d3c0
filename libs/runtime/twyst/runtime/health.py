"""Whether the process lives (`/livez`) and can do its work (`/readyz`).

Live means that the event loop turns and that no loop which promised a heartbeat has gone silent: a supervisor
restarts a process that is not. Ready means that what it depends on answers and its tasks say they are working: a
load balancer waits for a process that is not.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from twyst.runtime.shutdown import Shutdown

Check = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer of a health endpoint: what is wrong by name, nothing if all is well."""

    failures: dict[str, str] = field(default_factory=dict)

    @property
    def good(self) -> bool:
        return not self.failures


class Component:
    """One task's own word on its health; handed out by `Health.component`."""

    def __init__(self, clock: Callable[[], float], max_silence_seconds: float | None) -> None:
        self._clock = clock
        self._max_silence_seconds = max_silence_seconds
        self._last_beat = clock()
        self._reason = "starting"

    def ready(self) -> None:
        """Working."""
        self._reason = ""
        self.beat()

    def not_ready(self, reason: str) -> None:
        """Alive and not working, for this reason."""
        self._reason = reason
        self.beat()

    def beat(self) -> None:
        """The loop has turned."""
        self._last_beat = self._clock()

    @property
    def not_ready_because(self) -> str:
        """Empty when ready."""
        return self._reason

    @property
    def silent_because(self) -> str:
        """Empty while the heartbeat comes in time, or when none was promised."""
        silence = self._clock() - self._last_beat
        if self._max_silence_seconds is None or silence <= self._max_silence_seconds:
            return ""
        return f"no heartbeat for {silence:.0f} s"


class Health:
    """The health of one process: checks that are asked, and components that report."""

    def __init__(self, shutdown: Shutdown, clock: Callable[[], float] = time.monotonic) -> None:
        self._shutdown = shutdown
        self._clock = clock
        self._checks: dict[str, tuple[Check, float]] = {}
        self._components: dict[str, Component] = {}

    def add_check(self, name: str, check: Check, *, timeout_seconds: float = 2.0) -> None:
        """Ask `check` on each `/readyz`; it raises when what it stands for is away."""
        self._checks[name] = (check, timeout_seconds)

    def component(self, name: str, *, max_silence_seconds: float | None = None) -> Component:
        """A component that is not ready until it says so, and not live when it promised a heartbeat and is silent."""
        component = self._components[name] = Component(self._clock, max_silence_seconds)
        return component

    def liveness(self) -> Verdict:
        """What `/livez` says."""
        silent = {name: component.silent_because for name, component in self._components.items()}
        return Verdict({name: reason for name, reason in silent.items() if reason})

    async def readiness(self) -> Verdict:
        """What `/readyz` says; the checks run at the same time."""
        failures = {name: component.not_ready_because for name, component in self._components.items()}
        if self._shutdown.requested:
            failures["shutdown"] = "the process is stopping"
        names = list(self._checks)
        answers = await asyncio.gather(*(_ask(*self._checks[name]) for name in names))
        failures.update(zip(names, answers, strict=True))
        return Verdict({name: reason for name, reason in failures.items() if reason})


async def _ask(check: Check, timeout_seconds: float) -> str:
    try:
        async with asyncio.timeout(timeout_seconds):
            await check()
    except TimeoutError:
        return f"no answer in {timeout_seconds:g} s"
    except Exception as error:  # noqa: BLE001  # whatever a check raises is its verdict
        # The type only: a driver's message may name hosts, and this page is open.
        return type(error).__name__
    return ""
