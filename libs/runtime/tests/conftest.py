"""An API that stores notes, a board with a feed, and what the tests of both ask and check."""

import math
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Annotated, Any

import httpx
import pytest
from fastapi import APIRouter, Body, FastAPI, Query, Request, Response
from pydantic import BaseModel, Field
from starlette.responses import PlainTextResponse

from twyst.runtime.app import create_api
from twyst.runtime.feeds import (
    FEED_RESPONSES,
    AfterCursor,
    CursorLostError,
    Feed,
    FeedItem,
    StreamTimes,
    WaitSeconds,
    feed_response,
)
from twyst.runtime.problems import PROBLEM_MEDIA_TYPE
from twyst.runtime.settings import Profile, ServiceSettings
from twyst.runtime.wake import LocalWake

QUIET = StreamTimes(heartbeat_seconds=60, poll_seconds=60, pause_seconds=0)


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch):
    for name in [name for name in os.environ if name.startswith("TWYST_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def settings() -> ServiceSettings:
    return ServiceSettings(
        environment="test",
        profile=Profile.PRODUCTION,
        cors_origins=("https://eat.example",),
        max_body_bytes=4096,
    )


@pytest.fixture
def client_of() -> Callable[[FastAPI], httpx.AsyncClient]:
    def make(app: FastAPI) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")

    return make


class Note(BaseModel):
    text: str = Field(max_length=200)
    count: int = Field(ge=0, lt=2**31)
    more: Any = None


def store(value: Any) -> None:
    """What PostgreSQL does with a value: it fails for NUL, lone surrogates, more than 64 bits, and NaN in JSON."""
    match value:
        case str():
            assert "\x00" not in value
            value.encode()
        case int():
            assert -(2**63) <= value < 2**63
        case float():
            assert math.isfinite(value)
        case list():
            for item in value:
                store(item)
        case dict():
            store([*value.keys(), *value.values()])


notes_router = APIRouter()


@notes_router.post("/notes")
async def write_note(note: Note) -> Note:
    store(note.model_dump())
    return note


@notes_router.post("/anything")
async def write_anything(body: Annotated[Any, Body()]) -> Any:
    store(body)
    return {"got": body}


@notes_router.get("/find/{name}")
async def find(name: str, limit: Annotated[int, Query(le=100)] = 10) -> dict[str, Any]:
    assert "\x00" not in name
    return {"name": name, "limit": limit}


@notes_router.get("/text")
async def text() -> PlainTextResponse:
    return PlainTextResponse("x", headers={"Cache-Control": "max-age=60"})


@pytest.fixture(scope="session")
def notes() -> APIRouter:
    """Routes that take a body, a path and a query, and fail for what a database cannot store."""
    return notes_router


@pytest.fixture(scope="session")
def document_of() -> Callable[[httpx.Response, int], dict[str, Any]]:
    """`document_of(answer, status)` is the problem document of an answer, checked for what every one must have."""

    def checked(answer: httpx.Response, status: int) -> dict[str, Any]:
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"] == PROBLEM_MEDIA_TYPE
        document = answer.json()
        assert document["status"] == status
        assert document["title"]
        assert document["trace_id"] in answer.headers["traceparent"]
        return document

    return checked


@dataclass
class Board:
    """A table of events whose cursor is the row number, with everything up to `pruned` gone."""

    rows: list[str] = field(default_factory=list)
    pruned: int = 0
    times: StreamTimes = QUIET
    wake: LocalWake = field(default_factory=LocalWake)
    broken: bool = False
    with_snapshot: bool = True
    until: datetime | None = None
    now: datetime = datetime(2026, 6, 1, 12, tzinfo=UTC)

    def add(self, *rows: str) -> None:
        self.rows.extend(rows)
        self.wake.notify()

    async def read(self, after: int, limit: int) -> list[FeedItem]:
        if self.broken:
            raise ConnectionError("database away")
        if not self.pruned <= after <= len(self.rows):
            raise CursorLostError
        found = enumerate(self.rows[after : after + limit], start=after + 1)
        return [FeedItem(cursor, "order", {"row": row}) for cursor, row in found]

    async def snapshot(self) -> FeedItem:
        return FeedItem(len(self.rows), "snapshot", {"rows": self.rows})

    @property
    def feed(self) -> Feed:
        return Feed("board", self.read, self.wake.subscribe, self.snapshot if self.with_snapshot else None)


@pytest.fixture
def board() -> Board:
    return Board()


@pytest.fixture
def board_app(settings, board) -> FastAPI:
    """The board's feed at `/stream`."""
    router = APIRouter()

    @router.get("/stream", responses=FEED_RESPONSES)
    async def stream(request: Request, after: AfterCursor = None, wait: WaitSeconds = 0) -> Response:
        return await feed_response(
            board.feed,
            request,
            after=after,
            wait_seconds=wait,
            until=board.until,
            times=board.times,
            now=lambda: board.now,
        )

    return create_api("test", settings, title="Test", version="1", routers=[router])
