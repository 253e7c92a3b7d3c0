"""Feeds as JSON: the content of the stream page by page, for clients that poll."""

import asyncio

import pytest

from twyst.runtime.app import runtime_of


async def test_the_same_content_as_json(board_app, board, client_of):
    board.add("a", "b")
    async with client_of(board_app) as client:
        client.headers["accept"] = "application/json"
        first = (await client.get("/stream")).json()
        page = (await client.get("/stream?after=1")).json()
        nothing = (await client.get("/stream?after=2")).json()
        lost = (await client.get("/stream?after=7")).json()
    assert [event["event"] for event in first["events"]] == ["snapshot"]
    assert page == {"events": [{"id": 2, "event": "order", "data": {"row": "b"}}], "cursor": 2, "more": False}
    assert nothing == {"events": [], "cursor": 2, "more": False}
    assert [event["event"] for event in lost["events"]] == ["reset"]


async def test_a_long_poll_waits_for_news_and_no_longer_than_the_process(board_app, board, client_of):
    async with client_of(board_app) as client:
        client.headers["accept"] = "application/json"
        waiting = asyncio.create_task(client.get("/stream?after=0&wait=25"))
        await asyncio.sleep(0.01)
        board.add("a")
        assert [event["id"] for event in (await waiting).json()["events"]] == [1]
        waiting = asyncio.create_task(client.get("/stream?after=1&wait=25"))
        await asyncio.sleep(0.01)
        runtime_of(board_app).shutdown.begin("test")
        assert (await waiting).json()["events"] == []


@pytest.mark.parametrize("after", ["-1", "x", str(2**63)])
async def test_a_cursor_that_is_no_cursor_is_a_problem(board_app, client_of, after):
    async with client_of(board_app) as client:
        assert (await client.get(f"/stream?after={after}")).status_code == 422
