"""A million simulated orders, in as many processes as there are cores. What was done stays done when it is interrupted."""

from __future__ import annotations

import gc
import json
import os
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from itertools import islice
from pathlib import Path

from prove.stages import Result, Stage, Tell
from simulation.campaign import ORDERS_PER_WORLD, Tally, run_worlds

WORLDS_PER_CHUNK = 20
_TELL_EVERY_SECONDS = 10.0


def simulation(orders: int, first_seed: int, kept: Path, processes: int | None = None) -> Stage:
    """`kept` is a file with one line per chunk of worlds that was simulated; it belongs to one tree."""
    chunks = -(-orders // (ORDERS_PER_WORLD * WORLDS_PER_CHUNK))

    def run(tell: Tell) -> Result:
        began, done = time.monotonic(), _read(kept)
        missing = [number for number in range(chunks) if number not in done]
        if done:
            tell(f"{len(done)} of {chunks} chunks were simulated before")
        with kept.open("a") as lines, _pool(processes) as pool:
            seeds = ((number, first_seed + number * WORLDS_PER_CHUNK) for number in missing)
            running = {pool.submit(_chunk, seed): number for number, seed in seeds}
            told_at = began
            for future in as_completed(running):
                tally = done[running[future]] = future.result()
                lines.write(json.dumps({"chunk": running[future], **vars(tally)}) + "\n")
                lines.flush()
                if time.monotonic() - told_at > _TELL_EVERY_SECONDS:
                    told_at = time.monotonic()
                    tell(_progress(done, chunks, told_at - began, len(missing)))
        total = _sum(done[number] for number in range(chunks))
        return _result(total, first_seed, time.monotonic() - began)

    return Stage("simulation", f"{orders:,} orders under drawn faults violate no invariant", run)


def _pool(processes: int | None) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(processes or os.cpu_count(), initializer=_collect_seldom)


def _collect_seldom() -> None:
    """A world lives for seconds and goes as a whole; looking for garbage in it is a tenth of the work."""
    gc.freeze()
    gc.set_threshold(100_000, 20, 100)


def _chunk(first_seed: int) -> Tally:
    return run_worlds(first_seed, WORLDS_PER_CHUNK)


def _read(kept: Path) -> dict[int, Tally]:
    """The chunks of an earlier run. A line that was cut off in the middle does not count."""
    done: dict[int, Tally] = {}
    for line in kept.read_text().splitlines() if kept.exists() else ():
        try:
            fields = json.loads(line)
        except json.JSONDecodeError:
            continue
        number = fields.pop("chunk")
        done[number] = Tally(**{**fields, "struck": Counter(fields["struck"])})
    return done


def _sum(tallies: Iterable[Tally]) -> Tally:
    total = Tally()
    for tally in tallies:
        total.join(tally)
    return total


def _progress(done: dict[int, Tally], chunks: int, seconds: float, begun: int) -> str:
    total = _sum(done.values())
    here = begun - (chunks - len(done))
    left_minutes = (chunks - len(done)) * seconds / max(here, 1) / 60
    return (
        f"{total.orders:>9,} orders, {len(total.violations)} worlds violated, "
        f"{total.orders_per_cpu_second:.0f} orders per CPU second, {left_minutes:.0f} min left"
    )


def _result(total: Tally, first_seed: int, seconds: float) -> Result:
    never = [f"never struck: {name}" for name in total.never_struck]
    facts: dict[str, str | int | float] = {
        "orders": total.orders,
        "worlds": total.worlds,
        "seeds": f"{first_seed} to {first_seed + total.worlds - 1}",
        "orders per CPU second": round(total.orders_per_cpu_second, 1),
        "violated worlds": len(total.violations),
    }
    struck = {f"struck: {name}": number for name, number in sorted(total.struck.items())}
    return Result("simulation", seconds, {**facts, **struck}, [*islice(total.violations, 20), *never])
