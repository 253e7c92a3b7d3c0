"""What the workers of a parallel run begin with."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from twyst.testing.workers import put_first


def test_what_is_long_comes_first_and_nothing_else_moves() -> None:
    names = [
        "libs/a.py::x",
        "tests/long/b.py::y",
        "services/c.py::z",
        "tests/longer/d.py::v",
        "tests/long/a.py::w",
    ]
    items: list[Any] = [SimpleNamespace(nodeid=name) for name in names]
    put_first(items, ["tests/longer", "tests/long"])
    assert [item.nodeid for item in items] == [
        "tests/longer/d.py::v",
        "tests/long/b.py::y",
        "tests/long/a.py::w",
        "libs/a.py::x",
        "services/c.py::z",
    ]
