"""What documents say is true of the code: symbols, links, commands, names, and the generated blocks."""

from __future__ import annotations

import importlib
import importlib.util
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import typer
from faults.stages import STAGES

from twyst.mailbox.database import Database
from twyst.ops.__main__ import application

ROOT = Path(__file__).parents[2]
TRACKED = subprocess.run(
    ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
    cwd=ROOT, capture_output=True, text=True, check=True,
).stdout.splitlines()  # fmt: skip
DOCUMENTS = sorted(ROOT / name for name in TRACKED if name.endswith(".md") and (ROOT / name).is_file())
DECISIONS = [path for path in DOCUMENTS if path.parent.name == "decisions" and path.name != "README.md"]
SECTIONS = ["## Context", "## Decision", "## Consequences", "## Revisit when"]
NO_VARIABLES = {"TWYST_"}


def identity(path: Path) -> str:
    return str(path.relative_to(ROOT))


every_document = pytest.mark.parametrize("document", DOCUMENTS, ids=identity)


def slug(heading: str) -> str:
    """The anchor that a heading gets."""
    text = re.sub(r"[`*_]|\[([^]]*)\]\([^)]*\)", lambda found: found.group(1) or "", heading).strip().lower()
    return re.sub(r"[^\w\- ]", "", text).replace(" ", "-")


@cache
def code() -> str:
    """Everything that is not a document: where a name that documents use must occur."""
    suffixes = {".py", ".toml", ".yaml", ".yml", ".json", ".sql", ".ts", ".tsx", ".properties"}
    paths = [ROOT / name for name in TRACKED if Path(name).suffix in suffixes or name == "Makefile"]
    return "\n".join(path.read_text() for path in paths if path.is_file() and "tests/docs" not in str(path))


def blocks() -> ModuleType:
    sys.path.insert(0, str(ROOT / "docs"))
    try:
        return importlib.import_module("generate")
    finally:
        sys.path.remove(str(ROOT / "docs"))


@every_document
def test_every_named_symbol_exists(document: Path) -> None:
    for module, symbol in re.findall(r"`(twyst(?:\.\w+)+):(\w+)`", document.read_text()):
        assert hasattr(importlib.import_module(module), symbol), f"{module}:{symbol}"


@every_document
def test_every_relative_link_leads_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", document.read_text()):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        path = (document.parent / name).resolve() if name else document
        assert path.exists(), target
        if anchor:
            headings = re.findall(r"(?m)^#+ (.+)$", path.read_text())
            assert anchor in map(slug, headings), target


@every_document
def test_every_named_test_exists(document: Path) -> None:
    text = document.read_text()
    for name, target in re.findall(r"\[`(test_\w+)`\]\(([^)\s]+)\)", text):
        assert f"def {name}(" in (document.parent / target).read_text(), f"{target} has no {name}"
    assert [name for name in re.findall(r"`(test_\w+)`", text) if f"def {name}(" not in code()] == []


@every_document
def test_every_stage_of_a_proof_exists(document: Path) -> None:
    stages = {"exhaustive", "mutants", "simulation", *STAGES}
    assert set(re.findall(r"STAGE=([a-z-]+)", document.read_text())) <= stages


@every_document
def test_every_make_target_exists(document: Path) -> None:
    targets = set(re.findall(r"(?m)^([a-z0-9-]+):", (ROOT / "Makefile").read_text()))
    named = set(re.findall(r"`make ([a-z0-9-]+)", document.read_text()))
    assert named <= targets, named - targets


@every_document
def test_every_command_exists(document: Path) -> None:
    for module, command in re.findall(r"python -m (twyst\.\w+)(?: ([a-z][a-z-]*))?", document.read_text()):
        spec = importlib.util.find_spec(f"{module}.__main__")
        assert spec is not None, module
        assert spec.origin is not None
        if command:
            source = Path(spec.origin).read_text()
            assert f"def {command}(" in source or f'name="{command}"' in source, f"{module} {command}"


@every_document
def test_every_command_of_the_stack_exists(document: Path) -> None:
    commands = (ROOT / "libs" / "devstack" / "twyst" / "devstack" / "cli.py").read_text()
    for command in re.findall(r"twyst-stack ([a-z]+)", document.read_text()):
        assert f"def {command}(" in commands, command


