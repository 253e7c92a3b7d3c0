"""An allergy that the diner ticked: in the terms, on the events, and absent from all that was before there was a box."""

from __future__ import annotations

import json
from dataclasses import replace

import msgspec
import pytest

from twyst.order.adapters.book import codec
from twyst.order.adapters.order_events import encode_event
from twyst.order.adapters.restoring import decode_order_event, terms_of
from twyst.order.domain.lifecycle import State
from twyst.order.domain.order import DerivedEvent, Line, Order, Standing, Terms
from twyst.order.entrypoints.order_api.placing import NewOrder

_ITEM, _NAME = "0190f7d4-0000-7000-8000-000000000004", "0190f7d4-0000-7000-8000-00000000000{}"
SOUP = Line("1", _ITEM, "Soup", 1, 1000, 1000, allergens=("milk",), note="no salt", station="stove")
PLAIN = Terms(
    order_id=_NAME.format(1), venue_id=_NAME.format(2), table_id=_NAME.format(3), table_label="7", order_number="A1",
    environment="test", livemode=False, created_at="2026-01-01T12:00:00.000000Z", currency="eur", lines=(SOUP,),
    items_minor=1000, tip_minor=0, total_minor=1000, application_fee_minor=50, destination="acct_venue",
    hold_owner="owner",
)  # fmt: skip
TICKED = replace(PLAIN, lines=(replace(SOUP, allergy=True),), allergy=True)
# Of `wish()`, as it was made before the box.
FINGERPRINT_BEFORE = "d46a06f56f93cd9746d9be36567e8a16c888bb28a821955aaa1907ecc18b9d9d"
CREATED = DerivedEvent("twyst.order.created", State.CREATED, 1, 1)


def body_of(terms: Terms) -> bytes:
    return encode_event(CREATED, Order(terms, Standing(), 1, 1), "2026-01-01T12:00:00.000000Z")


@pytest.mark.parametrize("terms", [PLAIN, TICKED], ids=["plain", "ticked"])
def test_terms_come_back_from_the_journal_and_from_an_event(terms):
    assert codec.decode_terms(codec.encode_terms(terms)) == terms
    assert terms_of(decode_order_event(body_of(terms)), hold_owner="owner") == terms


def test_terms_from_before_the_box_are_without_an_allergy():
    kept = json.loads(codec.encode_terms(PLAIN))
    del kept["allergy"], kept["lines"][0]["allergy"]
    assert codec.decode_terms(json.dumps(kept)) == PLAIN


def test_an_event_without_it_has_the_bytes_of_before():
    body = json.loads(body_of(PLAIN))
    assert "allergy" not in body
    # A line was written member by member as the domain has it.
    before = msgspec.to_builtins(SOUP)
    del before["allergy"]
    assert json.dumps(body["lines"][0]) == json.dumps(before)


def test_an_event_tells_it_of_the_line_and_of_the_order():
    event = decode_order_event(body_of(TICKED))
    assert (event.allergy, event.lines[0].allergy) == (True, True)


def wish(**members: object) -> dict[str, object]:
    line = {"item_id": _ITEM, "quantity": 1, **members.pop("line", {})}  # type: ignore[dict-item]
    return {"venue_id": PLAIN.venue_id, "table_id": PLAIN.table_id, "lines": [line], **members}


def fingerprint(**members: object) -> str:
    return NewOrder.model_validate(wish(**members)).fingerprint()


def test_a_request_asks_for_it_and_only_then_is_another_request():
    asked = NewOrder.model_validate(wish(line={"allergy": True}, allergy=True)).requested()
    assert (asked.allergy, asked.lines[0].allergy) == (True, True)
    assert fingerprint() == fingerprint(allergy=False, line={"allergy": False})
    assert len({fingerprint(), fingerprint(allergy=True), fingerprint(line={"allergy": True})}) == 3


def test_an_order_without_it_keeps_the_fingerprint_that_it_had_before_the_box():
    assert fingerprint() == FINGERPRINT_BEFORE


@pytest.mark.parametrize("said", ["yes", 1, None])
def test_it_is_ticked_or_not(said):
    with pytest.raises(ValueError, match="allergy"):
        NewOrder.model_validate(wish(allergy=said))
