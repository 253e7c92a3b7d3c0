"""The command's words: what is chosen, how far back, and one sentence with the cure for what is wrong."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from twyst.verify.__main__ import WRONG_OPTIONS, _since, verify
from twyst.verify.duration import duration
from twyst.verify.registry import UnknownInvariant, chosen, contributed
from twyst.verify.targets import NoTargets, find, from_stack

app = typer.Typer()
app.command()(verify)


def run(*words: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, list(words))
    return done.exit_code, done.stdout, done.stderr


def test_a_number_means_all_of_that_number() -> None:
    names = [each.id for each in chosen(contributed(), ["I31"], ["I31.order"])]
    assert names == ["I31.fulfillment"]


def test_an_unknown_id_is_refused_with_the_cure() -> None:
    with pytest.raises(UnknownInvariant):
        chosen(contributed(), ["I99"], [])
    code, _, error = run("--only", "I99")
    assert code == WRONG_OPTIONS
    assert "twyst-verify --list" in error


def test_durations_and_times() -> None:
    assert duration("1.5h") == timedelta(minutes=90)
    assert _since("2026-05-01T18:00+00:00") == datetime(2026, 5, 1, 18, tzinfo=UTC)
    assert _since(None) is None
    for wrong in ("soon", "5", "-1h"):
        with pytest.raises(ValueError, match=r"write it as|neither"):
            duration(wrong)
    with pytest.raises(ValueError, match="neither a duration"):
        _since("yesterday")


def test_wrong_words_are_refused_in_one_line(tmp_path: Path) -> None:
    for words in (
        ["--since", "yesterday"],
        ["--patience", "x"],
        ["--database", "order"],
        ["--stack", str(tmp_path)],
    ):
        code, output, error = run(*words)
        assert (code, output) == (WRONG_OPTIONS, "")
        assert error.startswith("twyst-verify: ")
        assert error.count("\n") == 1


def test_the_list_needs_no_platform() -> None:
    code, output, _ = run("--list", "--only", "I31")
    assert code == 0
    assert [line.split()[0] for line in output.splitlines()] == ["I31.fulfillment", "I31.order"]


def test_targets_come_from_the_stack_or_from_options(tmp_path: Path) -> None:
    stack = tmp_path / "stack.json"
    stack.write_text(
        json.dumps(
            {
                "urls": {"sandbox": "http://127.0.0.1:1"},
                "kafka": {"bootstrap": "127.0.0.1:2"},
                "postgres": {"order": "postgresql://auditor@127.0.0.1:3/o"},
                "stripe": {"api_key": "sk_test_1"},
            }
        )
    )
    found = from_stack(stack)
    assert (found.kafka, found.sandbox, found.stripe_api) == (
        "127.0.0.1:2",
        "http://127.0.0.1:1",
        "http://127.0.0.1:1",
    )
    given = find(None, kafka="k:1", databases={}, stripe_key=None, stripe_api=None, namespace="t")
    assert (given.kafka, given.sandbox, given.stripe_key, given.namespace) == ("k:1", None, None, "t")


def test_without_a_stack_the_cure_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TWYST_STATE_DIR", str(tmp_path))
    with pytest.raises(NoTargets, match="make up DETACH=1"):
        find(None, kafka=None, databases={}, stripe_key=None, stripe_api=None, namespace=None)
