from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twyst.messaging.headers import CloudEvent, InvalidCloudEvent, decode, decode_text, encode

EVENT = CloudEvent(
    id="evt_1",
    type="payment_intent.succeeded",
    source="stripe/platform",
    time=datetime(2026, 11, 23, 5, 0, 0, 123456, tzinfo=UTC),
    subject="pi_1",
    traceparent="00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
)


def test_the_headers_are_those_of_cloudevents_binary_mode():
    assert dict(encode(EVENT)) == {
        "ce_specversion": b"1.0",
        "ce_id": b"evt_1",
        "ce_type": b"payment_intent.succeeded",
        "ce_source": b"stripe/platform",
        "ce_time": b"2026-11-23T05:00:00.123456+00:00",
        "ce_subject": b"pi_1",
        "content-type": b"application/json",
        "traceparent": b"00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
    }


texts = st.text(min_size=1).filter(lambda text: text.isprintable())


@given(
    st.builds(
        CloudEvent,
        id=texts,
        type=texts,
        source=texts,
        time=st.datetimes(timezones=st.just(UTC)),
        subject=st.none() | texts,
        traceparent=st.none() | texts,
    )
)
def test_reading_gives_back_what_was_written(event):
    assert decode(decode_text(encode(event))) == event


def test_optional_attributes_may_be_absent():
    headers = decode_text(encode(EVENT))
    del headers["ce_subject"], headers["traceparent"]
    event = decode(headers)
    assert (event.subject, event.traceparent) == (None, None)


@pytest.mark.parametrize("name", ["ce_id", "ce_type", "ce_source", "ce_time", "ce_specversion"])
def test_a_missing_attribute_is_named(name):
    headers = decode_text(encode(EVENT))
    del headers[name]
    with pytest.raises(InvalidCloudEvent, match=name):
        decode(headers)


@pytest.mark.parametrize(
    ("name", "value"),
    [("ce_time", "yesterday"), ("ce_time", "2026-11-23T05:00:00"), ("ce_specversion", "0.3"), ("ce_id", "")],
)
def test_a_malformed_attribute_is_refused(name, value):
    with pytest.raises(InvalidCloudEvent):
        decode(decode_text(encode(EVENT)) | {name: value})


def test_foreign_headers_never_fail():
    raw = [("null", None), ("binary", b"\xff\x00"), ("twice", b"first"), ("twice", b"last"), ("", b"")]
    assert decode_text(raw) == {"binary": "\\xff\x00", "twice": "last", "": ""}


@given(st.lists(st.tuples(st.text(), st.none() | st.binary())))
def test_any_header_can_be_read(raw):
    for value in decode_text(raw).values():
        value.encode()
