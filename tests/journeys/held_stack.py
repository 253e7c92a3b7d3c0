"""Hold a stack as long as standard input stays open: whoever opened the pipe may die in any way, the stack ends too.

python tests/journeys/held_stack.py STATE_FOLDER [--with-web]
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

from twyst.devstack.errors import StackError
from twyst.devstack.layout import StackLayout
from twyst.devstack.options import StackOptions
from twyst.devstack.stack import running_stack

_LISTENING = (
    "kafka",
    "postgres",
    "sandbox",
    "gateway",
    "order-api",
    "order-worker",
    "fulfillment-api",
    "fulfillment-worker",
    "reconciliation-api",
    "reconciliation-worker",
)


async def _run(state: Path, *, web: bool) -> None:
    listening = (*_LISTENING, "web") if web else _LISTENING
    # None of the preferred ports, which belong to the developer's own stack.
    options = StackOptions(frozenset(() if web else {"web"}), dict.fromkeys(listening, 0))
    async with running_stack(
        StackLayout.of_project(state), options, say=lambda line: print(line, flush=True)
    ):
        await asyncio.Event().wait()


async def _until_left() -> None:
    reader = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(
        lambda: asyncio.StreamReaderProtocol(reader), sys.stdin
    )
    await reader.read()


async def hold(state: Path, *, web: bool = False) -> None:
    """Return when standard input was closed and everything has stopped. Raises StackError when nothing started."""
    work = asyncio.create_task(_run(state, web=web))
    left = asyncio.create_task(_until_left())
    await asyncio.wait((work, left), return_when=asyncio.FIRST_COMPLETED)
    left.cancel()
    work.cancel()
    try:
        await work
    except asyncio.CancelledError:
        print("stopped", flush=True)


if __name__ == "__main__":
    try:
        asyncio.run(hold(Path(sys.argv[1]), web="--with-web" in sys.argv[2:]))
    except StackError as error:
        sys.exit(str(error))
