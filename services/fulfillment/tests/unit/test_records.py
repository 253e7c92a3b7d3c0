"""Records as news, and everything that makes one unreadable."""

from dataclasses import replace

import msgspec
import pytest

from twyst.fulfillment.domain.lifecycle import Stage
from twyst.fulfillment.entrypoints.records import read_order_event, read_venue


@pytest.fixture
def paid(tell_order, venue_id):
    return tell_order(venue_id).until("payment_succeeded")[-1]


def changed(record, **changes):
    body = msgspec.json.encode({**msgspec.json.decode(record.value), **changes})
    return replace(record, value=body)


def without_header(record, name):
    return replace(record, headers={key: value for key, value in record.headers.items() if key != name})


def test_an_order_event_in_the_kitchens_words(paid, venue_id):
    delivery = read_order_event(paid)
    news = delivery.news
    assert delivery.error is None
    assert delivery.key == str(news.order_id)
    assert delivery.event_id == f"{news.order_id}:3"
    assert (news.venue_id, news.seq, news.version, news.stage) == (venue_id, 3, 3, Stage.PAID)
    line = news.details.lines[0]
    assert (line.name, line.quantity, line.modifiers) == ("Pad Thai", 2, ("Extra hot",))
    assert (line.allergens, line.note, line.station) == (("nuts", "fish"), "no coriander", "wok")


def test_an_allergy_is_told_by_the_order_and_by_its_lines_and_older_events_tell_none(paid):
    lines = msgspec.json.decode(paid.value)["lines"]
    told = changed(paid, allergy=True, lines=[{**lines[0], "allergy": True}, lines[1]])
    details = read_order_event(told).news.details
    assert (details.allergy, [line.allergy for line in details.lines]) == (True, [True, False])
    before = read_order_event(paid).news.details
    assert (before.allergy, [line.allergy for line in before.lines]) == (False, [False, False])


UNREADABLE = {
    "no body": lambda r: replace(r, value=None),
    "not JSON": lambda r: replace(r, value=b"\xff{"),
    "deep JSON": lambda r: replace(r, value=b"[" * 1_000_000),
    "unknown state": lambda r: changed(r, state="REFUNDED"),
    "amount as text": lambda r: changed(r, total_minor="4000"),
    "quantity out of bounds": lambda r: changed(
        r, lines=[{**msgspec.json.decode(r.value)["lines"][0], "quantity": 0}]
    ),
    "allergy as a word": lambda r: changed(r, allergy="nuts"),
    "another seq": lambda r: changed(r, seq=4),
    "another type": lambda r: changed(r, type="twyst.order.completed"),
    "another order": lambda r: changed(r, order_id="00000000-0000-4000-8000-000000000001"),
    "another key": lambda r: replace(r, key=b"00000000-0000-4000-8000-000000000001"),
    "no time zone": lambda r: changed(r, occurred_at="2026-05-04T12:00:00"),
    "no time": lambda r: changed(r, occurred_at="noon"),
    "no ce_id": lambda r: without_header(r, "ce_id"),
    "no ce_time": lambda r: without_header(r, "ce_time"),
    "no headers": lambda r: replace(r, headers={}),
}


@pytest.mark.parametrize("name", sorted(UNREADABLE))
def test_what_cannot_be_read_keeps_its_order_and_its_bytes(paid, name):
    record = UNREADABLE[name](paid)
    delivery = read_order_event(record)
    assert delivery.news is None
    assert delivery.error
    assert delivery.key == record.key.decode()
    assert delivery.record is record


@pytest.mark.parametrize("key", [None, b"", b"\xff\xfe", b"7", b"00000000-0000-4000-8000-00000000000A"])
def test_without_a_canonical_key_nobody_knows_whose_it_is(paid, key):
    delivery = read_order_event(replace(paid, key=key))
    assert (delivery.key, delivery.news) == (None, None)


def test_a_venue_and_its_quote(tell_venue, venue_id):
    assert read_venue(tell_venue(venue_id)).news.quote_seconds is None
    assert read_venue(tell_venue(venue_id, quote_minutes=None)).news.quote_seconds is None
    assert read_venue(tell_venue(venue_id, 2, quote_minutes=20)).news.quote_seconds == 1200
    assert read_venue(replace(tell_venue(venue_id), value=None)).news is None
    assert read_venue(tell_venue(venue_id, quote_minutes=0)).news is None
