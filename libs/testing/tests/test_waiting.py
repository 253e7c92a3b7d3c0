"""Waiting for a condition."""

import pytest

from twyst.testing.waiting import eventually


async def test_the_first_truthy_result_is_returned():
    answers = iter([None, 0, "ready"])

    async def probe():
        return next(answers)

    assert await eventually(probe, interval_seconds=0) == "ready"


async def test_an_assertion_counts_as_not_yet_and_is_raised_at_the_end():
    async def probe():
        raise AssertionError("three rows, not four")

    with pytest.raises(AssertionError, match="three rows"):
        await eventually(probe, timeout_seconds=0)


async def test_the_last_result_is_shown_when_time_is_over():
    async def probe():
        return []

    with pytest.raises(AssertionError, match=r"last result: \[\]"):
        await eventually(probe, timeout_seconds=0)


async def test_other_errors_are_not_swallowed():
    async def probe():
        raise KeyError("typo")

    with pytest.raises(KeyError):
        await eventually(probe)
