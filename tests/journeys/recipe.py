"""How a process of the stack was started, which is enough to start another one like it."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import psutil

from twyst.devstack.ports import Ports
from twyst.testing.waiting import eventually

_READY_SECONDS, _STOP_SECONDS, _LOOK_SECONDS = 150.0, 120.0, 0.2


@dataclass(frozen=True)
class Recipe:
    """It outlives the process that it was learned from."""

    name: str
    words: tuple[str, ...]
    environment: Mapping[str, str]
    folder: str

    @classmethod
    def of(cls, name: str, process: psutil.Process) -> Recipe:
        """Read it from a running process."""
        return cls(name, tuple(process.cmdline()), process.environ(), process.cwd())

    def start(self, log: Path, *words: str, **settings: str) -> subprocess.Popen[bytes]:
        """Another process with the same settings but those given; `words` stand in for the command."""
        with log.open("ab") as output:
            return subprocess.Popen(
                words or self.words,
                env={**self.environment, **settings},
                cwd=self.folder,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    @asynccontextmanager
    async def another(self, log: Path, **settings: str) -> AsyncIterator[str]:
        """One that is ready and has a port of its own, for the length of the block; its address."""
        port = Ports().any()
        second = self.start(log, TWYST_PORT=str(port), **settings)
        try:
            await _until_answers(f"http://127.0.0.1:{port}/readyz")
            yield f"http://127.0.0.1:{port}"
        finally:
            second.terminate()
            try:
                await asyncio.to_thread(second.wait, _STOP_SECONDS)
            except subprocess.TimeoutExpired:
                second.kill()
                await asyncio.to_thread(second.wait)
                raise


async def _until_answers(url: str) -> None:
    async with httpx.AsyncClient(trust_env=False) as http:

        async def answers() -> bool:
            try:
                answer = await http.get(url)
            except httpx.TransportError as error:
                raise AssertionError(f"{url} does not answer: {error!r}") from error
            assert answer.is_success, f"{url} answers {answer.status_code}: {answer.text}"
            return True

        await eventually(answers, _READY_SECONDS, _LOOK_SECONDS)
