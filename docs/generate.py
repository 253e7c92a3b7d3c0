"""Fill the marked blocks of the documents from the code: `<!-- generated:NAME -->` … `<!-- end -->`.

`python docs/generate.py` writes; `--check` writes nothing and fails when a block, or an exported contract, is out of date.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import yaml

from twyst.order.domain.lifecycle import TABLE, Ignore, Move, Outcome, State, Trigger

DOCS = Path(__file__).parent
ROOT = DOCS.parent
OPENAPI = {
    "order": ("twyst.order", "openapi"),
    "fulfillment": ("twyst.fulfillment", "openapi"),
    "reconciliation": ("twyst.reconciliation", "openapi"),
    "webhook-gateway": ("twyst.webhook_gateway", "openapi"),
    "stripe-sandbox": ("twyst.stripe_sandbox", "openapi"),
}
BLOCK = re.compile(r"(<!-- generated:(?P<name>[a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def _words(outcome: Outcome) -> str:
    if isinstance(outcome, Move):
        return f"**→ {outcome.to}**"
    kind = "ignore" if isinstance(outcome, Ignore) else "reject"
    return f"{kind}: {outcome.because}"


def state_table() -> str:
    """The whole table: one row per trigger, one column per state."""
    lines = ["| trigger | " + " | ".join(State) + " |", "|---" * (len(State) + 1) + "|"]
    lines += [
        f"| `{trigger}` | " + " | ".join(_words(TABLE[state, trigger]) for state in State) + " |"
        for trigger in Trigger
    ]
    return "\n".join(lines)


def state_diagram() -> str:
    """Every Move of the table as a Mermaid state diagram."""
    edges: dict[tuple[State, State], list[str]] = {}
    for (state, trigger), outcome in TABLE.items():
        if isinstance(outcome, Move):
            edges.setdefault((state, outcome.to), []).append(trigger)
    lines = ["```mermaid", "stateDiagram-v2", "    [*] --> CREATED"]
    lines += [
        f"    {source} --> {target}: {', '.join(sorted(names))}" for (source, target), names in edges.items()
    ]
    lines += ["    COMPLETED --> [*]", "    CANCELED --> [*]", "```"]
    return "\n".join(lines)


def topics_table() -> str:
    """The topics, from `contracts/topics`."""
    lines = ["| topic | key | made by | read by (group) | why |", "|---|---|---|---|---|"]
    for path in sorted((ROOT / "contracts" / "topics").glob("*.yaml")):
        topic = yaml.safe_load(path.read_text())
        readers = ", ".join(f"`{each['group']}`" for each in topic["consumers"]) or "the group in its name"
        lines.append(
            f"| `{topic['name']}` | {topic['key']} | {topic['producer']} | {readers} | {topic['purpose']} |"
        )
    return "\n".join(lines)


BLOCKS: dict[str, Callable[[], str]] = {
    "state-table": state_table,
    "state-diagram": state_diagram,
    "topics": topics_table,
}


def filled(text: str) -> str:
    """The document with every block written anew."""

    def fill(match: re.Match[str]) -> str:
        return f"{match.group(1)}{BLOCKS[match.group('name')]()}\n{match.group(3)}"

    return BLOCK.sub(fill, text)


def exported(module: str, command: str) -> str:
    """What a service says of its own HTTP interface."""
    done = subprocess.run(
        [sys.executable, "-m", module, command],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env=os.environ,
    )
    return json.dumps(json.loads(done.stdout), indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def generate() -> dict[Path, str]:
    """Every generated file and its content."""
    files = {
        path: filled(path.read_text()) for path in [ROOT / "README.md", *DOCS.rglob("*.md")] if path.exists()
    }
    for service, (module, command) in OPENAPI.items():
        files[ROOT / "contracts" / "http" / f"{service}.openapi.json"] = exported(module, command)
    return files


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 when a file is out of date"
    )
    check: bool = parser.parse_args().check
    stale = {path: text for path, text in generate().items() if not path.exists() or path.read_text() != text}
    for path, text in stale.items():
        if check:
            print(f"out of date: {path.relative_to(ROOT)} (run `make generate`)")  # noqa: T201
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
