"""The servers and processes that benchmarks run on, and the CPU time that they take."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from twyst.devstack.child import Child, Launch, Startable, spawn, start
from twyst.devstack.kafka import EmbeddedKafka
from twyst.devstack.layout import StackLayout
from twyst.devstack.ports import Ports
from twyst.devstack.topics import physical_topics, provision_topics

_TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Kafka:
    """A real broker that belongs to this run."""

    child: Child
    bootstrap: str

    async def namespace(self, name: str) -> str:
        """All topics of the contracts under a prefix of their own."""
        await provision_topics(self.bootstrap, physical_topics(name))
        return name


class Stack:
    """The means to start servers and processes that end with the run."""

    def __init__(self, layout: StackLayout, exits: AsyncExitStack) -> None:
        self.layout = layout
        self.ports = Ports()
        self._exits = exits
        self._kafka: Kafka | None = None

    async def kafka(self) -> Kafka:
        """The run's broker, started when it is first asked for."""
        if self._kafka is None:
            server = EmbeddedKafka(self.layout, self.ports.any(), self.ports.any())
            self._kafka = Kafka(await self.server(server), server.bootstrap)
        return self._kafka

    async def server(self, program: Startable) -> Child:
        """Start a server of `twyst.devstack`."""
        child = await start(program)
        self._exits.push_async_callback(child.stop)
        return child

    async def process(self, name: str, argv: tuple[str, ...], environment: Mapping[str, str]) -> Child:
        """Start `python argv…`. Its output goes to the stack's logs."""
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("TWYST_")}
        child = await spawn(
            Launch(
                name=name,
                argv=(sys.executable, *argv),
                log=self.layout.log_of(name),
                cwd=Path(__file__).parent,
                env={**inherited, **environment},
            )
        )
        self._exits.push_async_callback(child.stop)
        return child


@asynccontextmanager
async def open_stack(state: Path) -> AsyncIterator[Stack]:
    """A stack in the folder; everything that it starts ends with the block."""
    layout = StackLayout.of_project(state)
    layout.prepare()
    async with AsyncExitStack() as exits:
        yield Stack(layout, exits)


def cpu_seconds(child: Child) -> float:
    """User and system time of the process so far, all threads, without its children."""
    stat = Path(f"/proc/{child.identity.pid}/stat").read_text()
    fields = stat.rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS_PER_SECOND


async def until_listening(port: int, child: Child, *, timeout_seconds: float = 30.0) -> None:
    """Return when something accepts connections on the port."""

    async def probe() -> bool:
        try:
            _reader, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            return False
        writer.close()
        return True

    await child.until_ready(probe, timeout_seconds=timeout_seconds)
