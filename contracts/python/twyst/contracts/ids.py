"""How ids of ours look."""

from __future__ import annotations

import re
from typing import Final

_CANONICAL_UUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def is_canonical_uuid(text: str) -> bool:
    """Lower case and with hyphens, as we write every id: one id has one spelling, and so one key."""
    return _CANONICAL_UUID.fullmatch(text) is not None
