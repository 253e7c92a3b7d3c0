"""No hostile request gets as far as an internal error."""

import json

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from twyst.runtime.app import create_api


@pytest.fixture
async def client(settings, notes, client_of):
    app = create_api("test", settings, title="Test", version="1", routers=[notes])
    async with client_of(app) as client:
        yield client


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
async def test_hostile_bodies_are_refused(client, document_of, body, status):
    answer = await client.post("/notes", content=body, headers={"content-type": "application/json"})
    if status == 200:
        assert answer.status_code == 200, answer.text
    else:
        document_of(answer, status)


async def test_large_hostile_bodies_are_refused(settings, notes, client_of):
    roomy = create_api(
        "test",
        settings.model_copy(update={"max_body_bytes": 100_000}),
        title="Test",
        version="1",
        routers=[notes],
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
async def test_hostile_addresses_are_refused(client, document_of, path):
    answer = await client.get(path)
    assert answer.status_code in {400, 422}
    document_of(answer, answer.status_code)


@pytest.mark.parametrize("path", ["/find/%ff%fe", "/find/%ed%a0%80", "/find/x?limit=1&q=%ff"])
async def test_addresses_that_are_not_utf_8_do_no_harm(client, path):
    assert (await client.get(path)).status_code < 500


async def test_hostile_headers_are_refused(client, document_of):
    document_of(await client.get("/text", headers={"x-a": "a" * 40_000}), 431)
    document_of(await client.get("/text", headers={"x-a": b"a\x00b"}), 400)


async def test_a_body_without_its_length_is_measured_as_it_comes(client, document_of):
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
