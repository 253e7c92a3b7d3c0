"""Which xdist worker runs what: a module's tests stay together, as its fixtures want it, and so do those of some folders.

pytest-xdist 3.8's own `loadgroup` writes groups into node ids where pytest 9.2 no longer reads them, and then spreads
the tests as if there were none (pytest-dev/pytest-xdist#1386).
"""

from __future__ import annotations

from typing import Any

from xdist.scheduler import LoadScopeScheduling


class ModuleScheduling(LoadScopeScheduling):  # type: ignore[misc]  # xdist has no types
    """One worker per module; `together` names folders that count as one module, one line each, with blanks between."""

    def __init__(self, config: Any, log: Any, together: list[str]) -> None:
        super().__init__(config, log)
        self._scopes = {folder: line for line in together for folder in line.split()}

    def _split_scope(self, nodeid: str) -> str:
        module = nodeid.partition("::")[0]
        return next(
            (line for folder, line in self._scopes.items() if module.startswith(f"{folder}/")), module
        )
