"""What a command ends in: one line and an exit code; and the line that says how to do what was planned."""

from __future__ import annotations

import asyncio
import re
import shlex
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest
import typer
from sqlalchemy.exc import OperationalError

from twyst.ops.console import Told
from twyst.ops.desk import UNREACHABLE, WRONG_OPTIONS, Desk, Execution
from twyst.ops.eyes import Eyes
from twyst.ops.hands import Hands
from twyst.ops.run import Deed, Draft, Item, Progress
from twyst.ops.safety import Care
from twyst.ops.targets import OpsTargets
from twyst.verify.sources import Unavailable, WrongRole
from twyst.verify.targets import Targets


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (httpx.ConnectError("All connection attempts failed"), UNREACHABLE, "All connection attempts failed"),
        (httpx.ReadTimeout(""), UNREACHABLE, "ReadTimeout"),
        (OperationalError("SELECT secret\nFROM venue", {}, OSError("connection refused")), UNREACHABLE, "connection refused"),
        (Unavailable("Stripe does not answer:\n\n  Connection error."), UNREACHABLE, "answer: Connection error."),
        (WrongRole("the order database refuses: permission denied for table venue"), WRONG_OPTIONS, "auditor's DSN"),
    ],
)  # fmt: skip
def test_what_is_away_is_one_line(
    error: Exception, code: int, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    async def work(_eyes: Eyes) -> None:
        raise error

    here = Desk(OpsTargets(Targets(), environment="production"), Told(as_json=False), {})
    with pytest.raises(typer.Exit) as ended:
        here.look(work)
    said = capsys.readouterr().err
    assert (ended.value.exit_code, words in said, said.count("\n")) == (code, True, 1), said
    assert "secret" not in said


async def test_the_line_that_is_printed_does_exactly_what_was_planned(
    place: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """More than an execution takes by itself, and not on this machine."""
    done: list[str] = []

    async def do(_hands: Hands, item: Item, _run: Progress) -> str:
        done.append(item.id)
        return "done it"

    async def plan(_eyes: Eyes) -> Draft:
        return Draft("many", (Item("a", "a partition", weight=900),))

    here = Desk(
        replace(place.targets, environment="production"),
        Told(as_json=False),
        {"try": Deed("try", "order", do)},
    )
    careful = Execution(care=Care(max_items=1000, rate_per_second=100.0))
    await _aside(lambda: here.change("try", plan, careful))
    (line,) = re.findall("To do this: (.*)", capsys.readouterr().out)
    program, command, run_id, *options = shlex.split(line)
    said = dict(zip(options[::2], options[1::2], strict=True))
    assert (program, command, said) == ("twyst-ops", "execute", {"--reason": "…", "--confirm": "production"})
    await _aside(lambda: here.execute(run_id, Care("it is needed", "ada", confirm=said["--confirm"])))
    assert done == ["a"]


async def _aside(work: Callable[[], None]) -> None:
    """In a thread, because a command has an event loop of its own."""
    await asyncio.to_thread(work)
