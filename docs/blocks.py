"""The generated blocks of the documents, each made from what it describes."""

from __future__ import annotations

import configparser
import importlib
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import fault_tables
import metric_tables
import yaml
from pydantic_core import PydanticUndefined

from twyst.access.permissions import PERMISSIONS, Role
from twyst.devstack.process_table import ProcessEntry, read_table
from twyst.order.domain.lifecycle import TABLE, Ignore, Move, Outcome, State, Trigger
from twyst.runtime.settings import ServiceSettings, Settings, variable_name
from twyst.verify.invariant import Invariant, Probe, Query, Rows, Rule, SandboxLog, StripeList
from twyst.verify.registry import contributed

DOCS = Path(__file__).parent
ROOT = DOCS.parent


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


def _topics() -> list[dict[str, Any]]:
    return [
        yaml.safe_load(path.read_text()) for path in sorted((ROOT / "contracts" / "topics").glob("*.yaml"))
    ]


def topics_table() -> str:
    """The topics, from `contracts/topics`."""
    lines = ["| topic | key | made by | read by (group) | why |", "|---|---|---|---|---|"]
    for topic in _topics():
        readers = ", ".join(f"`{each['group']}`" for each in topic["consumers"]) or "the group in its name"
        lines.append(
            f"| `{topic['name']}` | {topic['key']} | {topic['producer']} | {readers} | {topic['purpose']} |"
        )
    return "\n".join(lines)


def topics_diagram() -> str:
    """Who writes and who reads each topic, from `contracts/topics`. Replay topics are left to the table."""
    lines = ["```mermaid", "flowchart LR"]
    for number, topic in enumerate(each for each in _topics() if each["consumers"]):
        lines.append(f'    t{number}[["{topic["name"]}"]]')
        lines.append(f"    {topic['producer']}([{topic['producer']}]) --> t{number}")
        readers: dict[str, list[str]] = {}
        for each in topic["consumers"]:
            readers.setdefault(each["service"], []).append(each["group"])
        lines += [f"    t{number} -- {', '.join(g)} --> {s}([{s}])" for s, g in readers.items()]
    return "\n".join([*lines, "```"])


def _processes() -> tuple[ProcessEntry, ...]:
    return read_table(ROOT / "deploy" / "local" / "processes.toml").process


def processes_table() -> str:
    """What `make up` starts, from `deploy/local/processes.toml`."""
    lines = ["| process | runs | starts after | port |", "|---|---|---|---|"]
    for entry in _processes():
        command = (
            " ".join(word for word in entry.command).replace("${python}", "python").replace("${node}", "node")
        )
        runs = f"`{command}`" + (", once" if entry.task else "")
        lines.append(
            f"| {entry.name} | {runs} | {', '.join(entry.needs) or 'nothing'} | {entry.port or ''} |"
        )
    return "\n".join(lines)


def containers_diagram() -> str:
    """Which process is told where which other one is: the arrows are the settings in `deploy/local/processes.toml`."""
    running = [entry for entry in _processes() if not entry.task]
    lines = ["```mermaid", "flowchart LR", '    kafka[["Kafka"]]']
    lines += [
        f'    db_{name}[("PostgreSQL twyst_{name}")]' for name in ("order", "fulfillment", "reconciliation")
    ]
    lines += [f'    {entry.name}["{entry.name}"]' for entry in running]
    for entry in running:
        told = " ".join(entry.environment.values())
        lines += [
            f"    {entry.name} -- as {role} --> db_{db}"
            for db, role in re.findall(r"\$\{dsn_(\w+)_(\w+)\}", told)
        ]
        lines += [f"    {entry.name} --- kafka"] if "${kafka_bootstrap}" in told else []
        urls = dict.fromkeys(name.replace("_", "-") for name in re.findall(r"\$\{url_(\w+)\}", told))
        lines += [f"    {entry.name} -- HTTP --> {name}" for name in urls]
    return "\n".join([*lines, "```"])


def import_rules() -> str:
    """The rules that `make check` enforces, from `.importlinter`."""
    rules = configparser.ConfigParser()
    rules.read(ROOT / ".importlinter")
    return "\n".join(
        f"- {rules[name]['name']}." for name in rules.sections() if name.startswith("importlinter:contract:")
    )


def roles_table() -> str:
    """Which role may do what, from `twyst.access`."""
    lines = ["| action | " + " | ".join(Role) + " |", "|---" * (len(Role) + 1) + "|"]
    for action, roles in PERMISSIONS.items():
        cells = " | ".join("yes" if role in roles else "" for role in Role)
        lines.append(f"| {action.replace('_', ' ')} | {cells} |")
    return "\n".join(lines)