@every_document
def test_every_command_of_ops_exists(document: Path) -> None:
    """`twyst-ops parked list` and its like, in text and in blocks."""
    known = set(ops_commands(typer.main.get_command(application())))
    for words in re.findall(r"twyst-ops ((?:--json )?[a-z]+(?: [a-z]+)?)", document.read_text()):
        first, *more = words.removeprefix("--json ").split()
        assert first in known, f"twyst-ops {words}"
        is_group = any(name.startswith(f"{first} ") for name in known)
        assert not (more and is_group) or f"{first} {more[0]}" in known, f"twyst-ops {words}"


def ops_commands(command: Any, prefix: str = "") -> Iterator[str]:
    """Every word, and every pair of words, that the command knows."""
    for name, each in getattr(command, "commands", {}).items():
        yield f"{prefix}{name}"
        yield from ops_commands(each, f"{prefix}{name} ")


@every_document
def test_every_named_path_exists(document: Path) -> None:
    named = re.findall(r"`((?:services|libs|tests|deploy|contracts|docs)/[\w./-]+)`", document.read_text())
    missing = [name for name in named if not (ROOT / name).exists()]
    assert not missing, missing


@every_document
def test_every_named_metric_and_variable_exists(document: Path) -> None:
    named = set(re.findall(r"`(twyst_[a-z_]+|TWYST_[A-Z_]+)`", document.read_text())) - NO_VARIABLES
    unknown = [name for name in named if not known(name)]
    assert not unknown, unknown


def known(name: str) -> bool:
    """Variables of settings are the fields' names with a prefix; databases are the services' with another."""
    if name in code():
        return True
    field = name.removeprefix("TWYST_").lower()
    service = name.removeprefix("twyst_")
    return bool(re.search(rf"(?m)^    {field}: ", code())) or (ROOT / "services" / service).is_dir()


def test_the_generated_blocks_are_fresh() -> None:
    stale = [identity(path) for path, text in blocks().documents().items() if path.read_text() != text]
    assert not stale, f"run `make generate`: {stale}"


@pytest.mark.parametrize("decision", DECISIONS, ids=lambda path: path.stem)
def test_a_decision_has_all_its_parts(decision: Path) -> None:
    lines = decision.read_text().splitlines()
    assert lines[0].startswith(f"# {decision.stem[:4]} ")
    assert lines[2].startswith("- Status: ")
    assert re.fullmatch(r"- Date: \d{4}-\d\d-\d\d", lines[3])
    assert [line for line in lines if line.startswith("## ")] == SECTIONS


def test_decisions_are_numbered_without_a_hole() -> None:
    assert [int(path.stem[:4]) for path in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def test_readmes_map_is_the_repository() -> None:
    fence = re.search(r"```\n(contracts/.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    assert fence is not None
    parent = ""
    for line in fence.group(1).splitlines():
        names = re.findall(r"(?<!\S)[\w-]+/", re.split(r"\s{4,}(?=\w+[ ,])", line)[0])
        if not line.startswith(" "):
            parent, *names = names
        missing = [parent + name for name in names if not (ROOT / parent / name).is_dir()]
        assert not missing, missing


async def test_the_queries_of_runbooks_run_for_the_auditor(fresh_database) -> None:
    service = await fresh_database("order")
    queries = [
        query
        for document in DOCUMENTS
        if document.parent.name == "runbooks"
        for query in re.findall(r"```sql\n(.*?)```", document.read_text(), re.DOTALL)
    ]
    assert queries
    database = Database(service.auditor, pool_size=1, application_name="documents")
    try:
        async with database.transaction() as connection:
            for query in queries:
                await connection.exec_driver_sql(query.strip().rstrip(";"))
    finally:
        await database.close()


def test_every_screen_is_listed_and_small() -> None:
    folder = ROOT / "docs" / "screens"
    pictures = {path.name: path.stat().st_size for path in folder.glob("*.jpg")}
    listed = re.findall(r"\(([\w-]+\.jpg)\)", (folder / "README.md").read_text())
    assert sorted(listed) == sorted(pictures)
    assert [name for name, size in pictures.items() if size > 150_000] == []
