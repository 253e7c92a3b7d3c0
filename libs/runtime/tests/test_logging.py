"""Log lines carry what is bound and nothing that is secret."""

import io
import json
import logging
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twyst.runtime.logging import HumanFormatter, RedactionFilter, bind, configure_logging
from twyst.runtime.redaction import MASK, redact, redact_value
from twyst.runtime.tracing import new_trace, use_trace


@pytest.fixture
def lines():
    """The lines that were logged; the root logger is as it was afterwards."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    configure_logging("order-api", "info", stream)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.captureWarnings(capture=False)


def test_a_line_has_its_message_extras_bound_fields_and_trace(lines):
    trace = new_trace()
    with use_trace(trace), bind(order_id="o1", event_id="evt_1"), bind(event_id="evt_2"):
        logging.getLogger("a.b").info("moved %s", "on", extra={"version": 3})
    logging.getLogger("a.b").info("after")
    first, second = lines()
    assert (
        first.items()
        >= {
            "level": "info",
            "service": "order-api",
            "logger": "a.b",
            "message": "moved on",
            "order_id": "o1",
            "event_id": "evt_2",
            "version": 3,
            "trace_id": trace.trace_id,
        }.items()
    )
    assert "order_id" not in second


def test_a_traceback_is_in_the_line_without_secrets(lines):
    try:
        raise RuntimeError("key sk_live_51Habcdef was refused")
    except RuntimeError:
        logging.getLogger("a").exception("failed")
    [line] = lines()
    assert "RuntimeError" in line["exception"]
    assert "51Habcdef" not in line["exception"]


def test_values_that_json_does_not_know_are_written_as_text(lines):
    order_id = UUID("6b8b1c3e-8f0f-4c9d-9b57-111122223333")
    with bind(order_id=order_id):
        logging.getLogger("a").info("x", extra={"kinds": {frozenset({1})}, "raw": b"\xff"})
    [line] = lines()
    assert line["order_id"] == str(order_id)


SECRETS = [
    ("pi_3OabcDEF_secret_Zx12", "Zx12"),
    ("client_secret=seti_1_secret_x", "seti_1_secret_x"),
    ('{"client_secret": "anything"}', "anything"),
    ("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "MfKQ9r8"),
    ("sk_live_51Habcdef", "51Habcdef"),
    ("rk_test_51Habcdef", "51Habcdef"),
    ("Authorization: Bearer abc.def.ghi", "abc.def"),
    ("sent bearer abcdefgh", "abcdefgh"),
    ("eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln", "eyJzdWIiOiJhIn0"),
    ("twd1.6b8b1c3e-8f0f-4c9d-9b57-111122223333.c2lnbmF0dXJl", "c2lnbmF0dXJl"),
    ("twc1.6b8b1c3e-8f0f-4c9d-9b57-111122223333.c2lnbmF0dXJl", "c2lnbmF0dXJl"),
    ("postgresql://order_api:hunter2@localhost:5432/twyst_order", "hunter2"),
    ("from Anna.Diner+x@mail.example.org today", "Anna"),
    ("card 4242 4242 4242 4242.", "4242 4242"),
    ("card 4242-4242-4242-4242", "4242"),
    ("378282246310005", "378282246310005"),
]


@pytest.mark.parametrize(("text", "secret"), SECRETS)
def test_secrets_are_masked_wherever_they_stand(text, secret):
    assert secret not in redact(text)
    assert MASK in redact(text)
    assert secret not in json.dumps(redact_value({"a": [f"x {text}"], text: 1}))


@pytest.mark.parametrize(
    "text",
    [
        "order 42424242-4242-4242-8242-424242424242 moved",
        "pi_3OabcDEF succeeded",
        "risk_level normal, task_started",
        "offset 1234567890123456",
        "2026-11-23T05:05:18.119+00:00",
        "4242 4242 4242 4241",
        "https://api.stripe.com/v1/payment_intents",
    ],
)
def test_what_operators_need_stays_readable(text):
    assert redact(text) == text


@pytest.mark.parametrize("name", ["client_secret", "access_token", "Authorization", "password"])
def test_secret_fields_are_masked_whatever_they_hold(name):
    assert redact_value({name: "plain"}) == {name: MASK}


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists, max_leaves=8))
def test_redaction_is_total_and_idempotent(value):
    once = redact_value(value)
    assert redact_value(once) == once


@given(st.text(), st.sampled_from([secret for secret, _ in SECRETS[:1] + SECRETS[3:6]]), st.text())
def test_a_secret_between_spaces_never_survives(before, secret, after):
    assert secret not in redact(f"{before} {secret} {after}")


def test_lines_for_people_show_the_same_fields():
    record = logging.makeLogRecord(
        {
            "name": "a.b",
            "levelname": "WARNING",
            "levelno": 30,
            "msg": "slow %s",
            "args": ("relay",),
            "pending": 7,
        },
    )
    RedactionFilter().filter(record)
    with bind(order_id="o1"):
        line = HumanFormatter().format(record)
    assert "slow relay" in line
    assert "order_id=\x1b[0mo1" in line
    assert "pending=\x1b[0m7" in line
