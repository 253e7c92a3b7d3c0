"""Token buckets: the rate holds over any history, the reserve stays, memory is bounded."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twyst.runtime.problems import Problem
from twyst.runtime.ratelimit import Limit, TokenBuckets


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_then_the_rate():
    clock = Clock()
    buckets = TokenBuckets(Limit(rate_per_second=2, burst=3), clock=clock)
    assert [buckets.take("table") for _ in range(4)] == [0, 0, 0, 0.5]
    clock.now += 0.5
    assert buckets.take("table") == 0
    assert buckets.take("table") > 0
    assert buckets.take("another table") == 0


def test_the_reserve_is_for_those_who_say_so():
    buckets = TokenBuckets(Limit(rate_per_second=1, burst=3, reserved=2), clock=Clock())
    assert buckets.take("stripe") == 0
    assert buckets.take("stripe") > 0
    assert [buckets.take("stripe", reserved=True) for _ in range(3)] == [0, 0, 1]


def test_a_refusal_says_when_to_come_back():
    buckets = TokenBuckets(Limit(rate_per_second=0.4, burst=1), clock=Clock())
    buckets.require("table")
    with pytest.raises(Problem) as refused:
        buckets.require("table")
    assert refused.value.status == 429
    assert refused.value.headers == {"Retry-After": "3"}


@given(st.lists(st.text(max_size=3), max_size=60))
def test_memory_is_bounded(keys):
    buckets = TokenBuckets(Limit(rate_per_second=1, burst=1), clock=Clock(), max_keys=5)
    for key in keys:
        buckets.take(key)
    assert len(buckets) <= 5


@given(
    st.integers(1, 20),
    st.integers(1, 50).map(lambda tenths: tenths / 10),
    st.lists(st.floats(0, 3), min_size=1, max_size=60),
)
def test_never_more_than_burst_plus_rate_times_time(burst, rate, pauses):
    clock = Clock()
    buckets = TokenBuckets(Limit(rate_per_second=rate, burst=burst), clock=clock)
    granted = 0
    for pause in pauses:
        clock.now += pause
        granted += buckets.take("k") == 0
    assert granted <= burst + rate * clock.now + 1e-6


@given(st.integers(1, 20), st.integers(1, 50), st.integers(0, 40))
def test_waiting_as_long_as_told_is_enough(burst, rate, taken):
    clock = Clock()
    buckets = TokenBuckets(Limit(rate_per_second=rate, burst=burst), clock=clock)
    for _ in range(taken):
        buckets.take("k")
    clock.now += buckets.take("k")
    assert buckets.take("k") == 0 or taken < burst


@pytest.mark.parametrize("numbers", [(0, 1, 0), (1, 0, 0), (1, 1, 1), (1, 2, -1)])
def test_a_limit_that_makes_no_sense_is_an_error(numbers):
    with pytest.raises(ValueError, match="a limit needs"):
        Limit(*numbers)