def decisions_list() -> str:
    """Every decision record with its title and status."""
    lines = []
    for path in sorted((DOCS / "decisions").glob("[0-9]*.md")):
        title, *rest = path.read_text().splitlines()
        status = next(line.removeprefix("- Status: ") for line in rest if line.startswith("- Status: "))
        lines.append(f"- [{title.removeprefix('# ')}]({path.name}) ({status})")
    return "\n".join(lines)


def _modules(pattern: str, source: str) -> Iterator[ModuleType]:
    """The modules below these paths whose text matches `source`."""
    for path in sorted(ROOT.glob(pattern)):
        if re.search(source, path.read_text()):
            parts = path.relative_to(ROOT).with_suffix("").parts
            yield importlib.import_module(".".join(parts[parts.index("twyst") :]))


def _service(module: ModuleType) -> str:
    """`order` of `twyst.order.settings`."""
    return module.__name__.split(".")[1].replace("_", "-")


def settings_tables() -> str:
    """What processes read from their environment, under a heading for each set of readers."""
    readers = _settings_readers()
    everyone = max(readers.values(), key=len)
    shared: dict[tuple[str, ...], list[type[Settings]]] = {}
    for group, processes in readers.items():
        shared.setdefault(tuple(processes), []).append(group)
    tables = []
    for names in sorted(shared, key=lambda names: (-len(names), names)):
        rows = [row for group in shared[names] for row in _settings_rows(group)]
        heading = "every process" if len(names) == len(everyone) else ", ".join(names)
        tables.append(
            "\n".join([f"### {heading}", "", "| variable | default | what |", "|---|---|---|", *rows])
        )
    return "\n\n".join(tables)


def _settings_readers() -> dict[type[Settings], list[str]]:
    """Groups of settings, and the processes that read them."""
    readers: dict[type[Settings], list[str]] = {}
    for module in _modules("services/*/twyst/*/settings.py", "ServiceSettings"):
        for found in vars(module).values():
            if not (isinstance(found, type) and issubclass(found, ServiceSettings)):
                continue
            if found.__module__ == module.__name__:
                part = found.__name__.removesuffix("Settings").lower()
                name = _service(module) + (f"-{part}" if part in {"api", "worker"} else "")
                for group in found.__mro__:
                    if issubclass(group, Settings) and group is not Settings and group.__annotations__:
                        readers.setdefault(group, []).append(name)
    return readers


def _settings_rows(group: type[Settings]) -> list[str]:
    fields = {name: group.model_fields[name] for name in group.__annotations__ if name in group.model_fields}
    return [
        f"| `{variable_name(name)}` | {_default(field.default)} | {field.description} |"
        for name, field in fields.items()
    ]


def _default(value: object) -> str:
    if value is PydanticUndefined:
        return "none: must be set"
    if value in ("", (), None):
        return "empty"
    return f"`{value if isinstance(value, str | float) else json.dumps(value)}`"


def invariants_table() -> str:
    """What `twyst-verify` looks at, from what the packages contribute."""
    lines = ["| id | what must hold | judged by |", "|---|---|---|"]
    lines += [f"| `{each.id}` | {each.sentence} | {_sources(each)} |" for each in contributed()]
    return "\n".join(lines)


def _sources(invariant: Invariant) -> str:
    match invariant:
        case Query():
            return f"{invariant.database}'s rows"
        case Probe():
            return f"{' and '.join(invariant.databases)}'s rows"
        case Rule():
            found = ["topics"] if invariant.topics else []
            for source in (*invariant.first.values(), *invariant.then.values()):
                name = _SOURCES.get(type(source), "")
                name = f"{source.database}'s rows" if isinstance(source, Rows) else name
                found += [name] if name not in found else []
            return ", ".join(found)


_SOURCES = {StripeList: "Stripe", SandboxLog: "the sandbox's log"}

BLOCKS: dict[str, Callable[[], str]] = {
    "state-table": state_table,
    "state-diagram": state_diagram,
    "topics": topics_table,
    "topics-diagram": topics_diagram,
    "processes": processes_table,
    "containers": containers_diagram,
    "import-rules": import_rules,
    "roles": roles_table,
    "decisions": decisions_list,
    "settings": settings_tables,
    "metrics": metric_tables.metrics_tables,
    "invariants": invariants_table,
    "crash-points": fault_tables.crash_points,
    "lost-replies": fault_tables.lost_replies,
}
