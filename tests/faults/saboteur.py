"""Run a process of the platform as it is, but for one step at which it is killed, frozen, or gets an exception.

python -m faults.saboteur PLAN MODULE [WORD…]

is `python -m MODULE WORD…` with the sabotage that the JSON file PLAN describes. Before the deed is done it is written
to the plan's `diary`. The plan may also lead connections elsewhere: to a proxy that harms them.
"""

from __future__ import annotations

import asyncio
import functools
import importlib
import inspect
import json
import os
import runpy
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextvars import ContextVar
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Literal

import uvloop
from faults.points import Point, named

Deed = Literal["kill", "raise", "stop"]


class Sabotage(RuntimeError):
    """An exception that nobody could have expected at that step."""


@dataclass(frozen=True)
class Plan:
    """`routes` lead "host:port" to a port of this machine."""

    diary: str
    point: str | None = None
    deed: Deed = "kill"
    routes: Mapping[str, int] = field(default_factory=dict)

    def write(self) -> Path:
        """Into a file beside the diary, for `python -m faults.saboteur`."""
        path = Path(self.diary).with_suffix(".json")
        path.write_text(json.dumps(asdict(self)))
        return path

    def strikes(self) -> int:
        """How often the deed was done."""
        diary = Path(self.diary)
        return len(diary.read_text().splitlines()) if diary.exists() else 0


class _Striker:
    """Counts the calls of one point, and strikes at the one that is meant."""

    def __init__(self, point: Point, deed: Deed, diary: Path) -> None:
        self.point = point
        self._deed = deed
        self._diary = diary
        self._left = point.hit
        self.inside: ContextVar[bool] = ContextVar("inside", default=not point.within)

    def counts(self, arguments: tuple[Any, ...]) -> bool:
        """Whether this call is the one."""
        if not self.inside.get() or (
            self.point.request and type(arguments[1]).__name__ != self.point.request
        ):
            return False
        self._left -= 1
        return self._left == 0

    def strike(self) -> None:
        with self._diary.open("a") as diary:
            diary.write(f"{self._deed} at {self.point.name}\n")
            diary.flush()
            os.fsync(diary.fileno())
        if self._deed == "raise":
            raise Sabotage(f"at {self.point.name}: {self.point.says}")
        os.kill(os.getpid(), signal.SIGKILL if self._deed == "kill" else signal.SIGSTOP)

    async def strike_during(self, call: Awaitable[Any]) -> Any:
        """Let the call be sent. An exception hides an answer that has come; all else happens before it is read."""
        doing = asyncio.ensure_future(call)
        if self._deed == "raise":
            await doing
        else:
            for _ in range(3):  # the loop sends at the end of a turn
                await asyncio.sleep(0)
        self.strike()
        return await doing


def resolve(target: str) -> tuple[Any, str]:
    """The module or class that has the function, and the function's name. Raises when there is none."""
    module, _, qualname = target.partition(":")
    *owners, name = qualname.split(".")
    owner: Any = importlib.import_module(module)
    for each in owners:
        owner = getattr(owner, each)
    if not callable(vars(owner)[name]):
        raise TypeError(f"{target} is no function")
    return owner, name


def sabotage(point: Point, deed: Deed, diary: Path) -> None:
    """Put the striker around the point's function, in this process."""
    striker = _Striker(point, deed, diary)
    owner, name = resolve(point.target)
    setattr(owner, name, _around(vars(owner)[name], striker))
    if point.within:
        owner, name = resolve(point.within)
        setattr(owner, name, _marking(vars(owner)[name], striker.inside))


def _around(real: Callable[..., Any], striker: _Striker) -> Callable[..., Any]:
    if striker.point.moment == "during":

        @functools.wraps(real)
        def during(*arguments: Any, **how: Any) -> Any:
            is_meant = striker.counts(arguments)
            call = real(*arguments, **how)
            return striker.strike_during(call) if is_meant else call

        return during
    return _around_async(real, striker) if inspect.iscoroutinefunction(real) else _before(real, striker)


def _before(real: Callable[..., Any], striker: _Striker) -> Callable[..., Any]:
    @functools.wraps(real)
    def before(*arguments: Any, **how: Any) -> Any:
        if striker.counts(arguments):
            striker.strike()
        return real(*arguments, **how)

    return before


def _around_async(real: Callable[..., Any], striker: _Striker) -> Callable[..., Any]:
    @functools.wraps(real)
    async def around(*arguments: Any, **how: Any) -> Any:
        if striker.point.moment == "before":
            if striker.counts(arguments):
                striker.strike()
            return await real(*arguments, **how)
        answer = await real(*arguments, **how)
        if (answer or not striker.point.answered) and striker.counts(arguments):
            striker.strike()
        return answer

    return around


def _marking(real: Callable[..., Any], inside: ContextVar[bool]) -> Callable[..., Any]:
    @functools.wraps(real)
    async def marking(*arguments: Any, **how: Any) -> Any:
        token = inside.set(True)
        try:
            return await real(*arguments, **how)
        finally:
            inside.reset(token)

    return marking


def lead(routes: Mapping[str, int]) -> None:
    """Make the event loop of this process, which is uvloop's, connect to where the routes lead."""

    class Led(uvloop.Loop):
        async def create_connection(
            self, protocol_factory: Any, host: Any = None, port: Any = None, **how: Any
        ) -> Any:
            if f"{host}:{port}" in routes:
                host, port = "127.0.0.1", routes[f"{host}:{port}"]
            return await super().create_connection(protocol_factory, host, port, **how)

    uvloop.Loop = Led


def main() -> None:
    """Prepare the sabotage, then become the process."""
    plan = Plan(**json.loads(Path(sys.argv[1]).read_text()))
    if plan.point:
        sabotage(named(plan.point), plan.deed, Path(plan.diary))
    if plan.routes:
        lead(plan.routes)
    module = sys.argv[2]
    sys.argv = [module, *sys.argv[3:]]
    runpy.run_module(module, run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    main()
