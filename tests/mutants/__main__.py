"""`python -m mutants`: make every mistake, see who notices it and after how long. Exits with 1 when one lives."""

from __future__ import annotations

import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from mutants.decisions import DECISIONS
from mutants.mutant import Death, KillerFailed, Mutant, control_of, kill
from mutants.plumbing import NAMED, PLUMBING

ALL = (*DECISIONS, *PLUMBING, *NAMED)


def main() -> int:
    """The table, and whether every mutant was killed and nothing else."""
    words = sys.argv[1:]
    wanted = [mutant for mutant in ALL if not words or any(word in mutant.name for word in words)]
    controls = [
        control_of(killer, suite) for killer, suite in dict.fromkeys((m.killer, m.suite) for m in wanted)
    ]
    with ThreadPoolExecutor(2) as pool:
        noticed = [name for name in pool.map(_seen, controls) if name]
        dead = list(pool.map(_seen, wanted))
    alive = [mutant.name for mutant, by in zip(wanted, dead, strict=True) if by is None]
    print(f"\n{len(wanted) - len(alive)} of {len(wanted)} mutants were killed")
    for name in alive:
        print(f"ALIVE: {name}")
    for by in noticed:
        print(f"NOTICED WITHOUT A MISTAKE: {by}")
    return 1 if alive or noticed else 0


def _seen(mutant: Mutant) -> str | None:
    """One row of the table; what was noticed."""
    with tempfile.TemporaryDirectory() as scratch:
        try:
            death = kill(mutant, Path(scratch))
        except KillerFailed as error:
            death = Death(None, 0.0)
            print(f"the killer failed: {error}")
    row = (f"{mutant.name[:44]:<44}", f"{mutant.breaks[:42]:<42}", f"{mutant.killer.value:<12}")
    print(*row, f"{death.seconds:6.1f} s", (death.by or "nothing was noticed")[:110], sep="  ", flush=True)
    return death.by


if __name__ == "__main__":
    sys.exit(main())
