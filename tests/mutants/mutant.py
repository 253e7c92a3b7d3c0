"""A mutant is a copy of the production source with one named mistake, and the suite that has to notice it."""

from __future__ import annotations

import multiprocessing
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

from mutants import killers

REPOSITORY = Path(__file__).parents[2]
TIMEOUT_SECONDS = 300
# What the services import from others is imported once; each killer is then a fork that imports ours, mistake included.
_FOREIGN = [
    "asyncpg", "sqlalchemy.ext.asyncio", "sqlmodel", "faststream.kafka", "aiokafka", "fastapi", "stripe", "pytest",
]  # fmt: skip


class Killer(Enum):
    """Who must notice."""

    EXPLORATION = "exploration"
    SIMULATION = "simulation"
    SUITE = "named suite"


@dataclass(frozen=True)
class Mutant:
    """One mistake: in each file, `old` becomes `new`. `breaks` is the promise that it breaks."""

    name: str
    breaks: str
    killer: Killer
    edits: tuple[tuple[str, str, str], ...]
    suite: str = ""


@dataclass(frozen=True)
class Death:
    """What noticed, in its own words, and after how long. `by` None: the mutant lives."""

    by: str | None
    seconds: float


def control_of(killer: Killer, suite: str = "") -> Mutant:
    """Production as it is, before the same killer: whoever notices something here knows nothing of mutants."""
    return Mutant("(no mistake)", suite.rpartition("/")[2], killer, (), suite)


class KillerFailed(Exception):
    """The killer itself did not come to an end; nothing is known of the mutant."""


def kill(mutant: Mutant, scratch: Path) -> Death:
    """Run the mutant's killer against a copy of the source with the mistake in it."""
    first = list(dict.fromkeys(str(_edit(mutant, scratch, *edit)) for edit in mutant.edits))
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_FOREIGN)
    ours, theirs = context.Pipe(duplex=False)
    began = time.monotonic()
    process = context.Process(target=_run, args=(theirs, _work(mutant, first), first))
    process.start()
    theirs.close()
    try:
        if not ours.poll(TIMEOUT_SECONDS):
            raise KillerFailed(f"{mutant.name}: no answer after {TIMEOUT_SECONDS} s")
        is_well, said = ours.recv()
    except EOFError as error:
        raise KillerFailed(f"{mutant.name}: the killer ended without a word") from error
    finally:
        process.kill()
        process.join()
    if not is_well:
        raise KillerFailed(f"{mutant.name}: {said}")
    return Death(said, time.monotonic() - began)


def _work(mutant: Mutant, first: list[str]) -> Callable[[], str | None]:
    match mutant.killer:
        case Killer.SIMULATION:
            return killers.simulate
        case Killer.SUITE:
            return partial(killers.run_suite, first, str(REPOSITORY), mutant.suite)
        case _:
            return killers.explore


def _run(answer: Connection, work: Callable[[], str | None], first: list[str]) -> None:
    """In the fork: put the mutant's source first, work, and tell."""
    try:
        killers.prefer(*first, str(REPOSITORY / "tests"))
        answer.send((True, work()))
    except Exception as error:  # noqa: BLE001 (told to the parent, which raises it)
        answer.send((False, repr(error)))


def _edit(mutant: Mutant, scratch: Path, path: str, old: str, new: str) -> Path:
    """Copy the member that holds the file, unless an earlier edit did, and make the mistake; the member's copy."""
    member = Path(*Path(path).parts[:2])
    copy = scratch / member
    if not copy.exists():
        shutil.copytree(REPOSITORY / member, copy, ignore=shutil.ignore_patterns("__pycache__", "tests"))
    target = scratch / path
    source = target.read_text()
    if source.count(old) != 1:
        raise ValueError(f"{mutant.name}: the line to change stands {source.count(old)} times in {path}")
    target.write_text(source.replace(old, new))
    return copy
