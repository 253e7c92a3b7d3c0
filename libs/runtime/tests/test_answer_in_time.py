"""A request is answered in time, whatever it waits for; a stream that has begun goes on."""

import asyncio

import pytest
from fastapi import APIRouter
from starlette.responses import StreamingResponse

from twyst.runtime.app import create_api


@pytest.fixture
def cancelled() -> list[str]:
    return []


@pytest.fixture
async def client(settings, client_of, cancelled):
    router = APIRouter()

    @router.post("/waits-for-ever")
    async def waits_for_ever() -> None:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            cancelled.append("waits_for_ever")
            raise

    @router.get("/times-out-by-itself")
    async def times_out_by_itself() -> None:
        raise TimeoutError("of its own")

    @router.get("/streams")
    async def streams() -> StreamingResponse:
        async def parts():
            yield "one, "
            await asyncio.sleep(0.3)
            yield "two"

        return StreamingResponse(parts())

    app = create_api("test", settings, title="Test", version="1", routers=[router], answer_within_seconds=0.1)
    async with client_of(app) as client:
        yield client


async def test_what_takes_too_long_is_given_up_and_answered(client, cancelled):
    answer = await client.post("/waits-for-ever", json={})
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["retry-after"] == "2"
    assert answer.json()["type"].endswith("temporarily-unavailable")
    assert cancelled == ["waits_for_ever"]


async def test_another_time_out_is_what_it_was(client):
    assert (await client.get("/times-out-by-itself")).status_code == 500


async def test_a_stream_that_has_begun_goes_on(client):
    assert (await client.get("/streams")).text == "one, two"
