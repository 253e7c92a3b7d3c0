"""Commands to a running supervisor: one JSON line there, one JSON line back, over loopback.

A TCP port and a token instead of a socket file, because the path of a deep checkout is too long for a
socket's name.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Mapping
from typing import Literal

import msgspec

from twyst.devstack.errors import StackError
from twyst.devstack.record import ControlAddress

Action = Literal["start", "stop", "restart"]
Actions = Mapping[Action, Callable[[str], Awaitable[None]]]

_ANSWER_SECONDS = 150.0


class Command(msgspec.Struct, frozen=True):
    token: str
    action: Action
    name: str


class Answer(msgspec.Struct, frozen=True):
    """`error` is the sentence to print, None when the command was carried out."""

    error: str | None


class ControlServer:
    """Takes commands while the stack runs."""

    def __init__(self, actions: Actions) -> None:
        self._actions = actions
        self._token = secrets.token_hex(16)
        self._server: asyncio.Server | None = None

    async def open(self) -> ControlAddress:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return ControlAddress(self._server.sockets[0].getsockname()[1], self._token)

    async def close(self) -> None:
        if self._server is not None:
            self._server.close()
            await self._server.wait_closed()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            answer = await self._answer(await reader.readline())
            writer.write(msgspec.json.encode(answer) + b"\n")
            await writer.drain()
        except ConnectionError:
            # Whoever asked is gone; what was asked is done.
            return
        finally:
            writer.close()

    async def _answer(self, line: bytes) -> Answer:
        try:
            command = msgspec.json.decode(line, type=Command)
            if not secrets.compare_digest(command.token, self._token):
                return Answer("The supervisor does not know this token.")
            await self._actions[command.action](command.name)
        except (msgspec.DecodeError, StackError) as error:
            return Answer(str(error))
        return Answer(None)


async def send_command(address: ControlAddress, action: Action, name: str) -> None:
    """Carry out the command and return when it is done. Raises StackError with the supervisor's sentence."""
    try:
        async with asyncio.timeout(_ANSWER_SECONDS):
            reader, writer = await asyncio.open_connection("127.0.0.1", address.port)
            writer.write(msgspec.json.encode(Command(address.token, action, name)) + b"\n")
            await writer.drain()
            line = await reader.readline()
            writer.close()
        answer = msgspec.json.decode(line, type=Answer)
    except (OSError, TimeoutError, msgspec.DecodeError) as error:
        raise StackError(
            f"The supervisor did not answer: see `twyst-stack logs stack` ({error!r})."
        ) from error
    if answer.error is not None:
        raise StackError(answer.error)
