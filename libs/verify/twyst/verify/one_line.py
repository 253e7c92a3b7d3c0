"""Words that a command does not understand are answered in one line, with the cure; and `--json` may stand anywhere."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException


class OneLineGroup(TyperGroup):
    """A program of several commands."""

    def main(self, args: Sequence[str] | None = None, **settings: Any) -> Any:  # type: ignore[override]
        given = [*(sys.argv[1:] if args is None else args)]
        # It is an option of the program, and everybody writes it behind the command.
        ordered = ["--json", *(word for word in given if word != "--json")] if "--json" in given else given
        return _answer(super().main, ordered, settings)


class OneLineCommand(TyperCommand):
    """A program that is one command."""

    def main(self, args: Sequence[str] | None = None, **settings: Any) -> Any:  # type: ignore[override]
        return _answer(super().main, sys.argv[1:] if args is None else args, settings)


def _answer(main: Callable[..., Any], args: Sequence[str], settings: dict[str, Any]) -> None:
    try:
        code = main(args, **{**settings, "standalone_mode": False})
    except TyperException as error:
        _say(error)
        code = getattr(error, "exit_code", 2)
    except typer.Abort:
        code = 130
    sys.exit(code or 0)


def _say(error: Any) -> None:
    message = " ".join(error.format_message().split("\n")).strip()
    context = getattr(error, "ctx", None)
    if not message:  # No command at all was given, and the help is printed.
        return
    if context is None:
        typer.echo(message, err=True)
        return
    program = context.find_root().info_name
    typer.echo(f"{program}: {message.rstrip('.')}: see {context.command_path} --help", err=True)
