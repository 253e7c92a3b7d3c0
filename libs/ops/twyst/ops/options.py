"""The options that every changing command has, declared once.

A command takes one parameter `how: Execution`; `changing` gives it to typer as the options that it is made of.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Collection
from typing import Annotated, Any, get_type_hints

import typer

from twyst.ops.desk import Execution
from twyst.ops.run import MAX_ITEMS, RATE_PER_SECOND
from twyst.ops.safety import Care, who

Command = Callable[..., None]

_HOW = "how"
_EXECUTE = Annotated[
    bool, typer.Option("--execute", help="Do it now; otherwise only the plan is written down.")
]
_REASON = Annotated[str, typer.Option(help="Why; kept for good. Needed to change anything.")]
_BY = Annotated[str | None, typer.Option(help="Who answers for it; this machine's user unless said.")]
_MAX_ITEMS = Annotated[int | None, typer.Option(min=1, help="Refuse to touch more than that.")]
_RATE = Annotated[float | None, typer.Option(min=0.01, help="Items per second at most.")]
_CONFIRM = Annotated[
    str | None, typer.Option(help="The platform's name, repeated; needed where it is not local.")
]


def changing(
    *, max_items: int | None = MAX_ITEMS, rate: float | None = RATE_PER_SECOND, without: Collection[str] = ()
) -> Callable[[Command], Command]:
    """Replace a command's `how` by --execute, --reason, --by, --max-items, --rate and --confirm.

    `max_items` and `rate` (items per second) are what holds unless the operator says otherwise; None is what a plan
    that is executed was made with. Options named in
    `without` (as in Python, `max_items`) are not offered. TypeError when the command has no `how`, or `without` names none.
    """
    offered: dict[str, tuple[Any, Any]] = {
        "execute": (_EXECUTE, False), "reason": (_REASON, ""), "by": (_BY, None), "max_items": (_MAX_ITEMS, max_items),
        "rate": (_RATE, rate), "confirm": (_CONFIRM, None),
    }  # fmt: skip
    if unknown := set(without) - offered.keys():
        raise TypeError(f"no changing command has the option {min(unknown)}")
    defaults = {name: default for name, (_, default) in offered.items()}

    def decorate(command: Command) -> Command:
        @functools.wraps(command)
        def with_options(*arguments: Any, **named: Any) -> None:
            said = {**defaults, **{name: named.pop(name) for name in offered if name in named}}
            command(*arguments, **named, **{_HOW: _execution(**said)})

        options = [
            inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
            for name, (kind, default) in offered.items()
            if name not in without
        ]
        _show(with_options, command, options)
        return with_options

    return decorate


def _show(shown: Command, command: Command, options: list[inspect.Parameter]) -> None:
    """Let `shown` look as if its author had written the options down; typer reads both signature and hints."""
    hints = get_type_hints(command, include_extras=True)
    signature = inspect.signature(command)
    if _HOW not in signature.parameters:
        raise TypeError(f"{command.__qualname__} takes no `{_HOW}`")
    own = [
        parameter.replace(annotation=hints[name])
        for name, parameter in signature.parameters.items()
        if name != _HOW
    ]
    together = [*own, *options]
    shown.__signature__ = signature.replace(parameters=together, return_annotation=None)  # type: ignore[attr-defined]
    shown.__annotations__ = {each.name: each.annotation for each in together}


def _execution(
    *,
    execute: bool,
    reason: str,
    by: str | None,
    max_items: int | None,
    rate: float | None,
    confirm: str | None,
) -> Execution:
    return Execution(execute, Care(reason, who(by), max_items, rate, confirm))
