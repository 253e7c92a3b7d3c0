"""Lengths of time as an operator writes them."""

from __future__ import annotations

import re
from datetime import timedelta

_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


def duration(text: str) -> timedelta:
    """`90s`, `10m`, `2h` or `7d`. ValueError says how to write one."""
    parsed = re.fullmatch(r"(\d+(?:\.\d+)?)([smhd])", text.strip())
    if parsed is None:
        raise ValueError(f"{text!r} is no duration: write it as 30s, 5m, 2h or 7d")
    return timedelta(seconds=float(parsed.group(1)) * _UNITS[parsed.group(2)])
