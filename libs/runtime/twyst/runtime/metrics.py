"""Prometheus metrics from definitions: every metric is declared once, as data that docs and dashboards can list.

A service declares its own beside its code and hands them to `create_api`:

    ORDERS_MOVED = counter("twyst_order_transitions_total", "Lifecycle steps.", "from", "to")
    metrics.counter(ORDERS_MOVED).labels("CREATED", "PAYMENT_PENDING").inc()
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Final

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    GCCollector,
    Histogram,
    PlatformCollector,
    ProcessCollector,
)
from prometheus_client.exposition import choose_encoder
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send


class MetricKind(StrEnum):
    """What a metric is; the names are Prometheus's."""

    COUNTER = "counter"
    GAUGE = "gauge"
    HISTOGRAM = "histogram"


DEFAULT_BUCKETS_SECONDS: Final = (
    0.001,
    0.0025,
    0.005,
    0.01,
    0.025,
    0.05,
    0.1,
    0.25,
    0.5,
    1.0,
    2.5,
    5.0,
    10.0,
    60.0,
)


@dataclass(frozen=True, slots=True)
class MetricDefinition:
    """One metric: its name with unit, what it says, and its labels (never an order, venue or event id)."""

    name: str
    kind: MetricKind
    help: str
    labels: tuple[str, ...] = ()
    buckets: tuple[float, ...] = DEFAULT_BUCKETS_SECONDS


def counter(name: str, text: str, *labels: str) -> MetricDefinition:
    """A count of events; the name ends in `_total`."""
    return MetricDefinition(name, MetricKind.COUNTER, text, labels)


def gauge(name: str, text: str, *labels: str) -> MetricDefinition:
    """A value that goes up and down."""
    return MetricDefinition(name, MetricKind.GAUGE, text, labels)


def histogram(
    name: str,
    text: str,
    *labels: str,
    buckets: tuple[float, ...] = DEFAULT_BUCKETS_SECONDS,
) -> MetricDefinition:
    """A distribution, of seconds unless the name says otherwise."""
    return MetricDefinition(name, MetricKind.HISTOGRAM, text, labels, buckets)


HTTP_REQUESTS: Final = counter(
    "twyst_http_requests_total",
    "HTTP requests answered, by route template.",
    "method",
    "route",
    "status",
)
HTTP_SECONDS: Final = histogram(
    "twyst_http_response_start_seconds",
    "Time from a request's arrival to the first byte of its answer; a live stream's duration is not latency.",
    "method",
    "route",
)
TASKS_FAILED: Final = counter(
    "twyst_background_task_failures_total",
    "Background tasks that died; each ends the process.",
    "task",
)
FEED_STREAMS: Final = gauge("twyst_feed_streams", "Open live streams.", "feed")
RUNTIME_METRICS: Final = (HTTP_REQUESTS, HTTP_SECONDS, TASKS_FAILED, FEED_STREAMS)


_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class Metrics:
    """The metrics of one process, in a registry of its own."""

    def __init__(self, definitions: Iterable[MetricDefinition] = ()) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        PlatformCollector(registry=self.registry)
        GCCollector(registry=self.registry)
        self._collectors: dict[MetricDefinition, Counter | Gauge | Histogram] = {}
        self._totals: dict[tuple[MetricDefinition, tuple[str, ...]], float] = {}
        self._refreshes: list[Callable[[], None]] = []
        self.register(RUNTIME_METRICS)
        self.register(definitions)

    @property
    def definitions(self) -> tuple[MetricDefinition, ...]:
        """Every metric that this process can show."""
        return tuple(self._collectors)

    def register(self, definitions: Iterable[MetricDefinition]) -> None:
        """Declare metrics, so that they are shown before their first sample; again is harmless."""
        for definition in definitions:
            if definition not in self._collectors:
                self._collectors[definition] = self._collector(definition)

    def counter(self, definition: MetricDefinition) -> Counter:
        found = self._collectors[definition]
        assert isinstance(found, Counter), f"{definition.name} is a {definition.kind}"
        return found

    def gauge(self, definition: MetricDefinition) -> Gauge:
        found = self._collectors[definition]
        assert isinstance(found, Gauge), f"{definition.name} is a {definition.kind}"
        return found

    def histogram(self, definition: MetricDefinition) -> Histogram:
        found = self._collectors[definition]
        assert isinstance(found, Histogram), f"{definition.name} is a {definition.kind}"
        return found

    def count_up_to(self, definition: MetricDefinition, total: float, *labels: str) -> None:
        """Bring a counter to a total that is counted elsewhere since the start of this process."""
        found = self.counter(definition)
        before = self._totals.get((definition, labels), 0.0)
        self._totals[definition, labels] = total
        (found.labels(*labels) if labels else found).inc(max(total - before, 0.0))

    def before_scrape(self, refresh: Callable[[], None]) -> None:
        """Have something brought up to date whenever the page is read; it must not wait for anything."""
        self._refreshes.append(refresh)

    def exposition(self, accept: str = "") -> tuple[bytes, str]:
        """The page that Prometheus reads, and its content type."""
        for refresh in self._refreshes:
            refresh()
        encode, content_type = choose_encoder(accept)
        return encode(self.registry), content_type

    def _collector(self, definition: MetricDefinition) -> Counter | Gauge | Histogram:
        name, text, labels = definition.name, definition.help, definition.labels
        if definition.kind is MetricKind.COUNTER:
            return Counter(name, text, labels, registry=self.registry)
        if definition.kind is MetricKind.GAUGE:
            return Gauge(name, text, labels, registry=self.registry)
        return Histogram(name, text, labels, registry=self.registry, buckets=definition.buckets)


async def metrics_endpoint(request: Request, metrics: Metrics) -> Response:
    """Answer `/metrics`."""
    body, content_type = metrics.exposition(request.headers.get("accept", ""))
    return Response(body, headers={"content-type": content_type})


class HttpMetricsMiddleware:
    """Counts and times requests by route template, never by path: a path holds ids."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        requests, seconds = metrics.counter(HTTP_REQUESTS), metrics.histogram(HTTP_SECONDS)
        # Finding a labelled child costs more than counting with it; there are no more of them than the labels allow.
        self._requests_of = cache(requests.labels)
        self._seconds_of = cache(seconds.labels)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began = time.perf_counter()

        async def send_and_count(message: Message) -> None:
            if message["type"] == "http.response.start":
                method, route = _method(scope), _route_template(scope)
                self._requests_of(method, route, message["status"]).inc()
                self._seconds_of(method, route).observe(time.perf_counter() - began)
            await send(message)

        await self._app(scope, receive, send_and_count)


def _method(scope: Scope) -> str:
    method: str = scope["method"]
    return method if method in _METHODS else "OTHER"


def _route_template(scope: Scope) -> str:
    return getattr(scope.get("route"), "path", "unmatched")
