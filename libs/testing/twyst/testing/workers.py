"""Which xdist worker runs what: a module's tests stay together, as its fixtures want it, and so do those of some folders.

What takes longest begins first, so that no worker is left alone with it at the end.

pytest-xdist 3.8's own `loadgroup` writes groups into node ids where pytest 9.2 no longer reads them, and then spreads
the tests as if there were none (pytest-dev/pytest-xdist#1386).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling


class ModuleScheduling(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """One worker per module; `together` names folders that count as one module, one line each, with blanks between."""

    def __init__(self, config: Any, log: Any, together: list[str]) -> None:
        super().__init__(config, log)
        self._scopes = {folder: line for line in together for folder in line.split()}
        config.option.loadscopereorder = (
            False  # as collected: the default puts the modules with most tests first
        )

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.partition("::")[0]
        return next(
            (line for folder, line in self._scopes.items() if module.startswith(f"{folder}/")), module
        )


def put_first(items: list[pytest.Item], folders: Sequence[str]) -> None:
    """Tests of these folders before all others, in the folders' order; otherwise nothing moves."""
    items.sort(
        key=lambda item: next(
            (rank for rank, folder in enumerate(folders) if item.nodeid.startswith(f"{folder}/")),
            len(folders),
        )
    )
