"""Facts only grow, and neither order nor grouping nor repetition of what is learned makes a difference."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from twyst.order.domain.facts import (
    NOTHING,
    Attempt,
    Dispute,
    Entries,
    Facts,
    Payment,
    Refund,
    RefundStatus,
    T,
    join,
)

_MINOR = st.integers(0, 3)
_PAYMENT_INTENTS = st.sampled_from(("pi_1", "pi_2"))


def _entries(*names: str, of: st.SearchStrategy[T]) -> st.SearchStrategy[Entries[T]]:
    known = st.dictionaries(st.sampled_from(names), of)
    return known.map(lambda entries: tuple((name, entries[name]) for name in sorted(entries)))


def _names(*names: str) -> st.SearchStrategy[tuple[str, ...]]:
    return st.sets(st.sampled_from(names)).map(lambda some: tuple(sorted(some)))


_PAYMENTS = st.builds(Payment, st.booleans(), st.booleans(), st.booleans(), st.booleans(), _MINOR, _MINOR)
_REFUNDS = st.builds(
    Refund, _PAYMENT_INTENTS, _MINOR, st.sampled_from(RefundStatus), st.sampled_from((None, "ref_1", "ref_2"))
)
_DISPUTES = st.builds(
    Dispute, st.none() | _PAYMENT_INTENTS, _MINOR, _names("closed:lost", "funds_withdrawn", "opened")
)
_ATTEMPTS = st.builds(
    Attempt, _MINOR, _MINOR, st.sampled_from(("evt_1", "evt_2")), st.just("failed"), st.just("card_declined")
)
_FACTS = st.builds(
    Facts,
    _entries("pi_1", "pi_2", of=_PAYMENTS),
    _entries("re_1", "re_2", of=_REFUNDS),
    _entries("dp_1", "dp_2", of=_DISPUTES),
    _entries("pi_1", "pi_2", of=_ATTEMPTS),
    _names("ch_1", "ch_2"),
    st.booleans(),
)


@given(_FACTS, _FACTS)
def test_the_order_makes_no_difference(one: Facts, other: Facts) -> None:
    assert join(one, other) == join(other, one)


@given(_FACTS, _FACTS, _FACTS)
def test_the_grouping_makes_no_difference(first: Facts, second: Facts, third: Facts) -> None:
    assert join(join(first, second), third) == join(first, join(second, third))


@given(_FACTS, _FACTS)
def test_what_is_known_adds_nothing(one: Facts, other: Facts) -> None:
    both = join(one, other)
    assert join(both, other) is both
    assert join(both, NOTHING) is both
    assert join(NOTHING, both) == both
