"""`python tests/bench/run.py [--json FILE] [--rounds N] [--scale X] [NAME…]`: run the benchmarks and report them.

Every benchmark compares contenders in one run on one machine; the ratios are the result. It fails when an event was
lost or applied twice, never because something was slow.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import platform
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

import rounds
import uvloop
from fold import FOLD
from ingest import INGEST
from latency import LATENCY
from report import print_result
from rich.console import Console
from stack import open_stack

BENCHMARKS = (INGEST, FOLD, LATENCY)
PACKAGES = ("uvicorn", "uvloop", "httptools", "fastapi", "aiokafka", "msgspec", "asyncpg", "sqlalchemy")


def main() -> int:
    names = [benchmark.name for benchmark in BENCHMARKS]
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help=f"which benchmarks; all by default: {', '.join(names)}"
    )
    parser.add_argument("--json", type=Path, help="write everything that was measured to this file")
    parser.add_argument("--rounds", type=int, default=7, help="rounds per benchmark (default 7)")
    parser.add_argument("--scale", type=float, default=1.0, help="factor on the events of each round")
    arguments = parser.parse_args()
    if unknown := set(arguments.names) - set(names):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    with (
        tempfile.TemporaryDirectory(prefix="twyst-bench-") as state,
        asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner,
    ):
        results = runner.run(measure(arguments, Path(state)))
    if arguments.json:
        document = {"machine": machine(), "benchmarks": [result.as_json() for result in results]}
        arguments.json.write_text(json.dumps(document, indent=1) + "\n")
    return 0


async def measure(arguments: argparse.Namespace, state: Path) -> list[rounds.Result]:
    console = Console()
    chosen = [
        benchmark for benchmark in BENCHMARKS if not arguments.names or benchmark.name in arguments.names
    ]
    results = []
    with console.status("starting") as status:
        async with open_stack(state) as stack:
            for benchmark in chosen:
                result = await rounds.run(
                    benchmark,
                    stack,
                    rounds=arguments.rounds,
                    events=max(1, int(benchmark.events_per_round * arguments.scale)),
                    progress=status.update,
                )
                print_result(console, result)
                results.append(result)
    console.print("{cpus} CPUs, load average {load_average[0]:.1f}, Python {python}".format(**machine()))
    return results


def machine() -> dict[str, Any]:
    """What the figures depend on."""
    return {
        "cpus": os.cpu_count(),
        "kernel": platform.release(),
        "python": platform.python_version(),
        "load_average": os.getloadavg(),
        "packages": {name: version(name) for name in PACKAGES},
    }


if __name__ == "__main__":
    sys.exit(main())
