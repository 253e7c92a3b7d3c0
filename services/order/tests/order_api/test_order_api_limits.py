"""Who asks too much waits, the others do not; and giving up or giving back waits last."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from fastapi import Request

from twyst.order.entrypoints.order_api.limits import OrderLimits, OrderRates
from twyst.runtime.client_address import client_address
from twyst.runtime.problems import Problem

VENUE, TABLE = UUID(int=1), UUID(int=2)


def refused(ask, *arguments):
    try:
        ask(*arguments)
    except Problem as problem:
        return problem.status == 429
    return False


def asks(limits, count, *, address="a", venue=VENUE, table=TABLE):
    """How many of so many orders are taken."""
    return sum(not refused(limits.place, address, venue, table) for _ in range(count))


def test_each_bucket_stops_its_own():
    rates = OrderRates(
        per_address_per_minute=40,
        per_table_per_minute=8,
        per_venue_per_minute=16,
        stripe_calls_per_second=100,
    )
    limits = OrderLimits.of(rates)
    assert asks(limits, 20) == 6
    assert asks(limits, 20, table=UUID(int=3)) == 6
    assert asks(limits, 20, table=UUID(int=4)) == 0, "the venue has had its share"
    assert asks(limits, 20, venue=UUID(int=5)) == 0, "and so has the address, which asked sixty times"
    assert asks(limits, 20, venue=UUID(int=5), address="b") == 6


def test_the_account_at_stripe_is_shared_and_its_reserve_is_for_giving_back():
    limits = OrderLimits.of(OrderRates(6000, 6000, 6000, stripe_calls_per_second=10))
    taken = sum(asks(limits, 1, venue=UUID(int=number), address=str(number)) for number in range(40))
    assert 15 <= taken < 20
    assert refused(limits.pay, "b", UUID(int=99))
    assert not refused(limits.give_back, UUID(int=99))
    assert not refused(limits.give_up, "b", UUID(int=99))
    assert sum(not refused(limits.give_back, VENUE) for _ in range(20)) <= 5


@pytest.fixture
async def narrow(make_world):
    return make_world(OrderLimits.of(OrderRates(per_table_per_minute=4)))


async def test_a_busy_table_is_told_when_to_come_back(world, narrow):
    narrow.venue_id, narrow.table_id = world.venue_id, world.table_id
    for _ in range(3):
        assert (await narrow.place()).status_code == 201
    answer = await narrow.place()
    assert (answer.status_code, answer.json()["type"]) == (429, "urn:twyst:problem:too-many-requests")
    assert int(answer.headers["retry-after"]) >= 1
    assert (await narrow.place(table_id=str(uuid4()))).status_code == 404


def asked_by(peer, *forwarded):
    headers = [(b"x-forwarded-for", value.encode()) for value in forwarded]
    return Request({"type": "http", "client": (peer, 1) if peer else None, "headers": headers})


@pytest.mark.parametrize(
    ("request_", "proxies", "address"),
    [
        (asked_by("192.0.2.1"), 0, "192.0.2.1"),
        (asked_by("192.0.2.1", "198.51.100.7"), 0, "192.0.2.1"),
        (asked_by("10.0.0.1", "203.0.113.9, 198.51.100.7"), 1, "198.51.100.7"),
        (asked_by("10.0.0.1", "203.0.113.9", "198.51.100.7"), 2, "203.0.113.9"),
        (asked_by("10.0.0.1"), 2, "10.0.0.1"),
        (asked_by("2001:db8:1:2:3:4:5:6"), 0, "2001:db8:1:2::/64"),
        (asked_by("::ffff:192.0.2.1"), 0, "192.0.2.1"),
        (asked_by("10.0.0.1", "x" * 500), 1, "x" * 64),
        (asked_by(None), 0, "unknown"),
    ],
)
def test_the_clients_address(request_, proxies, address):
    assert client_address(request_, proxies) == address
