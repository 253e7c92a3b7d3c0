"""Each process imports what it runs and no more: it starts sooner, and cannot do what it was not made for."""

from __future__ import annotations

import subprocess
import sys

import pytest

_KAFKA = {"aiokafka", "faststream"}
_TOKENS = {"joserfc", "cryptography"}
_OPERATOR = "from twyst.ops.__main__ import application; application()"
_AUDITOR = "from twyst.verify.registry import contributed; contributed()"

_WITHOUT = {
    "import twyst.order.main": {"faststream"},
    "import twyst.order.worker": _TOKENS,
    "import twyst.fulfillment.main": _KAFKA | {"stripe"},
    "import twyst.fulfillment.worker": _TOKENS | {"stripe"},
    "import twyst.reconciliation.main": _KAFKA | {"stripe"},
    "import twyst.reconciliation.worker": _TOKENS,
    _OPERATOR: _TOKENS | {"faststream", "fastapi", "uvicorn"},
    _AUDITOR: _TOKENS | {"faststream", "fastapi", "uvicorn"},
}


@pytest.mark.parametrize("program", _WITHOUT)
def test_a_process_does_not_import(program: str) -> None:
    said = subprocess.check_output(
        [sys.executable, "-c", f"{program}\nimport sys\nprint('imported:', *sys.modules)"], text=True, timeout=120
    )  # fmt: skip
    imported = set(said.rpartition("imported:")[2].split())
    assert len(imported) > 100
    assert not imported & _WITHOUT[program]
