"""`--stack=docker`: the same platform from docker-compose.yml, for those who have a Docker engine."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path

from twyst.devstack.errors import StackError

_EMBEDDED = "leave out --stack=docker for the embedded stack, which needs none"


def up_arguments(without: Iterable[str], *, detach: bool) -> list[str]:
    scale = [f"--scale={name}=0" for name in sorted(without)]
    return ["up", "--build", *(["--detach"] if detach else []), *scale]


def port_variables(ports: Mapping[str, int]) -> dict[str, str]:
    """What docker-compose.yml calls the published port of a process or server, and what follows from the web's."""
    variables = {f"TWYST_PORT_{name.upper().replace('-', '_')}": str(port) for name, port in ports.items()}
    if (web := ports.get("web")) is not None:
        origins = [f"http://{host}:{web}" for host in ("127.0.0.1", "localhost")]
        variables |= {"TWYST_WEB_URL": origins[0], "TWYST_CORS_ORIGINS": ",".join(origins)}
    return variables


def compose(root: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> int:
    """Run docker compose in the repository; its exit code. Raises StackError without an engine.

    Compose finds the files by itself, so that what a machine needs besides can stand in `docker-compose.override.yml`.
    """
    if not (root / "docker-compose.yml").is_file():
        raise StackError(f"There is no docker-compose.yml in {root}: run the stack from a complete checkout.")
    return subprocess.run(
        [*_compose_command(), *arguments], cwd=root, env={**(environment or {}), **os.environ}, check=False
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
