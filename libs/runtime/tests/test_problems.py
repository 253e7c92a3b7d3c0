"""Every error leaves as a problem document, and no hostile request gets as far as an internal error."""

import json
import logging
import math
from typing import Annotated, Any

import httpx
import pytest
from fastapi import APIRouter, Body, HTTPException, Query
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pydantic import BaseModel, Field
from starlette.responses import PlainTextResponse

from twyst.runtime.app import create_api
from twyst.runtime.problems import PROBLEM_MEDIA_TYPE, Problem, unavailable


class DatabaseAwayError(Exception):
    pass


class DatabaseRestartingError(DatabaseAwayError):
    pass


class SoldOutError(Exception):
    pass


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


router = APIRouter()


@router.post("/notes")
async def write_note(note: Note) -> Note:
    store(note.model_dump())
    return note


@router.post("/anything")
async def write_anything(body: Annotated[Any, Body()]) -> Any:
    store(body)
    return {"got": body}


@router.get("/find/{name}")
async def find(name: str, limit: Annotated[int, Query(le=100)] = 10) -> dict[str, Any]:
    assert "\x00" not in name
    return {"name": name, "limit": limit}


@router.get("/fail/{kind}")
async def fail(kind: str) -> None:
    raise {
        "problem": Problem(409, "sold-out", title="Sold out", detail="No soup left.", item="soup"),
        "http": HTTPException(404, headers={"X-Why": "gone"}),
        "database": DatabaseRestartingError("host 10.0.0.1"),
        "mapped": SoldOutError("soup"),
        "not-mapped-after-all": SoldOutError(),
        "unexpected": RuntimeError("password hunter2"),
    }[kind]


@router.get("/text")
async def text() -> PlainTextResponse:
    return PlainTextResponse("x", headers={"Cache-Control": "max-age=60"})


def sold_out(error: SoldOutError) -> Problem | None:
    return Problem(410, "sold-out") if error.args else None


@pytest.fixture
def app(settings):
    return create_api(
        "test",
        settings,
        title="Test",
        version="1",
        routers=[router],
        problems={DatabaseAwayError: unavailable(7), SoldOutError: sold_out},
    )


@pytest.fixture
async def client(app, client_of):
    async with client_of(app) as client:
        yield client


