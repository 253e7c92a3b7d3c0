"""One running stack: plan, supervisor, published files, and the lock that keeps a second one out."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx

from twyst.devstack.control import ControlServer
from twyst.devstack.errors import AlreadyRunningError
from twyst.devstack.kafka_jars import Progress
from twyst.devstack.layout import StackLayout
from twyst.devstack.leftovers import stop_leftovers
from twyst.devstack.options import StackOptions
from twyst.devstack.plan import StackPlan, make_plan
from twyst.devstack.publication import Publication
from twyst.devstack.stack_file import StackFile
from twyst.devstack.supervised import Say
from twyst.devstack.supervisor import Supervisor
from twyst.devstack.units import units_of


@dataclass(frozen=True)
class RunningStack:
    """A stack whose processes are all ready."""

    plan: StackPlan
    supervisor: Supervisor
    publication: Publication

    def describe(self) -> StackFile:
        """What `stack.json` says now."""
        return self.publication.stack_file()


@contextlib.asynccontextmanager
async def running_stack(
    layout: StackLayout,
    options: StackOptions,
    *,
    say: Say = lambda _line: None,
    progress: Progress = lambda _done, _total: None,
) -> AsyncIterator[RunningStack]:
    """Start the stack, hand it over when all is ready, and stop it at the end, whatever happens in between.

    What a killed predecessor left running is stopped first. Raises AlreadyRunningError when one lives.
    """
    layout.prepare()
    with _only_one(layout.state):
        for name in await asyncio.to_thread(stop_leftovers, layout.state):
            say(f"{name} was left over from a killed stack; stopped it")
        layout.rotate_logs()
        plan = make_plan(layout, options)
        for note in plan.notes:
            say(note)
        async with httpx.AsyncClient(trust_env=False, verify=False) as client:  # noqa: S501 (no TLS here)
            publication = Publication(plan)
            supervisor = Supervisor(units_of(plan, client, progress), say=say, changed=publication.update)
            control = ControlServer(
                {"start": supervisor.start, "stop": supervisor.stop, "restart": supervisor.restart}
            )
            publication.begin(supervisor, await control.open())
            try:
                await supervisor.start_all()
                publication.announce_ready()
                yield RunningStack(plan, supervisor, publication)
            finally:
                await control.close()
                await supervisor.stop_all()
                # What a service started itself and did not stop, for example.
                await asyncio.to_thread(stop_leftovers, layout.state)
                publication.end()


@contextlib.contextmanager
def _only_one(state: Path) -> Iterator[None]:
    """Hold the state folder. The kernel lets go of it when we die, so no stale lock can exist."""
    with (state / "supervisor.lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunningError(f"The stack of {state} is running already.") from error
        yield
