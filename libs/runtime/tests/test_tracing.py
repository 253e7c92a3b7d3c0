"""W3C trace context: what is valid is continued, what is not begins anew."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twyst.runtime.app import create_api
from twyst.runtime.tracing import (
    TraceContext,
    continue_trace,
    current_trace,
    new_trace,
    parse_traceparent,
    use_trace,
)

TRACE_ID, SPAN_ID = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
VALID = f"00-{TRACE_ID}-{SPAN_ID}-01"


def test_a_valid_header_is_parsed():
    assert parse_traceparent(VALID) == TraceContext(TRACE_ID, SPAN_ID, 1)


def test_a_later_version_may_say_more():
    assert parse_traceparent(f"cc-{TRACE_ID}-{SPAN_ID}-01-more") == TraceContext(TRACE_ID, SPAN_ID, 1)


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "00",
        f"ff-{TRACE_ID}-{SPAN_ID}-01",
        f"00-{TRACE_ID}-{SPAN_ID}-01-more",
        f"00-{TRACE_ID.upper()}-{SPAN_ID}-01",
        f"00-{'0' * 32}-{SPAN_ID}-01",
        f"00-{TRACE_ID}-{'0' * 16}-01",
        f"00-{TRACE_ID}-{SPAN_ID}-0",
    ],
)
def test_an_invalid_header_is_no_context(header):
    assert parse_traceparent(header) is None


@given(st.text())
def test_any_text_leads_to_a_valid_trace(header):
    assert re.fullmatch(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}", continue_trace(header).header)


def test_a_child_keeps_the_trace_and_gets_its_own_span():
    parent = new_trace()
    child = parent.child()
    assert child.trace_id == parent.trace_id
    assert child.span_id != parent.span_id
    assert parse_traceparent(child.header) == child


def test_the_current_trace_ends_with_its_block():
    with use_trace(new_trace()) as trace:
        assert current_trace() is trace
    assert current_trace() is None


async def test_a_request_continues_the_callers_trace_and_answers_it(settings, client_of):
    app = create_api("test", settings, title="Test", version="1")
    async with client_of(app) as client:
        answer = await client.get("/livez", headers={"traceparent": VALID})
        fresh = await client.get("/livez", headers={"traceparent": "nonsense"})
    answered = parse_traceparent(answer.headers["traceparent"])
    assert answered.trace_id == TRACE_ID
    assert answered.span_id != SPAN_ID
    assert parse_traceparent(fresh.headers["traceparent"]).trace_id != TRACE_ID
