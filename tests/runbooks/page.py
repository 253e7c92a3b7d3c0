"""A runbook followed literally: its commands are run as they stand, and its words in capitals are filled as it says."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shlex
from collections.abc import Awaitable, Callable, Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from runbooks.rules import ROOT

_PART = re.compile(r"(?ms)^ *```\n(?P<commands>.*?)^ *```$|(?P<prose>.+?)(?=^ *```|\Z)")
_WORD = re.compile(
    r"`(?P<word>[A-Z]+)` is the `(?P<column>\w+)` of (?P<which>a|the same) row"
    r"(?: whose `(?P<where>\w+)` is `(?P<value>[^`]+)`)?"
)
# To look is no failure when things are bad: `status`, `gaps` and `twyst-verify` say so with their exit code.
_GOOD = {"Look": {0, 1, 3, 5}}
_BESIDE_TESTS = ("--skip", "I3")  # other tests of the stack sign events that Stripe did not make
_LOOKS = ("stripe gaps", "topics plan")  # whose exit code says what they saw, wherever they stand


def section(page: Path, title: str) -> str:
    """The text below a heading."""
    found = re.search(rf"(?ms)^## {re.escape(title)}\n(.*?)(?=^## |\Z)", page.read_text())
    assert found is not None, f"{page.name} has no {title!r}"
    return found.group(1)


def commands_of(text: str) -> Iterator[str]:
    """Every command in the blocks of a text."""
    for part in _PART.finditer(text):
        yield from filter(None, map(str.strip, (part["commands"] or "").splitlines()))


class Follower:
    """Somebody who has a terminal, the page, and what the alert says."""

    def __init__(self, state: Path, page: Path, labels: Mapping[str, str]) -> None:
        self._state = state
        self._page = page
        self._words = {name.upper(): value for name, value in labels.items()}
        self._lists: list[list[dict[str, Any]]] = []
        self._row: dict[str, Any] = {}

    def __getitem__(self, word: str) -> str:
        return self._words[word]

    async def follow(
        self, title: str, by_hand: Mapping[str, Callable[[], Awaitable[None]]] = MappingProxyType({})
    ) -> list[list[dict[str, Any]]]:
        """Do what a section says; the lists that its commands printed. `by_hand` is what it has no command for, by its words."""
        self._lists = []
        left = dict(by_hand)
        for part in _PART.finditer(section(self._page, title)):
            if part["prose"]:
                self._learn(part["prose"])
                for words in [each for each in left if each in " ".join(part["prose"].split())]:
                    await left.pop(words)()
            else:
                for command in commands_of(part.group(0)):
                    await self._run(command, {0, 5} if command.endswith(_LOOKS) else _GOOD.get(title, {0}))
        assert not left, f"{self._page.name} does not say: {', '.join(left)}"
        return self._lists

    def _learn(self, prose: str) -> None:
        for found in _WORD.finditer(" ".join(prose.split())):
            if found["which"] == "a":
                self._row = next(
                    row
                    for rows in reversed(self._lists)
                    for row in rows
                    if found["column"] in row and found["value"] in (None, row.get(found["where"] or ""))
                )
            self._words[found["word"]] = str(self._row[found["column"]])

    async def _run(self, command: str, good: set[int]) -> None:
        words = shlex.split(command)
        words = [self._words[word] if word.isupper() and word.isalpha() else word for word in words]
        if words[0].endswith("twyst-verify"):
            words += _BESIDE_TESTS
        asks = words[0].endswith("twyst-ops")
        process = await asyncio.create_subprocess_exec(
            *(words[0], "--json", *words[1:]) if asks else words,
            cwd=ROOT,
            env={**os.environ, "TWYST_STATE_DIR": str(self._state)},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        output, errors = await process.communicate()
        assert process.returncode in good, (
            f"{shlex.join(words)}: {process.returncode} {output.decode()[-500:]} {errors.decode()[-1500:]}"
        )
        if asks and output.strip():
            said = json.loads(output)
            self._lists += [said] if isinstance(said, list) else []
