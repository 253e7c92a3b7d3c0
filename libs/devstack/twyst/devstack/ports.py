"""Free TCP ports on the loopback address."""

from __future__ import annotations

import random
import socket
import sys

import psutil

from twyst.devstack.errors import StackError
from twyst.devstack.leftovers import stack_of

# Below the kernel's ephemeral range: a client that reconnects to a dead server inside that range can be given
# the server's own port as its source, connect to itself, and so keep the server from coming back.
_FIRST_PORT, _LAST_PORT = 20_000, 29_999
_ATTEMPTS = 200

_random = random.SystemRandom()


def is_free(port: int) -> bool:
    """True when a server could listen on the port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            probe.listen(1)
        except OSError:
            return False
    return True


def holder_of(port: int) -> str:
    """Who listens on the port, as the end of a sentence; empty when the system does not tell."""
    try:
        connections = psutil.net_connections("tcp")
    except psutil.AccessDenied:
        return ""
    for connection in connections:
        if connection.status == psutil.CONN_LISTEN and connection.laddr.port == port and connection.pid:
            stack = stack_of(connection.pid)
            if stack is not None:
                return f" by the stack of {stack} (`make down` there stops it)"
            return f" by process {connection.pid}"
    return ""


class Ports:
    """Hands out ports, none of them twice.

    Nobody else on this machine is handed them either, as long as this object lives: a server listens only seconds after
    its port was chosen, and meanwhile the port still looks free to a stack that starts at the same time.
    """

    def __init__(self) -> None:
        self._taken: dict[int, socket.socket | None] = {}

    def preferred(self, port: int) -> int:
        """The port itself when it is free, else another free one."""
        return port if self._take(port) else self.any()

    def exactly(self, port: int, owner: str) -> int:
        """The port, or a StackError: the operator named it."""
        if not self._take(port):
            raise StackError(
                f"Port {port}, which {owner} was told to use, is taken{holder_of(port)}: "
                "stop that or name another."
            )
        return port

    def any(self) -> int:
        for _ in range(_ATTEMPTS):
            port = _random.randint(_FIRST_PORT, _LAST_PORT)
            if self._take(port):
                return port
        raise StackError(
            f"No free port between {_FIRST_PORT} and {_LAST_PORT}: stop some servers and try again."
        )

    def _take(self, port: int) -> bool:
        if port in self._taken or not is_free(port):
            return False
        try:
            self._taken[port] = _claimed(port) if sys.platform == "linux" else None
        except OSError:
            return False
        return True


def _claimed(port: int) -> socket.socket:
    """A socket whose name says that the port is taken; OSError when somebody else's says so.

    The name is in Linux's abstract namespace, which is one per network as the ports are, asks for no permission, and
    forgets the name when the process ends, however it ends.
    """
    claim = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    try:
        claim.bind(f"\0twyst-port-{port}")
    except OSError:
        claim.close()
        raise
    return claim
