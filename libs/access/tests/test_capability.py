"""A diner's capability opens one order, and only the one that it was issued for."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twyst.access.capability import CALL, Capabilities, InvalidCapabilityError

OLD_KEY, NEW_KEY = "o" * 32, "n" * 32
ORDER, VENUE = UUID(int=10), UUID(int=20)


@pytest.fixture
def capabilities():
    return Capabilities([NEW_KEY, OLD_KEY])


@given(st.uuids(), st.uuids())
def test_what_is_issued_opens_the_order_and_names_its_venue(order_id, venue_id):
    capabilities = Capabilities([NEW_KEY])
    token = capabilities.issue(order_id, venue_id)
    assert token == Capabilities([NEW_KEY]).issue(order_id, venue_id)
    assert capabilities.verify(token, order_id) == venue_id


@given(st.uuids(), st.uuids())
def test_it_opens_no_other_order(one, other):
    capabilities = Capabilities([NEW_KEY])
    if one != other:
        with pytest.raises(InvalidCapabilityError):
            capabilities.verify(capabilities.issue(one, VENUE), other)


@given(st.uuids(), st.uuids())
def test_a_key_to_a_call_opens_no_order_of_the_same_id(thing_id, venue_id):
    orders, calls = Capabilities([NEW_KEY]), Capabilities([NEW_KEY], CALL)
    assert calls.verify(calls.issue(thing_id, venue_id), thing_id) == venue_id
    for issuing, verifying in ((orders, calls), (calls, orders)):
        with pytest.raises(InvalidCapabilityError):
            verifying.verify(issuing.issue(thing_id, venue_id), thing_id)


def test_keys_rotate(capabilities):
    old_token = Capabilities([OLD_KEY]).issue(ORDER, VENUE)
    assert capabilities.verify(old_token, ORDER) == VENUE
    assert capabilities.issue(ORDER, VENUE) != old_token
    with pytest.raises(InvalidCapabilityError):
        Capabilities([NEW_KEY]).verify(old_token, ORDER)


def test_the_venue_cannot_be_changed(capabilities):
    token = capabilities.issue(ORDER, VENUE)
    with pytest.raises(InvalidCapabilityError):
        capabilities.verify(token.replace(str(VENUE), str(UUID(int=21))), ORDER)


def test_only_the_canonical_form_is_accepted(capabilities):
    venue_id = UUID("abcdefab-cdef-4bcd-8fab-cdefabcdefab")
    token = capabilities.issue(ORDER, venue_id)
    prefix, venue_text, signature = token.split(".")
    for odd in (
        f"{prefix}.{venue_text.upper()}.{signature}",
        f"{prefix}.{venue_id.hex}.{signature}",
        f"{prefix}.{{{venue_text}}}.{signature}",
        f"{prefix}.{venue_text}.{signature}=",
        f"twd2.{venue_text}.{signature}",
        f"{token}.",
        f" {token}",
    ):
        with pytest.raises(InvalidCapabilityError):
            capabilities.verify(odd, ORDER)


@given(st.text() | st.builds("twd1.{}.{}".format, st.uuids(), st.text()))
def test_no_text_is_anything_but_refused(token):
    with pytest.raises(InvalidCapabilityError):
        Capabilities([NEW_KEY]).verify(token, ORDER)


@given(st.integers(0, 90), st.characters(codec="ascii"))
def test_every_changed_character_is_noticed(position, character):
    capabilities = Capabilities([NEW_KEY])
    token = capabilities.issue(ORDER, VENUE)
    position %= len(token)
    changed = token[:position] + character + token[position + 1 :]
    if changed != token:
        with pytest.raises(InvalidCapabilityError):
            capabilities.verify(changed, ORDER)


@pytest.mark.parametrize("keys", [[], ["short"], [NEW_KEY, "short"]])
def test_keys_have_to_be_long_enough(keys):
    with pytest.raises(ValueError, match="at least 32 bytes"):
        Capabilities(keys)
