"""The servers that processes talk to, and where each of a stack is."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

from journeys.live_stack import LiveStack

Server = Literal["kafka", "postgres", "sandbox"]


def address_of(stack: LiveStack, server: Server) -> tuple[str, int]:
    """Host and port as the stack's processes name them."""
    described = stack.describe()
    urls = {
        "kafka": f"kafka://{described['kafka']['bootstrap']}",
        "postgres": described["postgres"]["order"],
        "sandbox": described["urls"]["sandbox"],
    }
    parts = urlsplit(urls[server])
    assert parts.hostname is not None
    assert parts.port is not None
    return parts.hostname, parts.port
