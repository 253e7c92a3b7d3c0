"""What the caller of a stack may choose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class StackOptions:
    """What the caller asked for. `ports` are demanded, not preferred; 0 is any free one."""

    without: frozenset[str] = frozenset()
    ports: Mapping[str, int] = field(default_factory=dict)
    table: Path | None = None
