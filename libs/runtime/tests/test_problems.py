"""Every error leaves as a problem document that tells no more than it should."""

import json
import logging

import pytest
from fastapi import APIRouter, HTTPException

from twyst.runtime.app import create_api
from twyst.runtime.problems import PROBLEM_MEDIA_TYPE, Problem, unavailable


class DatabaseAwayError(Exception):
    pass


class DatabaseRestartingError(DatabaseAwayError):
    pass


class SoldOutError(Exception):
    pass


router = APIRouter()


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


def sold_out(error: SoldOutError) -> Problem | None:
    return Problem(410, "sold-out") if error.args else None


@pytest.fixture
def app(settings, notes):
    return create_api(
        "test",
        settings,
        title="Test",
        version="1",
        routers=[notes, router],
        problems={DatabaseAwayError: unavailable(7), SoldOutError: sold_out},
    )


@pytest.fixture
async def client(app, client_of):
    async with client_of(app) as client:
        yield client


async def test_a_problem_is_answered_as_it_says(client, document_of):
    document = document_of(await client.get("/fail/problem"), 409)
    assert document["type"] == "urn:twyst:problem:sold-out"
    assert document["detail"] == "No soup left."
    assert document["item"] == "soup"


async def test_an_http_error_keeps_its_headers(client, document_of):
    answer = await client.get("/fail/http")
    assert document_of(answer, 404)["type"] == "about:blank"
    assert answer.headers["x-why"] == "gone"


async def test_unknown_routes_and_methods_are_problems(client, document_of):
    document_of(await client.get("/nowhere"), 404)
    answer = await client.delete("/notes")
    document_of(answer, 405)
    assert answer.headers["allow"] == "POST"


async def test_registered_errors_and_their_subtypes(client, document_of):
    answer = await client.get("/fail/database")
    document = document_of(answer, 503)
    assert answer.headers["retry-after"] == "7"
    assert "10.0.0.1" not in json.dumps(document)
    document_of(await client.get("/fail/mapped"), 410)


@pytest.mark.parametrize("kind", ["unexpected", "not-mapped-after-all"])
async def test_an_unexpected_error_is_logged_once_and_tells_nothing(client, document_of, caplog, kind):
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


async def test_validation_names_each_field_and_not_the_input(client, document_of):
    answer = await client.post("/notes?token=t", json={"text": "x" * 201, "count": "sk_live_secret"})
    document = document_of(answer, 422)
    assert [(error["in"], error["pointer"], error["code"]) for error in document["errors"]] == [
        ("body", "/text", "string_too_long"),
        ("body", "/count", "int_parsing"),
    ]
    assert "sk_live_secret" not in answer.text


async def test_openapi_describes_problems_and_hides_its_pages_in_production(client, document_of):
    document = (await client.get("/openapi.json")).json()
    operation = document["paths"]["/notes"]["post"]
    assert operation["operationId"] == "write_note"
    assert set(operation["responses"]) == {"200", "default"}
    assert list(operation["responses"]["default"]["content"]) == [PROBLEM_MEDIA_TYPE]
    assert document["components"]["schemas"]["Problem"]["required"] == ["type", "title", "status"]
    assert not {"/livez", "/readyz", "/metrics"} & set(document["paths"])
    document_of(await client.get("/docs"), 404)
