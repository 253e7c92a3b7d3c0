"""The repository's style, as tests: what a reviewer would otherwise have to say again and again."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TRACKED = [
    ROOT / name
    for name in subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.splitlines()
]  # fmt: skip
GENERATED = "contracts/python/twyst/contracts/"
BINARY = {".png", ".jpg", ".webp", ".woff2", ".ico", ".gz"}
PYTHON = [path for path in TRACKED if path.suffix == ".py" and path.is_file() and GENERATED not in str(path)]
CODE = [path for path in PYTHON if "/tests/" not in str(path) and "/migrations/" not in str(path)]
DOMAINS = [path for path in CODE if "/domain/" in str(path)]

FUNCTION_LINES, MODULE_LINES = 50, 300
FORBIDDEN_NAMES = {
    "utils",
    "util",
    "common",
    "helpers",
    "helper",
    "manager",
    "base",
    "misc",
    "core",
    "models",
    "schemas",
}
PURE = {
    "__future__", "bisect", "collections", "dataclasses", "datetime", "decimal", "enum", "functools", "hashlib", "itertools",
    "math", "re", "types", "typing", "unicodedata", "uuid", "zoneinfo", "operator", "calendar",
}  # fmt: skip


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def test_functions_fit_a_screen() -> None:
    long = [
        f"{relative(path)}:{node.lineno} {node.name} ({node.end_lineno - node.lineno + 1})"
        for path in PYTHON
        for node in functions(ast.parse(path.read_text()))
        if node.end_lineno
        and node.end_lineno - node.lineno + 1 > FUNCTION_LINES
        and "/migrations/" not in str(path)
    ]
    assert not long, long


def test_modules_stay_small() -> None:
    long = [f"{relative(path)} ({len(path.read_text().splitlines())})" for path in PYTHON
            if len(path.read_text().splitlines()) > MODULE_LINES]  # fmt: skip
    assert not long, long


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        relative(path)
        for path in CODE
        if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert not silent, silent


def test_no_drawer_for_everything() -> None:
    drawers = [
        relative(path) for path in CODE if path.stem in FORBIDDEN_NAMES or path.parent.name in FORBIDDEN_NAMES
    ]
    assert not drawers, drawers


def test_the_domain_is_pure() -> None:
    """The standard library's pure parts, `twyst.money` and the domain itself; no clock, no randomness, no I/O."""
    impure: list[str] = []
    for path in DOMAINS:
        parts = path.relative_to(ROOT).parts  # the clone itself may lie in a folder of that name
        service = parts[parts.index("twyst") + 1]
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
            for name in names:
                own = name.startswith((f"twyst.{service}.domain", "twyst.money"))
                if not own and name.split(".")[0] not in PURE:
                    impure.append(f"{relative(path)} imports {name}")
    assert not impure, impure


@pytest.mark.parametrize(
    "call", ["datetime.now", "datetime.utcnow", "uuid4", "uuid1", "time.time", "random."]
)
def test_the_domain_reads_no_clock_and_rolls_no_dice(call: str) -> None:
    found = [relative(path) for path in DOMAINS if re.search(rf"\b{re.escape(call)}", path.read_text())]
    assert not found, found


def test_no_subscriber_without_a_safe_policy() -> None:
    """FastStream's default acknowledges first and loses paid orders; the one subscriber of the platform says NACK_ON_ERROR."""
    careless = [
        relative(path)
        for path in CODE
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "subscriber"
        and not any(keyword.arg == "ack_policy" for keyword in node.keywords)
    ]
    assert not careless, careless


def texts() -> Iterator[tuple[Path, str]]:
    for path in TRACKED:
        if path.is_file() and path.suffix not in BINARY and path.name != Path(__file__).name:
            yield path, path.read_text(errors="ignore")


def test_no_unfinished_words() -> None:
    word = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]) + r")\b")
    found = [
        relative(path)
        for path, text in texts()
        if path.suffix not in {".lock", ".json"} and word.search(text)
    ]
    assert not found, found


def test_no_registry_and_no_path_of_a_machine() -> None:
    """Another machine reaches other mirrors and has other paths: neither belongs into a file."""
    address = re.compile(
        r"https?://[^\s\"')]*(pypi|npmjs|maven|goproxy|crates\.)|(?<![\w./])/(work|root|home/\w+)/"
    )
    found = [f"{relative(path)}: {hit.group()}" for path, text in texts() if (hit := address.search(text))]
    assert not found, found


def test_the_lock_is_complete() -> None:
    lock = (ROOT / "requirements.lock").read_text()
    pins = re.split(r"\n(?=[a-z0-9])", lock.strip())
    assert len(pins) > 50
    unhashed = [
        pin.split("\n")[0] for pin in pins if "--hash=sha256:" not in pin or "==" not in pin.split("\n")[0]
    ]
    assert not unhashed, unhashed
    assert "file:" not in lock
