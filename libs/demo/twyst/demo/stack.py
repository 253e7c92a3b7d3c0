"""A stack of the demo's own: fresh data, free ports, stopped at the end whatever happens."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx
import msgspec

from twyst.demo.clients import Client, Platform, Venue

# An evening of a minute: what takes minutes in a venue takes seconds here. Nothing else differs from `make up`.
_FAST = {
    "TWYST_SWEEP_EVERY_SECONDS": "1",
    "TWYST_SWEEP_LOOK_AGAIN_SECONDS": "2",
    "TWYST_SWEEP_READ_QUIET_PAYMENT_SECONDS": "4",
    "TWYST_SWEEP_ABANDON_UNPAID_SECONDS": "12",
    "TWYST_SWEEP_REFUND_HOLD_SECONDS": "3",
}


class StackFailed(Exception):
    """The stack did not start; the message says why."""


class DemoStack:
    """Starts with the block and stops with it."""

    def __init__(self, state: Path, *, keep: bool) -> None:
        self._state = state
        self._keep = keep
        self._environment = {**os.environ, **_FAST, "TWYST_STATE_DIR": str(state)}

    async def __aenter__(self) -> Self:
        await self._run("down", quiet=True)
        shutil.rmtree(self._state, ignore_errors=True)
        await self._run("up", "--detach", "--no-web")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if not self._keep:
            await self._run("down", quiet=True)

    async def _run(self, *words: str, quiet: bool = False) -> None:
        output = subprocess.DEVNULL if quiet else None
        command = (sys.executable, "-m", "twyst.devstack", *words)
        process = await asyncio.create_subprocess_exec(
            *command, env=self._environment, stdout=output, stderr=output
        )
        if await process.wait() and not quiet:
            raise StackFailed("the stack did not start; its last words are above")

    @property
    def stack_file(self) -> Path:
        return self._state / "stack.json"

    def read(self) -> dict[str, Any]:
        """`stack.json` as it is now."""
        stack: dict[str, Any] = msgspec.json.decode(self.stack_file.read_bytes())
        return stack

    def kill(self, name: str) -> int:
        """`kill -9` of a process; the supervisor brings it back. Its pid."""
        pid = next(process["pid"] for process in self.read()["processes"] if process["name"] == name)
        os.kill(pid, signal.SIGKILL)
        return int(pid)

    def platform(self, http: httpx.AsyncClient) -> Platform:
        """The running services."""
        stack = self.read()
        urls = stack["urls"]
        return Platform(
            order=Client(urls["order"], http),
            fulfillment=Client(urls["fulfillment"], http),
            reconciliation=Client(urls["reconciliation"], http),
            sandbox=Client(urls["sandbox"], http),
            stripe_key=stack["stripe"]["api_key"],
        )

    async def venues(self, platform: Platform) -> list[Venue]:
        """The seeded venues with their tables and menus."""
        return [await seeded_venue(platform, seeded) for seeded in self.read()["venues"]]


async def seeded_venue(platform: Platform, seeded: dict[str, Any]) -> Venue:
    """A venue of `stack.json`, with the tables and the menu that its API tells of."""
    venue_id = seeded["venue_id"]
    listed = await platform.order.ok("GET", f"/v1/venues/{venue_id}/tables", token=seeded["manager_token"])
    menu = await platform.order.ok("GET", f"/v1/venues/{venue_id}/tables/{seeded['table_id']}/menu")
    return Venue(
        venue_id=venue_id,
        account_id=seeded["account_id"],
        currency=seeded["currency"],
        staff_token=seeded["staff_token"],
        manager_token=seeded["manager_token"],
        tables=tuple(table["table_id"] for table in listed["tables"]),
        menu=menu,
    )
