"""The ASGI app that every Twyst process is, API and worker alike.

A composition root makes its routers and a lifespan that opens what the process needs and yields the background
tasks; the rest is the same everywhere:

    @asynccontextmanager
    async def lifespan(runtime: Runtime) -> AsyncIterator[Sequence[BackgroundTask]]:
        async with open_engine(settings) as engine:
            runtime.health.add_check("database", partial(ping, engine))
            yield [BackgroundTask("relay", Relay(engine).run)]

    app = create_api("order-worker", settings, title="Twyst order worker", version=__version__, lifespan=lifespan)
    serve(app, settings)
"""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

from fastapi import APIRouter, FastAPI, Request
from fastapi.middleware.cors import CORSMiddleware
from fastapi.routing import APIRoute
from starlette.responses import JSONResponse, Response

from twyst.runtime.answer_in_time import AnswerInTimeMiddleware
from twyst.runtime.background import BackgroundTask, supervise
from twyst.runtime.health import Health, Verdict
from twyst.runtime.metrics import HttpMetricsMiddleware, MetricDefinition, Metrics, metrics_endpoint
from twyst.runtime.problems import (
    PROBLEM_MEDIA_TYPE,
    ProblemDocument,
    ProblemFactory,
    UnexpectedErrorMiddleware,
    install_problems,
)
from twyst.runtime.request_guard import RequestGuardMiddleware
from twyst.runtime.security_headers import SecurityHeadersMiddleware
from twyst.runtime.settings import Profile, ServiceSettings
from twyst.runtime.shutdown import Shutdown
from twyst.runtime.tracing import TracingMiddleware

_CORS_REQUEST_HEADERS: Final = (
    "Authorization",
    "Idempotency-Key",
    "Content-Type",
    "Accept-Language",
    "If-Match",
    "If-None-Match",
    "traceparent",
)
_CORS_RESPONSE_HEADERS: Final = ("traceparent", "Retry-After", "ETag", "Location")
_DOCS_PATH: Final = "/docs"


@dataclass(frozen=True, slots=True)
class Runtime:
    """What a process has one of; a request finds it with `runtime_of(request.app)`."""

    service: str
    health: Health
    metrics: Metrics
    shutdown: Shutdown


Lifespan = Callable[[Runtime], AbstractAsyncContextManager[Sequence[BackgroundTask] | None]]
"""Opens what the process needs, yields the background tasks in the order of their start, and closes it all."""


def create_api(
    service: str,
    settings: ServiceSettings,
    *,
    title: str,
    version: str,
    description: str = "",
    routers: Iterable[APIRouter] = (),
    lifespan: Lifespan | None = None,
    problems: Mapping[type[Exception], ProblemFactory] | None = None,
    metrics: Iterable[MetricDefinition] = (),
    answer_within_seconds: float | None = None,
) -> FastAPI:
    """The app of a process: its routers, and beside them health, metrics, problems, tracing, CORS and limits.

    `problems` says how the service's own exceptions are answered. Function names of routes are operation ids in
    `/openapi.json`, so they are unique within a service.
    """
    shutdown = Shutdown()
    runtime = Runtime(service, Health(shutdown), Metrics(metrics), shutdown)
    local = settings.profile is Profile.LOCAL
    app = FastAPI(
        title=title,
        version=version,
        description=description,
        lifespan=_asgi_lifespan(runtime, settings, lifespan),
        docs_url=_DOCS_PATH if local else None,
        redoc_url=None,
        generate_unique_id_function=_operation_id,
        responses=_PROBLEM_RESPONSES,
        separate_input_output_schemas=False,
    )
    app.state.runtime = runtime
    install_problems(app, problems)
    for router in routers:
        app.include_router(router)
    app.include_router(_operations(runtime))
    if answer_within_seconds is not None:
        app.add_middleware(AnswerInTimeMiddleware, within_seconds=answer_within_seconds)
    _add_middleware(app, settings, runtime)
    _describe_problems(app)
    return app


def runtime_of(app: Any) -> Runtime:
    """The runtime of an app that `create_api` made; `request.app` is one."""
    runtime = app.state.runtime
    assert isinstance(runtime, Runtime)
    return runtime


def _asgi_lifespan(
    runtime: Runtime,
    settings: ServiceSettings,
    lifespan: Lifespan | None,
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def run(_app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            tasks = await stack.enter_async_context(lifespan(runtime)) if lifespan else ()
            supervised = supervise(
                tasks or (),
                runtime.shutdown,
                runtime.metrics,
                stop_timeout_seconds=settings.shutdown_timeout_seconds,
            )
            await stack.enter_async_context(supervised)
            yield

    return run


def _add_middleware(app: FastAPI, settings: ServiceSettings, runtime: Runtime) -> None:
    # The last one added is the first to see a request. CORS stands outside of all that can answer with an error,
    # because a browser shows a script no answer without its headers.
    app.add_middleware(RequestGuardMiddleware, max_body_bytes=settings.max_body_bytes)
    app.add_middleware(UnexpectedErrorMiddleware)
    if settings.cors_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=settings.cors_origins,
            allow_methods=("GET", "POST", "PUT", "PATCH", "DELETE"),
            allow_headers=_CORS_REQUEST_HEADERS,
            expose_headers=_CORS_RESPONSE_HEADERS,
            max_age=3600,
        )
    app.add_middleware(
        SecurityHeadersMiddleware,
        strict_transport=settings.profile is Profile.PRODUCTION,
        docs_paths=frozenset({_DOCS_PATH}),
    )
    app.add_middleware(TracingMiddleware)
    app.add_middleware(HttpMetricsMiddleware, metrics=runtime.metrics)


def _operations(runtime: Runtime) -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/livez")
    async def livez() -> Response:
        return _health_response(runtime.health.liveness())

    @router.get("/readyz")
    async def readyz() -> Response:
        return _health_response(await runtime.health.readiness())

    @router.get("/metrics")
    async def metrics(request: Request) -> Response:
        return await metrics_endpoint(request, runtime.metrics)

    return router


def _health_response(verdict: Verdict) -> Response:
    if verdict.good:
        return JSONResponse({"status": "ok"})
    return JSONResponse({"status": "failing", "failures": verdict.failures}, status_code=503)


def _operation_id(route: APIRoute) -> str:
    return route.name


_PROBLEM_SCHEMA: Final = "Problem"
_PROBLEM_RESPONSES: Final[dict[int | str, dict[str, Any]]] = {
    "default": {
        "description": "The request failed; the problem document says why.",
        "content": {PROBLEM_MEDIA_TYPE: {"schema": {"$ref": f"#/components/schemas/{_PROBLEM_SCHEMA}"}}},
    },
}


def _describe_problems(app: FastAPI) -> None:
    generate = app.openapi

    def openapi() -> dict[str, Any]:
        document = generate()
        schemas = document.setdefault("components", {}).setdefault("schemas", {})
        schemas.setdefault(_PROBLEM_SCHEMA, ProblemDocument.model_json_schema())
        return document

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's documented way to extend the document
