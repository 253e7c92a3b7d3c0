"""The stages in which real processes are harmed: programs that remember what they have lived through."""

from __future__ import annotations

from pathlib import Path

from faults.kept import recall
from faults.stages import STAGES
from prove.stages import Result, Stage, Tell, by_command


def real_processes(folder: Path, seed: int) -> list[Stage]:
    """One stage for each kind of fault; `folder` belongs to one tree."""
    return [of_faults(name, folder / f"{name}.jsonl", "--seed", str(seed)) for name in STAGES]


def of_faults(name: str, kept: Path, *words: str) -> Stage:
    """`python -m faults`, with what it counted in each scenario as facts."""
    command = by_command(name, STAGES[name].claim, "-m", "faults", name, "--kept", str(kept), *words)

    def run(tell: Tell) -> Result:
        result = command.run(tell)
        for scenario, facts in recall(kept).items():
            result.facts[scenario] = ", ".join(f"{count} {what}" for what, count in facts.items())
        return result

    return Stage(name, command.claim, run)
