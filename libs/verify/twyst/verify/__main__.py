"""`twyst-verify`: look at a running platform, and say which of its invariants hold.

Exit codes: 0 all that was looked at holds · 1 something is broken · 2 wrong options · 3 something did not answer ·
4 there was nothing at all to look at.
"""

from __future__ import annotations

import asyncio
import json
import re
import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from twyst.verify import registry, report
from twyst.verify.duration import duration
from twyst.verify.invariant import Invariant, Scope
from twyst.verify.looking import Report, look
from twyst.verify.one_line import OneLineCommand
from twyst.verify.sources import Sources
from twyst.verify.targets import NoTargets, Targets, find

BROKEN, WRONG_OPTIONS, UNREACHABLE, NOTHING = 1, 2, 3, 4
_AGAIN_SECONDS = 1.0


def run() -> None:
    """The console script."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command(cls=OneLineCommand, help=__doc__)(verify)
    app()


def verify(
    only: Annotated[list[str] | None, typer.Option(help="Only this id (`I31` means I31.order, …); may repeat.")] = None,
    skip: Annotated[list[str] | None, typer.Option(help="All but this id; may repeat.")] = None,
    since: Annotated[str | None, typer.Option(help="Only what is younger: `2h`, `7d`, or a time as 2026-05-01T18:00Z.")] = None,
    patience: Annotated[str, typer.Option(help="What is on its way for longer counts as lost; `0s` for a platform at rest.")] = "60s",
    wait: Annotated[str, typer.Option(help="Look again for so long until everything holds.")] = "0s",
    watch: Annotated[str | None, typer.Option(help="Look again after every such pause, until Ctrl-C.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document per look on standard output.")] = False,
    list_only: Annotated[bool, typer.Option("--list", help="Print the invariants and look at nothing.")] = False,
    stack: Annotated[Path | None, typer.Option(help="`stack.json` of a local stack; found by itself above this folder.")] = None,
    kafka: Annotated[str | None, typer.Option(envvar="TWYST_KAFKA_BOOTSTRAP", help="Bootstrap servers.")] = None,
    database: Annotated[list[str] | None, typer.Option(help="An auditor's DSN as `order=postgresql://…`; may repeat.")] = None,
    stripe_key: Annotated[str | None, typer.Option(envvar="TWYST_STRIPE_API_KEY", help="A key that may read; without it Stripe is not asked.")] = None,
    stripe_api: Annotated[str | None, typer.Option(envvar="TWYST_STRIPE_API_BASE", help="Stripe's address.")] = None,
    namespace: Annotated[str | None, typer.Option(envvar="TWYST_TOPIC_NAMESPACE", help="The first part of every topic's name.")] = None,
) -> None:  # fmt: skip
    """Look once, or as often as `--wait` and `--watch` say."""
    try:
        chosen = registry.chosen(registry.contributed(), only or (), skip or ())
        scope = Scope(_since(since), duration(patience))
        if list_only:
            _list(chosen)
            return
        targets = find(
            stack,
            kafka=kafka,
            databases=_databases(database or []),
            stripe_key=stripe_key,
            stripe_api=stripe_api,
            namespace=namespace,
        )
        looking = Looking(targets, chosen, scope, as_json=as_json)
        pause = duration(watch) if watch else None
        done = asyncio.run(looking.repeat(duration(wait), pause))
    except registry.UnknownInvariant as error:
        _refuse(f"no invariant is called {error.args[0]}; `twyst-verify --list` prints them")
    except (NoTargets, ValueError) as error:
        _refuse(str(error))
    except KeyboardInterrupt:
        raise typer.Exit(130) from None
    raise typer.Exit(exit_code(done))


@dataclass(frozen=True, slots=True)
class Looking:
    """What is looked at, and how it is told."""

    targets: Targets
    invariants: list[Invariant]
    scope: Scope
    as_json: bool

    async def repeat(self, wait: timedelta, pause: timedelta | None) -> Report:
        """The last look."""
        async with Sources(self.targets) as sources:
            while True:
                done = await self._until_holds(sources, wait)
                self._tell(done)
                if pause is None:
                    return done
                await asyncio.sleep(pause.total_seconds())

    async def _until_holds(self, sources: Sources, wait: timedelta) -> Report:
        deadline = asyncio.get_running_loop().time() + wait.total_seconds()
        while True:
            done = await look(sources, self.invariants, self.scope)
            if exit_code(done) == 0 or asyncio.get_running_loop().time() >= deadline:
                return done
            await asyncio.sleep(_AGAIN_SECONDS)

    def _tell(self, done: Report) -> None:
        if self.as_json:
            json.dump(report.as_document(done), sys.stdout, ensure_ascii=False)
            sys.stdout.write("\n")
            sys.stdout.flush()
        else:
            report.show(Console(), done)


def exit_code(done: Report) -> int:
    """What a look means to a script."""
    if done.broken:
        return BROKEN
    if done.unreachable:
        return UNREACHABLE
    return 0 if done.looked_at else NOTHING


def _list(invariants: list[Invariant]) -> None:
    for each in invariants:
        typer.echo(f"{each.id:20} {each.sentence}")


def _databases(given: list[str]) -> dict[str, str]:
    found = {}
    for each in given:
        name, sign, dsn = each.partition("=")
        if not sign or not dsn.startswith("postgres"):
            raise ValueError(
                f"--database {name}…: write it as order=postgresql://user:password@host:port/name"
            )
        found[name] = dsn
    return found


def _since(text: str | None) -> datetime | None:
    if text is None:
        return None
    if re.fullmatch(r"\d+(?:\.\d+)?[smhd]", text.strip()):
        return datetime.now(UTC) - duration(text)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(
            f"--since {text!r} is neither a duration (2h, 7d) nor a time (2026-05-01T18:00Z)"
        ) from None
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _refuse(reason: str) -> None:
    typer.echo(f"twyst-verify: {reason}", err=True)
    raise typer.Exit(WRONG_OPTIONS)


if __name__ == "__main__":
    run()
