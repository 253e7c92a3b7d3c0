"""Every delivery order of realistic Stripe histories, through the production table."""

from __future__ import annotations

import math
from itertools import chain, product
from typing import get_args

import pytest
from exhaustive.explore import Explorer
from exhaustive.histories import HISTORIES, STAFF
from exhaustive.invariants import EDGES, EXPECTED_EDGES

from twyst.order.domain.inputs import News
from twyst.order.domain.lifecycle import TABLE, State, Trigger


def closed_form(inputs: int, copies: int) -> int:
    """Sequences of `inputs` things, each 0..`copies` times, in every order: Σ length! / ∏ times!."""
    total = 0
    for times in product(range(copies + 1), repeat=inputs):
        total += math.factorial(sum(times)) // math.prod(math.factorial(time) for time in times)
    return total


def test_the_table_is_total() -> None:
    assert set(TABLE) == set(product(State, Trigger))


def test_the_tables_edges_are_the_strict_path_and_the_side_exit() -> None:
    assert EDGES == EXPECTED_EDGES


@pytest.mark.parametrize("name", HISTORIES)
def test_every_delivery_order(name: str) -> None:
    count = Explorer(HISTORIES[name]).run()
    assert count.sequences == closed_form(len(HISTORIES[name]), 2)


@pytest.mark.parametrize("name", HISTORIES)
def test_staff_do_anything_at_any_moment(name: str) -> None:
    """Each input once or never, in every order, with every command that the history does not have."""
    known = {said.name for said in HISTORIES[name]}
    interleaved = (*HISTORIES[name], *(said for said in STAFF if said.name not in known))
    count = Explorer(interleaved, copies=1).run()
    assert count.sequences == closed_form(len(interleaved), 1)


def test_every_kind_of_input_is_in_a_history() -> None:
    given = {type(said.given) for said in (*STAFF, *chain.from_iterable(HISTORIES.values()))}
    assert given == set(get_args(News))


def test_the_coverage_is_what_we_claim() -> None:
    assert max(closed_form(len(said), 2) for said in HISTORIES.values()) >= 10**18
