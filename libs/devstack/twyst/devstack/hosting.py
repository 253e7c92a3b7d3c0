"""Keep a stack up in this process until a signal comes."""

from __future__ import annotations

import asyncio
import signal

from twyst.devstack.console import StackConsole
from twyst.devstack.layout import StackLayout
from twyst.devstack.options import StackOptions
from twyst.devstack.stack import running_stack


async def hold(layout: StackLayout, options: StackOptions, console: StackConsole, *, logs: bool) -> None:
    """Keep the stack up until a signal comes; the second and later signals find us stopping already."""
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, stop.set)
    work = asyncio.create_task(_run(layout, options, console, logs=logs))
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait((work, stopping), return_when=asyncio.FIRST_COMPLETED)
    if not work.done():
        console.say("stopping")
        work.cancel()
    stopping.cancel()
    try:
        await work
    except asyncio.CancelledError:
        console.say("stopped")


async def _run(layout: StackLayout, options: StackOptions, console: StackConsole, *, logs: bool) -> None:
    async with running_stack(layout, options, say=console.say, progress=console.progress) as stack:
        if logs:
            console.welcome(stack.describe(), layout.state)
            await console.follow([layout.log_of(name) for name in stack.supervisor.processes])
        await asyncio.Event().wait()
