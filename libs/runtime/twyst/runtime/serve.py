"""Runs an app as a process: uvicorn on uvloop and httptools, a graceful stop, and an exit code that means something.

asyncio with h11 costs four times the CPU per request, so uvloop and httptools are asked for by name: without them
the process does not start, instead of being slow in silence.
"""

import asyncio
import gc
import signal
import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final, NoReturn

import uvicorn
import uvloop
from prometheus_client import disable_created_metrics
from starlette.types import ASGIApp

from twyst.runtime.app import Runtime, runtime_of
from twyst.runtime.logging import configure_logging
from twyst.runtime.settings import ServiceSettings
from twyst.runtime.shutdown import Shutdown

_BACKLOG: Final = 2048
# Longer than the idle time-out of common load balancers (60 s), so that it is they who close first.
_KEEP_ALIVE_SECONDS: Final = 75
_STOP_SIGNALS: Final = (signal.SIGTERM, signal.SIGINT)


def serve(app: ASGIApp, settings: ServiceSettings, *, runtime: Runtime | None = None) -> NoReturn:
    """Configure logging, serve until a stop signal or a dead background task, and exit the process.

    Exit code 0 after a graceful stop, 1 when a background task died or the start failed. `runtime` is only needed
    when `app` is not what `create_api` made but wraps it.
    """
    running = runtime or runtime_of(app)
    configure_logging(running.service, settings.log_level)
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=settings.port,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        backlog=_BACKLOG,
        timeout_keep_alive=_KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=settings.shutdown_timeout_seconds,
    )
    server = _Server(config, running.shutdown)
    # A second series for each counter, which says when it was created: nobody asks.
    disable_created_metrics()  # type: ignore[no-untyped-call]  # the library leaves this one without types
    # What was imported stays for the life of the process: the collector need not look at it again and again.
    gc.collect()
    gc.freeze()
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(server.serve())
    sys.exit(running.shutdown.exit_code if server.started else 1)


class _Server(uvicorn.Server):
    """uvicorn's server, stopped by our `Shutdown` and telling it when a signal stops it."""

    def __init__(self, config: uvicorn.Config, shutdown: Shutdown) -> None:
        super().__init__(config)
        self._shutdown = shutdown
        shutdown.on_request(self._stop_serving)

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        """Stop on a signal and end with an exit code; uvicorn would raise the signal again and die of it.

        Live streams end as soon as the shutdown begins: uvicorn waits for open connections before it runs the
        lifespan's end, so nobody else would tell them.
        """
        loop = asyncio.get_running_loop()
        for signal_number in _STOP_SIGNALS:
            loop.add_signal_handler(signal_number, self._stop_by_signal, signal_number)
        try:
            yield
        finally:
            for signal_number in _STOP_SIGNALS:
                loop.remove_signal_handler(signal_number)

    def _stop_by_signal(self, signal_number: signal.Signals) -> None:
        # A second signal means that somebody has no patience left.
        self.force_exit = self._shutdown.requested
        self._shutdown.begin(f"signal {signal_number.name}")

    def _stop_serving(self) -> None:
        self.should_exit = True