def document_of(answer: httpx.Response, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == PROBLEM_MEDIA_TYPE
    document = answer.json()
    assert document["status"] == status
    assert document["title"]
    assert document["trace_id"] in answer.headers["traceparent"]
    return document


async def test_a_problem_is_answered_as_it_says(client):
    document = document_of(await client.get("/fail/problem"), 409)
    assert document["type"] == "urn:twyst:problem:sold-out"
    assert document["detail"] == "No soup left."
    assert document["item"] == "soup"


async def test_an_http_error_keeps_its_headers(client):
    answer = await client.get("/fail/http")
    assert document_of(answer, 404)["type"] == "about:blank"
    assert answer.headers["x-why"] == "gone"


async def test_unknown_routes_and_methods_are_problems(client):
    document_of(await client.get("/nowhere"), 404)
    answer = await client.delete("/notes")
    document_of(answer, 405)
    assert answer.headers["allow"] == "POST"


async def test_registered_errors_and_their_subtypes(client):
    answer = await client.get("/fail/database")
    document = document_of(answer, 503)
    assert answer.headers["retry-after"] == "7"
    assert "10.0.0.1" not in json.dumps(document)
    document_of(await client.get("/fail/mapped"), 410)


@pytest.mark.parametrize("kind", ["unexpected", "not-mapped-after-all"])
async def test_an_unexpected_error_is_logged_once_and_tells_nothing(client, caplog, kind):
    with caplog.at_level(logging.ERROR):
        document = document_of(await client.get(f"/fail/{kind}"), 500)
    assert "hunter2" not in json.dumps(document)
    [record] = caplog.records
    assert record.exc_info


async def test_a_browser_may_read_an_error(client):
    answer = await client.get("/fail/unexpected", headers={"Origin": "https://eat.example"})
    assert answer.headers["access-control-allow-origin"] == "https://eat.example"
    assert "traceparent" in answer.headers["access-control-expose-headers"]
    other = await client.get("/text", headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in other.headers


async def test_a_preflight_allows_what_the_web_app_sends(client):
    wanted = "authorization,idempotency-key,content-type,accept-language,traceparent"
    answer = await client.options(
        "/notes",
        headers={
            "Origin": "https://eat.example",
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": wanted,
        },
    )
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == "https://eat.example"


async def test_security_headers_give_way_to_the_routes_own(client):
    answer = await client.get("/text")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert answer.headers["strict-transport-security"]
    assert answer.headers["cache-control"] == "max-age=60"
    assert (await client.get("/find/x")).headers["cache-control"] == "no-store"


async def test_validation_names_each_field_and_not_the_input(client):
    answer = await client.post("/notes?token=t", json={"text": "x" * 201, "count": "sk_live_secret"})
    document = document_of(answer, 422)
    assert [(error["in"], error["pointer"], error["code"]) for error in document["errors"]] == [
        ("body", "/text", "string_too_long"),
        ("body", "/count", "int_parsing"),
    ]
    assert "sk_live_secret" not in answer.text


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{", 422),
        (b"\xff\xfe{}", 400),
        (b'{"text": "\xff", "count": 1}', 400),
        (b'{"text": "a\\u0000b", "count": 1}', 400),
        (b'{"text": "a\x00b", "count": 1}', 422),
        (b'{"text": "\\ud800", "count": 1}', 400),
        (b'{"text": "ok", "count": 1, "more": {"\\u0000": 1}}', 400),
        (b'{"text": "ok", "count": ' + b"9" * 30 + b"}", 400),
        (b'{"text": "ok", "count": -9223372036854775809}', 400),
        (b'{"text": "ok", "count": 1e400}', 400),
        (b'{"text": "ok", "count": NaN}', 400),
        (b'{"text": "ok", "count": 1, "more": [Infinity]}', 400),
        (b'{"text": "ok", "count": 1, "more": ' + b"[" * 1900 + b"]" * 1900 + b"}", 400),
        (b'{"text": "ok", "count": 1, "more": ' + b'{"a":' * 40 + b"1" + b"}" * 41, 400),
        (b'{"text": "ok", "count": 1, "more": "' + b"x" * 5000 + b'"}', 413),
        (
            b'{"text": "ok \\\\u0000", "count": 1, "more": "\\ud83d\\ude00 [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["}',
            200,
        ),
    ],
)
async def test_hostile_bodies_are_refused(client, body, status):
    answer = await client.post("/notes", content=body, headers={"content-type": "application/json"})
    if status == 200:
        assert answer.status_code == 200, answer.text
    else:
        document_of(answer, status)


async def test_large_hostile_bodies_are_refused(settings, client_of):
    roomy = create_api(
        "test",
        settings.model_copy(update={"max_body_bytes": 100_000}),
        title="Test",
        version="1",
        routers=[router],
    )
    for body in (b"1" * 5000, b"[" * 50_000, b"[" * 49_000 + b"]" * 49_000):
        async with client_of(roomy) as client:
            answer = await client.post(
                "/anything", content=body, headers={"content-type": "application/json"}
            )
        assert answer.status_code in {400, 422}


@pytest.mark.parametrize(
    "path", ["/find/a%00b", "/find/x?limit=%00", "/find/x?limit=9999999999999999999999", "/find/x?limit=abc"]
)
async def test_hostile_addresses_are_refused(client, path):
    answer = await client.get(path)
    assert answer.status_code in {400, 422}
    document_of(answer, answer.status_code)


@pytest.mark.parametrize("path", ["/find/%ff%fe", "/find/%ed%a0%80", "/find/x?limit=1&q=%ff"])
async def test_addresses_that_are_not_utf_8_do_no_harm(client, path):
    assert (await client.get(path)).status_code < 500


async def test_hostile_headers_are_refused(client):
    document_of(await client.get("/text", headers={"x-a": "a" * 40_000}), 431)
    document_of(await client.get("/text", headers={"x-a": b"a\x00b"}), 400)


async def test_a_body_without_its_length_is_measured_as_it_comes(client):
    async def chunks():
        for _ in range(10):
            yield b"x" * 1000

    document = document_of(await client.post("/notes", content=chunks()), 413)
    assert document["max_body_bytes"] == 4096


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)
ANY_BODY = st.one_of(
    st.binary(max_size=300),
    JSON_VALUES.map(lambda value: json.dumps(value).encode()),
    JSON_VALUES.map(lambda value: json.dumps({"text": value, "count": value, "more": value}).encode()),
)


@hypothesis_settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(body=ANY_BODY, path=st.sampled_from(["/notes", "/anything"]))
async def test_no_body_at_all_is_an_internal_error(client, body, path):
    answer = await client.post(path, content=body, headers={"content-type": "application/json"})
    assert answer.status_code < 500, (body, answer.text)


async def test_openapi_describes_problems_and_hides_its_pages_in_production(client):
    document = (await client.get("/openapi.json")).json()
    operation = document["paths"]["/notes"]["post"]
    assert operation["operationId"] == "write_note"
    assert set(operation["responses"]) == {"200", "default"}
    assert list(operation["responses"]["default"]["content"]) == [PROBLEM_MEDIA_TYPE]
    assert document["components"]["schemas"]["Problem"]["required"] == ["type", "title", "status"]
    assert not {"/livez", "/readyz", "/metrics"} & set(document["paths"])
    document_of(await client.get("/docs"), 404)
