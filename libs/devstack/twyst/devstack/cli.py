"""The commands of the local stack. `make up`, `make down` and `make status` call them."""

from __future__ import annotations

import asyncio
import errno
import os
import sys
from pathlib import Path
from typing import Annotated, Literal

import typer

from twyst.devstack import commands
from twyst.devstack.console import print_error
from twyst.devstack.errors import StackError
from twyst.devstack.layout import StackLayout
from twyst.devstack.options import StackOptions

app = typer.Typer(
    no_args_is_help=True, add_completion=False, help="The local stack of Twyst.", rich_markup_mode=None
)

Backing = Literal["embedded", "docker"]
Name = Annotated[str, typer.Argument(help="A process, as `status` names it.")]


@app.callback()
def _settle_state(
    context: typer.Context,
    state: Annotated[
        Path | None,
        typer.Option(envvar="TWYST_STATE_DIR", help="Where data, logs and secrets are; .twyst by default."),
    ] = None,
) -> None:
    context.obj = StackLayout.of_project(state)


@app.command()
def up(
    context: typer.Context,
    *,
    detach: Annotated[bool, typer.Option("--detach", help="Return when everything is ready.")] = False,
    no_web: Annotated[bool, typer.Option("--no-web", help="Leave the web app out.")] = False,
    no_seed: Annotated[bool, typer.Option("--no-seed", help="Make no venues.")] = False,
    without: Annotated[list[str] | None, typer.Option(help="Leave this process out.")] = None,
    port: Annotated[
        list[str] | None, typer.Option(help="NAME=PORT: this port or none; NAME=0: any free one.")
    ] = None,
    stack: Annotated[Backing, typer.Option(help="Embedded servers, or docker compose.")] = "embedded",
    table: Annotated[Path | None, typer.Option(help="Another process table.")] = None,
    logs: Annotated[bool, typer.Option(help="Show the processes' logs in the foreground.")] = True,
) -> None:
    """Start the stack and keep it up."""
    left_out = {*(without or ()), *(("web",) if no_web else ()), *(("seed",) if no_seed else ())}
    options = StackOptions(frozenset(left_out), _ports(port or []), table)
    if stack == "docker":
        if table is not None:
            raise StackError("--table belongs to the embedded stack: containers follow docker-compose.yml.")
        sys.exit(commands.up_with_docker(context.obj, options, detach=detach))
    commands.up(context.obj, options, detach=detach, logs=logs)


@app.command()
def down(
    context: typer.Context,
    stack: Annotated[Backing, typer.Option(help="What `up` was told.")] = "embedded",
) -> None:
    """Stop the stack, however it was started or left behind."""
    if stack == "docker":
        sys.exit(commands.down_with_docker(context.obj))
    commands.down(context.obj)


@app.command()
def status(
    context: typer.Context, *, json: Annotated[bool, typer.Option("--json", help="For programs.")] = False
) -> None:
    """Say what runs. Exit code 0 when everything is ready, 1 when not."""
    sys.exit(0 if commands.status(context.obj, as_json=json) else 1)


@app.command()
def links(context: typer.Context) -> None:
    """Say what to open, with new pairing codes."""
    asyncio.run(commands.links(context.obj))


@app.command()
def start(context: typer.Context, name: Name) -> None:
    """Start one process of the running stack."""
    asyncio.run(commands.command(context.obj, "start", name))


@app.command()
def stop(context: typer.Context, name: Name) -> None:
    """Stop one process of the running stack; it stays stopped."""
    asyncio.run(commands.command(context.obj, "stop", name))


@app.command()
def restart(context: typer.Context, name: Name) -> None:
    """Stop and start one process of the running stack."""
    asyncio.run(commands.command(context.obj, "restart", name))


@app.command()
def logs(
    context: typer.Context,
    name: Name,
    *,
    follow: Annotated[bool, typer.Option("-f", "--follow", help="Go on with what is added.")] = False,
) -> None:
    """Print the log of one process; `stack` is the supervisor's own."""
    commands.logs(context.obj, name, follow=follow)


@app.command()
def install(context: typer.Context) -> None:
    """Fetch Kafka's jars."""
    from twyst.devstack import maintenance  # noqa: PLC0415 (loads what the quick commands need not)

    maintenance.install(context.obj)


@app.command()
def lock(context: typer.Context) -> None:
    """Resolve Kafka's jars anew and write deploy/local/kafka.lock."""
    from twyst.devstack import maintenance  # noqa: PLC0415 (see install)

    maintenance.lock(context.obj)


@app.command()
def clean(
    context: typer.Context, *, yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False
) -> None:
    """Remove the stack's data, logs and secrets. The jars stay."""
    commands.clean(context.obj, confirmed=yes)


@app.command()
def doctor(context: typer.Context) -> None:
    """Check everything that the stack needs."""
    from twyst.devstack import maintenance  # noqa: PLC0415 (see install)

    sys.exit(0 if maintenance.doctor(context.obj) else 1)


def _ports(words: list[str]) -> dict[str, int]:
    ports = {}
    for word in words:
        name, _, number = word.partition("=")
        if not (number.isdigit() and int(number) < 65536):
            raise StackError(f"--port {word} is not NAME=PORT, for example gateway=8081.")
        ports[name] = int(number)
    return ports


def run() -> None:
    """Run the command of `sys.argv`. What an operator can cure ends with one sentence and exit code 1."""
    try:
        app()
    except StackError as error:
        sentence = str(error)
    except OSError as error:
        sentence = _cure(error)
    else:
        return
    print_error(sentence)
    sys.exit(1)


def _cure(error: OSError) -> str:
    where = f" ({error.filename})" if error.filename else ""
    if error.errno == errno.ENOSPC:
        return f"The disk is full{where}: free some space, then try again."
    if error.errno in (errno.EACCES, errno.EPERM):
        return f"Permission denied{where}: make it readable for {_user()}, or run as its owner."
    return f"{error.strerror or error}{where}."


def _user() -> str:
    return f"user id {os.getuid()}"
