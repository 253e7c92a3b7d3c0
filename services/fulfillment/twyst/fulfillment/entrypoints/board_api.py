"""The board: its document, and its live feed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Annotated, Final
from uuid import UUID

import msgspec
from fastapi import APIRouter, Depends, Request
from starlette.responses import Response

from twyst.access.dependencies import VenueScope, require_staff
from twyst.access.permissions import Action
from twyst.fulfillment.application.ports import Boards
from twyst.fulfillment.application.views import Board
from twyst.fulfillment.entrypoints.board_events import STREAM_RESPONSES, BoardFeedPage
from twyst.mailbox.feed import FeedPage
from twyst.runtime.clock import utc_now
from twyst.runtime.feeds import (
    AfterCursor,
    CursorLostError,
    Feed,
    FeedItem,
    StreamTimes,
    WaitSeconds,
    feed_response,
)
from twyst.runtime.wake import Wake

FEED_NAME: Final = "board"
_Viewer = Annotated[VenueScope, Depends(require_staff(Action.VIEW_BOARD))]


def board_router(
    boards: Boards,
    wake: Callable[[str], Wake],
    *,
    recent: timedelta,
    times: StreamTimes | None = None,
    now: Callable[[], datetime] = utc_now,
) -> APIRouter:
    """`wake` gives a stream a waiter for its venue, `recent` is how long finished tickets stay, `times` the streams' rhythm."""
    router = APIRouter(prefix="/v1/venues/{venue_id}", tags=["board"])

    @router.get("/board", summary="The whole board", response_model=Board)
    async def read_board(scope: _Viewer) -> Response:
        """Open and recalled tickets, those finished lately, open calls for staff, and the cursor after which the stream continues."""
        return _json(await boards.read(scope.venue_id, recent=recent))

    @router.get(
        "/board/stream", summary="The board, live", response_model=BoardFeedPage, responses=STREAM_RESPONSES
    )
    async def stream_board(
        scope: _Viewer, request: Request, after: AfterCursor = None, wait: WaitSeconds = 0
    ) -> Response:
        """Server-sent events, to be read with `fetch`; the same as JSON pages when only that is accepted.

        `snapshot` is the board's document, for a client without a cursor. `ticket`, `alarm`, `venue` and `call` each bring
        `server_time` and what changed, whole, under their own name. `reset` says to begin anew without a cursor,
        `hb` comes every ten seconds, and after `bye` come back with the last cursor. 503 while no worker follows orders:
        a board that hears nothing must not look live.
        """
        feed = Feed(
            FEED_NAME,
            read=partial(_read_feed, boards, scope.venue_id, now),
            wake=partial(wake, str(scope.venue_id)),
            snapshot=partial(_snapshot, boards, scope.venue_id, recent),
        )
        until = scope.expires_at
        return await feed_response(
            feed, request, after=after, wait_seconds=wait, until=until, times=times, now=now
        )

    return router


async def _read_feed(
    boards: Boards, venue_id: UUID, now: Callable[[], datetime], after: int, limit: int
) -> Sequence[FeedItem]:
    page: FeedPage = await boards.feed(venue_id, after, limit)
    if not page.complete:
        raise CursorLostError
    return [
        FeedItem(entry.cursor, entry.kind, {"server_time": now(), entry.kind: msgspec.Raw(entry.body)})
        for entry in page.entries
    ]


async def _snapshot(boards: Boards, venue_id: UUID, recent: timedelta) -> FeedItem:
    await boards.check_followed()
    board = await boards.read(venue_id, recent=recent)
    return FeedItem(board.cursor, "snapshot", board)


def _json(content: object) -> Response:
    return Response(msgspec.json.encode(content), media_type="application/json")
