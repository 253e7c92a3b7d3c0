"""What the commands do, on one stack's files."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import sys
import time
from collections.abc import Mapping

import msgspec
from rich.table import Table

from twyst.devstack import docker_stack
from twyst.devstack.console import StackConsole, is_interactive
from twyst.devstack.control import Action, send_command
from twyst.devstack.detached import start_detached, stop_supervisor
from twyst.devstack.errors import AlreadyRunningError, StackError
from twyst.devstack.layout import StackLayout
from twyst.devstack.leftovers import marked_processes, stop_leftovers
from twyst.devstack.options import StackOptions
from twyst.devstack.record import forget_record, read_record
from twyst.devstack.stack_file import read_stack_file, stack_file_path
from twyst.devstack.status import Status

_FOLLOW_SECONDS = 0.25
_BACK_SECONDS = 150.0
_HEALTHY = (Status.READY, Status.DONE)
_SHOWN = ("name", "status", "pid", "restarts")
# The task that makes the venues and mints their codes.
_SEED = "seed"
_NOT_RUNNING = "The stack is not running: `make up` starts it."


def up(layout: StackLayout, options: StackOptions, *, detach: bool, logs: bool) -> None:
    """Start and hold the stack, here or in the background. One that runs already gets back what ended, and is shown."""
    console = StackConsole(prefixed=logs and not detach)
    layout.prepare()
    try:
        running = read_record(layout.state)
        if running is not None:
            _refuse_other_ports(running.ports, options.ports)
            raise AlreadyRunningError("already")
        if detach:
            start_detached(layout, _background_arguments(layout, options), console.say)
        else:
            # Kafka's and PostgreSQL's clients load here and not with the quick commands.
            from twyst.devstack.hosting import hold  # noqa: PLC0415

            asyncio.run(hold(layout, options, console, logs=logs))
            return
    except AlreadyRunningError:
        console.say("The stack is running already.")
    except KeyboardInterrupt:
        console.say("stopped")
        return
    _bring_back(layout, console)
    _show(layout, console)


def _refuse_other_ports(running: Mapping[str, int], demanded: Mapping[str, int]) -> None:
    """A port that was demanded is that one or none, also when the stack runs already."""
    other = [
        f"{name} on {running.get(name, 'none')}"
        for name, port in demanded.items()
        if running.get(name) != port
    ]
    if other:
        raise StackError(
            f"The stack is running already, with {', '.join(other)}: `make down` stops it first."
        )


def down(layout: StackLayout) -> None:
    """Stop the supervisor, and whatever a killed one left."""
    console = StackConsole()
    was_running = stop_supervisor(layout)
    left = stop_leftovers(layout.state)
    forget_record(layout.state)
    stack_file_path(layout.state).unlink(missing_ok=True)
    console.say("stopped" if was_running else _stopped_leftovers(left))


def up_with_docker(layout: StackLayout, options: StackOptions, *, detach: bool) -> int:
    """The same stack in containers: who is left out and which ports hold there too."""
    arguments = docker_stack.up_arguments(options.without, detach=detach)
    return docker_stack.compose(
        layout.root, *arguments, environment=docker_stack.port_variables(options.ports)
    )


def down_with_docker(layout: StackLayout) -> int:
    return docker_stack.compose(layout.root, "down")


async def links(layout: StackLayout) -> None:
    """What to open, with new pairing codes: the seed finds its venues and mints codes in place of unused ones."""
    await _tell_supervisor(layout, "restart", _SEED)
    _show(layout, StackConsole())


def _bring_back(layout: StackLayout, console: StackConsole) -> None:
    """Start what ended or was stopped, the servers first, and wait for the services that had to begin anew."""
    record = read_record(layout.state)
    if record is None or not record.ready:
        return
    for process in record.processes:
        if process.status in (Status.ENDED, Status.STOPPED):
            asyncio.run(send_command(record.control, "start", process.name))
            console.say(f"{process.name} is back")
    deadline = time.monotonic() + _BACK_SECONDS
    while away := _away(layout):
        if time.monotonic() > deadline:
            raise StackError(f"Not ready again: {', '.join(away)}. See `twyst-stack logs {away[0]}`.")
        time.sleep(_FOLLOW_SECONDS)


def _away(layout: StackLayout) -> list[str]:
    record = read_record(layout.state)
    return [process.name for process in record.processes if process.status not in _HEALTHY] if record else []


async def command(layout: StackLayout, action: Action, name: str) -> None:
    """Let the running supervisor do it."""
    await _tell_supervisor(layout, action, name)
    StackConsole().say(f"{name}: {action} done")


def status(layout: StackLayout, *, as_json: bool) -> bool:
    """Print what runs; True when the whole stack is ready."""
    record = read_record(layout.state)
    rows: list[dict[str, object]] = [
        {
            "name": process.name,
            "status": str(process.status),
            "pid": process.identity.pid if process.identity else None,
            "restarts": process.restarts,
            "log": process.log,
        }
        for process in (record.processes if record else [])
    ]
    if record is None:
        rows = [
            {
                "name": process.name,
                "status": "left over",
                "pid": process.identity.pid,
                "restarts": 0,
                "log": "",
            }
            for process in marked_processes(layout.state)
        ]
    ready = record is not None and record.ready and all(row["status"] in _HEALTHY for row in rows)
    if as_json:
        found = {"running": record is not None, "ready": ready, "processes": rows}
        sys.stdout.write(msgspec.json.format(msgspec.json.encode(found)).decode() + "\n")
        return ready
    _print_status(rows, running=record is not None)
    return ready


def logs(layout: StackLayout, name: str, *, follow: bool) -> None:
    path = layout.log_of(name)
    if not path.is_file():
        known = ", ".join(sorted(log.stem for log in layout.logs.glob("*.log"))) or "none yet"
        raise StackError(f"There is no log of {name}: there are {known}.")
    with path.open(errors="replace") as handle, contextlib.suppress(KeyboardInterrupt):
        while True:
            shutil.copyfileobj(handle, sys.stdout)
            sys.stdout.flush()
            if not follow:
                return
            time.sleep(_FOLLOW_SECONDS)


def clean(layout: StackLayout, *, confirmed: bool) -> None:
    """Remove everything but the jars. Refused while the stack runs."""
    if read_record(layout.state) is not None:
        raise StackError("The stack is running: `make down` first.")
    if not confirmed:
        if not is_interactive():
            raise StackError("This removes all local data: add --yes.")
        if input(f"Remove all data, logs and secrets below {layout.state}? [y/N] ").strip().lower() != "y":
            return
    stop_leftovers(layout.state)
    for path in layout.state.iterdir() if layout.state.is_dir() else ():
        if path == layout.jars:
            continue
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _background_arguments(layout: StackLayout, options: StackOptions) -> list[str]:
    words = ["--state", str(layout.state), "up", "--no-logs"]
    for name in sorted(options.without):
        words += ["--without", name]
    for name, port in options.ports.items():
        words += ["--port", f"{name}={port}"]
    return words + (["--table", str(options.table)] if options.table else [])


async def _tell_supervisor(layout: StackLayout, action: Action, name: str) -> None:
    record = read_record(layout.state)
    if record is None:
        raise StackError(_NOT_RUNNING)
    await send_command(record.control, action, name)


def _show(layout: StackLayout, console: StackConsole) -> None:
    described = read_stack_file(layout.state)
    if described is not None:
        console.welcome(described, layout.state)


def _stopped_leftovers(names: list[str]) -> str:
    return f"stopped what was left over: {', '.join(names)}" if names else "nothing was running"


def _print_status(rows: list[dict[str, object]], *, running: bool) -> None:
    console = StackConsole()
    if not running:
        console.say("Processes were left over: `make down` stops them." if rows else _NOT_RUNNING)
    if rows:
        table = Table(*_SHOWN, box=None)
        for row in rows:
            table.add_row(*("" if row[column] is None else str(row[column]) for column in _SHOWN))
        console.show(table)
