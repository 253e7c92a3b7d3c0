"""What was lived through, one JSON line for each scenario, so that an interrupted run goes on where it stopped."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from pathlib import Path


def remember(kept: Path, scenario: str, facts: Mapping[str, int]) -> None:
    """Add a line."""
    with kept.open("a") as lines:
        lines.write(json.dumps({"scenario": scenario, "facts": facts}) + "\n")


def recall(kept: Path) -> dict[str, Counter[str]]:
    """The facts of each scenario. A line that was cut off in the middle does not count."""
    done = {}
    for line in kept.read_text().splitlines() if kept.exists() else ():
        try:
            fields = json.loads(line)
        except json.JSONDecodeError:
            continue
        done[fields["scenario"]] = Counter(fields["facts"])
    return done
