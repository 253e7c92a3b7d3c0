"""What `make prove` consists of. A stage works until it has an answer, and keeps what it has if it is interrupted."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
Tell = Callable[[str], None]
"""Shows a line of progress."""


@dataclass
class Result:
    """What a stage came to. `facts` are what it covered, `problems` why it failed; none is the only good answer."""

    name: str
    seconds: float
    facts: dict[str, str | int | float] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Stage:
    """A named proof."""

    name: str
    claim: str
    run: Callable[[Tell], Result]


def by_command(name: str, claim: str, *command: str) -> Stage:
    """A stage that is a program: its last line is what it covered, a code other than 0 means that it failed."""

    def run(tell: Tell) -> Result:
        began, lines = time.monotonic(), [""]
        with subprocess.Popen(
            [sys.executable, *command], cwd=REPOSITORY / "tests", stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        ) as process:  # fmt: skip
            assert process.stdout is not None
            for line in process.stdout:
                lines.append(line.rstrip())
                tell(line.rstrip())
        said = [line for line in lines if line]
        failed = [f"ended with {process.returncode}", *said[-20:]] if process.returncode else []
        return Result(name, time.monotonic() - began, {"said": said[-1] if said else ""}, failed)

    return Stage(name, claim, run)
