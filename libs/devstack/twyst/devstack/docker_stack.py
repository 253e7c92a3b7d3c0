"""`--stack=docker`: the same platform from docker-compose.yml, for those who have a Docker engine."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

from twyst.devstack.errors import StackError

_EMBEDDED = "leave out --stack=docker for the embedded stack, which needs none"


def compose(root: Path, *arguments: str) -> int:
    """Run docker compose on the repository's file; its exit code. Raises StackError without an engine."""
    if not (root / "docker-compose.yml").is_file():
        raise StackError(f"There is no docker-compose.yml in {root}: run the stack from a complete checkout.")
    command = _compose_command()
    return subprocess.run(
        [*command, "-f", str(root / "docker-compose.yml"), *arguments], cwd=root, check=False
    ).returncode


def engine_answers() -> bool:
    return shutil.which("docker") is not None and _succeeds("docker", "info")


def _compose_command() -> tuple[str, ...]:
    if not engine_answers():
        raise StackError(f"No Docker engine answers: start Docker, or {_EMBEDDED}.")
    if _succeeds("docker", "compose", "version"):
        return ("docker", "compose")
    if shutil.which("docker-compose") is not None:
        return ("docker-compose",)
    raise StackError(f"Docker has no compose command: install the compose plugin, or {_EMBEDDED}.")


def _succeeds(*command: str) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
