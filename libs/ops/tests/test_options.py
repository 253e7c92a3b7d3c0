"""The options of care as typer offers them, and what a command makes of them."""

from __future__ import annotations

from typing import Annotated

import pytest
import typer
from typer.testing import CliRunner

from twyst.ops.desk import Execution
from twyst.ops.options import changing
from twyst.ops.run import MAX_ITEMS, RATE_PER_SECOND
from twyst.ops.safety import Care


class Called:
    """A program of one changing command, and what it was called with."""

    def __init__(self, **limits: object) -> None:
        self.table: str | None = None
        self.how = Execution()
        self.app = typer.Typer()
        self.app.command()(self._command(**limits))

    def _command(self, **limits: object) -> object:
        @changing(**limits)  # type: ignore[arg-type]
        def clear(table: Annotated[str, typer.Argument(help="Which one.")], *, how: Execution) -> None:
            """Clear a table."""
            self.table, self.how = table, how

        return clear

    def run(self, *words: str) -> int:
        return CliRunner().invoke(self.app, list(words)).exit_code

    def help(self) -> str:
        return CliRunner().invoke(self.app, ["--help"], env={"COLUMNS": "200"}).output


def test_a_command_gets_its_own_arguments_and_all_that_was_said_of_care() -> None:
    called = Called()
    words = ("--execute", "--reason", "it wobbles", "--by", "ada", "--max-items", "3", "--rate", "0.5", "--confirm", "live")  # fmt: skip
    assert called.run("12", *words) == 0
    assert called.table == "12"
    assert called.how == Execution(True, Care("it wobbles", "ada", 3, 0.5, "live"))


def test_what_is_not_said_changes_nothing_and_keeps_the_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWYST_OPS_ACTOR", "grace")
    called = Called()
    assert called.run("12") == 0
    assert called.how == Execution(False, Care("", "grace", MAX_ITEMS, RATE_PER_SECOND, None))


def test_what_executes_a_plan_leaves_the_limits_to_it() -> None:
    called = Called(max_items=None, rate=None)
    assert called.run("12") == 0
    assert (called.how.care.max_items, called.how.care.rate_per_second) == (None, None)
    assert called.run("12", "--max-items", "3", "--rate", "2") == 0
    assert (called.how.care.max_items, called.how.care.rate_per_second) == (3, 2.0)


def test_a_command_may_set_its_own_limits() -> None:
    called = Called(max_items=7, rate=2.0)
    assert called.run("12") == 0
    assert (called.how.care.max_items, called.how.care.rate_per_second) == (7, 2.0)


def test_an_option_that_a_command_does_without_is_neither_offered_nor_taken() -> None:
    called = Called(without=("rate",), rate=9.0)
    assert "--rate" not in called.help()
    assert called.run("12", "--rate", "1") == 2
    assert called.run("12") == 0
    assert called.how.care.rate_per_second == 9.0


def test_help_names_every_option_and_never_the_parameter_they_become() -> None:
    shown = Called().help()
    for option in ("--execute", "--reason", "--by", "--max-items", "--rate", "--confirm"):
        assert option in shown
    assert "--how" not in shown
    assert "Clear a table." in shown


@pytest.mark.parametrize("words", [("--max-items", "0"), ("--rate", "0")])
def test_a_limit_that_limits_nothing_is_refused(words: tuple[str, str]) -> None:
    assert Called().run("12", *words) == 2


def test_a_command_without_how_is_a_mistake() -> None:
    def clear(table: str) -> None: ...

    with pytest.raises(TypeError, match="takes no `how`"):
        changing()(clear)


def test_doing_without_an_option_that_does_not_exist_is_a_mistake() -> None:
    with pytest.raises(TypeError, match="has the option force"):
        changing(without=("force",))
