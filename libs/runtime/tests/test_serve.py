"""A real process: it serves, stops on a signal with code 0, and ends with code 1 when a task dies."""

import asyncio
import json
import os
import signal
import socket
import sys
from contextlib import asynccontextmanager

import httpx
import pytest

PROCESS = """
import asyncio, os
from contextlib import asynccontextmanager
from fastapi import APIRouter, Request, Response
from twyst.runtime.app import create_api
from twyst.runtime.background import BackgroundTask
from twyst.runtime.feeds import AfterCursor, Feed, feed_response
from twyst.runtime.serve import serve
from twyst.runtime.settings import ServiceSettings, load
from twyst.runtime.wake import LocalWake

router = APIRouter()
death = asyncio.Event()

async def read(after, limit):
    return []

@router.get("/stream")
async def stream(request: Request, after: AfterCursor = None) -> Response:
    return await feed_response(Feed("f", read, LocalWake().subscribe), request, after=after)

@router.post("/die")
async def die() -> None:
    death.set()

@router.get("/loop")
async def loop() -> str:
    return type(asyncio.get_running_loop()).__module__

async def mortal(stop):
    done, pending = await asyncio.wait(
        [asyncio.ensure_future(stop.wait()), asyncio.ensure_future(death.wait())],
        return_when=asyncio.FIRST_COMPLETED,
    )
    for task in pending:
        task.cancel()
    if not stop.requested:
        raise RuntimeError("mortal")

@asynccontextmanager
async def lifespan(runtime):
    if os.environ.get("FAIL_AT_START"):
        raise RuntimeError("no start")
    yield [BackgroundTask("mortal", mortal)]

settings = load(ServiceSettings)
serve(create_api("test", settings, title="Test", version="1", routers=[router], lifespan=lifespan), settings)
"""


@pytest.fixture
def port():
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        return chosen.getsockname()[1]


@asynccontextmanager
async def running(port, **environment):
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        PROCESS,
        env={**os.environ, "TWYST_ENVIRONMENT": "test", "TWYST_PORT": str(port), **environment},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.communicate()


async def ready(process) -> None:
    """Wait for the line that says it listens."""
    while line := await process.stdout.readline():
        if b"Uvicorn running" in line:
            return
    raise AssertionError("the process ended")


async def test_a_signal_ends_streams_and_the_process_with_code_0(port):
    async with running(port) as process:
        await ready(process)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=20) as client:
            assert (await client.get("/loop")).json() == "uvloop"
            answer = await client.get("/readyz")
            assert answer.status_code == 200
            assert "server" not in answer.headers
            async with client.stream("GET", "/stream") as stream:
                lines = stream.aiter_lines()
                assert await anext(lines) == "event: hb"
                process.send_signal(signal.SIGTERM)
                rest = [line async for line in lines]
        assert "event: bye" in rest
        output, _ = await process.communicate()
        assert process.returncode == 0
        messages = [json.loads(line)["message"] for line in output.splitlines()]
        assert "shutdown begins" in messages
        assert "Application shutdown complete." in messages


async def test_a_dead_background_task_ends_the_process_with_code_1(port):
    async with running(port) as process:
        await ready(process)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=20) as client:
            await client.post("/die")
        output, _ = await process.communicate()
        assert process.returncode == 1
        assert b"background task died" in output


async def test_a_start_that_fails_ends_with_an_error_code(port):
    async with running(port, FAIL_AT_START="1") as process:
        output, _ = await process.communicate()
        assert process.returncode not in {0, None}
        assert b"no start" in output
