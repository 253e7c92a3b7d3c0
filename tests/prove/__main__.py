"""`python -m prove`: every proof that takes longer than a test may, one after the other, and a report of all."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from prove import report
from prove.real_processes import real_processes
from prove.simulate import simulation
from prove.stages import REPOSITORY, Stage, by_command
from prove.tree import tree_of


def main() -> int:
    """0 when every claim holds."""
    arguments = _arguments()
    tree = tree_of(REPOSITORY)
    folder = REPOSITORY / ".twyst" / "prove" / tree.name
    folder.mkdir(parents=True, exist_ok=True)
    stages = {stage.name: stage for stage in _stages(arguments.orders, tree.commit, folder)}
    if unknown := set(arguments.only or ()) - stages.keys():
        print(
            f"no stage is called {', '.join(sorted(unknown))}; there are {', '.join(stages)}", file=sys.stderr
        )
        return 2
    chosen = [stages[name] for name in arguments.only or stages]
    results = []
    for stage in chosen:
        print(f"\n{stage.name}: {stage.claim}", flush=True)
        result = stage.run(lambda line: print(f"  {line}", flush=True))
        results.append(result)
        print(
            f"{stage.name}: {'FAILS' if result.problems else 'holds'} after {result.seconds:.0f} s",
            flush=True,
        )
        print(*result.problems, sep="\n", flush=True)
    files = report.write(folder, tree, {stage.name: stage.claim for stage in chosen}, results)
    print("\nreport:", *(file.relative_to(REPOSITORY) for file in files))
    return 1 if any(result.problems for result in results) else 0


def _stages(orders: int, commit: str, folder: Path) -> list[Stage]:
    """Cheap ones first."""
    return [
        by_command(
            "exhaustive", "every order of delivery of every history ends as it should",
            "-m", "pytest", "-q", "--no-header", "exhaustive",
        ),
        by_command("mutants", "every named mistake is noticed, and nothing else is", "-m", "mutants"),
        *real_processes(folder, int(commit[:7], 16)),
        simulation(orders, int(commit[:7], 16), folder / f"simulation-{orders}.jsonl"),
    ]  # fmt: skip


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="prove", description=__doc__)
    parser.add_argument("--orders", type=int, default=1_000_000, help="how many orders to simulate")
    parser.add_argument("--only", action="append", help="a stage's name; more than once for several")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
