"""Topic records: what they say to the books, what cannot be read, and when parking must stop."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from twyst.mailbox.breaker import TooManyParked
from twyst.messaging.records import Record
from twyst.reconciliation.adapters.messages import deliver, read_order, read_venue, stripe_reader
from twyst.reconciliation.application.redrive import Redrive, StillUnreadable
from twyst.reconciliation.application.take_deliveries import TakeDeliveries
from twyst.reconciliation.domain.orders import Custody
from twyst.reconciliation.domain.outcome import Policy
from twyst.reconciliation.domain.payouts import PayoutStatus

EXAMPLES = Path(__file__).parents[4] / "contracts" / "examples" / "stripe-event.v1"
GROUP = "reconciliation.accounts"
read_stripe = stripe_reader("local")


def record(value, *, offset=0, key=b"key") -> Record:
    body = value if isinstance(value, bytes) or value is None else json.dumps(value).encode()
    return Record("twyst.topic", 0, offset, key, body)


def example(name):
    return json.loads((EXAMPLES / f"{name}.json").read_text())


def news_of(name):
    delivery = deliver(record(example(name)), read_stripe)
    assert delivery.error is None
    return delivery.news


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.json")), ids=lambda path: path.stem)
def test_every_example_of_the_contract_can_be_read(path):
    body = json.loads(path.read_text())
    delivery = deliver(record(body), read_stripe)
    assert (delivery.error, delivery.event_id) == (None, body["id"])
    is_ours = body["object"]["object"] in ("transfer", "application_fee") or (
        body["object"]["object"] == "payout" and body["account"] is not None
    )
    assert (delivery.news is not None) == is_ours


def test_a_transfer_names_its_order():
    leg = news_of("transfer_created")
    assert (leg.transfer_id, leg.account_id) == ("tr_3TwAa1LkdIwHu7ix0Tr00001", "acct_1TwystVenueOsteria")
    assert leg.order_id == "0198a6f2-7c31-7d54-9b1e-2f60c3a4d581"
    assert (leg.payment_id, leg.amount_minor) == ("py_1TwAaBVenueOsteria000001", 2590)


@pytest.mark.parametrize(
    "change", [{"twyst_env": "other"}, {"order_id": "DROP TABLE"}, {"order_id": "A" * 36}]
)
def test_metadata_of_another_environment_or_kind_names_no_order(change):
    body = example("transfer_created")
    body["metadata"].update(change)
    assert deliver(record(body), read_stripe).news.order_id is None


def test_a_venues_payout_is_seen_and_the_platforms_is_not():
    seen = news_of("payout_reconciliation_completed")
    assert (seen.payout.is_listed, seen.payout.automatic) == (True, True)
    assert news_of("payout_failed").payout.status is PayoutStatus.FAILED
    assert news_of("payout_paid_of_the_platform") is None


def test_a_payout_status_that_stripe_invents_is_pending():
    body = example("payout_paid")
    body["object"]["status"] = "teleported"
    payout = deliver(record(body), read_stripe).news.payout
    assert payout.status is PayoutStatus.PENDING
    assert isinstance(payout.arrival_date, date)


_MONEY = {
    "payment_intent": "pi_1",
    "own": True,
    "seen": True,
    "verified": True,
    "mismatched": False,
    "canceled": False,
    "amount_received_minor": 1000,
    "charge_refunded_minor": 0,
    "money": "kept",
    "refunded_minor": 0,
    "moving_minor": 400,
    "rest_minor": 600,
}
_FAILED = {"payment_intent": "pi_0", "money": "none", "amount_received_minor": 0, "rest_minor": 0}
_REFUND = {"refund": "re_1", "payment_intent": "pi_1", "amount_minor": 400, "refund_id": None}
_DISPUTE = {"dispute": "dp_1", "payment_intent": "pi_1", "amount_minor": 10}


def order_event(**changes):
    marks = (["opened"], ["closed:lost", "opened"], ["funds_reinstated", "funds_withdrawn"])
    body = {
        "order_id": "0198a6f2-7c31-7d54-9b1e-2f60c3a4d581",
        "state": "PAYMENT_SUCCEEDED",
        "version": 3,
        "seq": 3,
        "type": "twyst.order.payment_succeeded",
        "occurred_at": "2026-03-01T12:00:00+00:00",
        "reason": None,
        "environment": "local",
        "livemode": False,
        "venue_id": "0198a6f0-1111-7aaa-8bbb-0c0c0c0c0c01",
        "table_id": "0198a6f0-2222-7aaa-8bbb-0c0c0c0c0c02",
        "table_label": "7",
        "order_number": "A1",
        "created_at": "2026-03-01T11:59:00+00:00",
        "currency": "eur",
        "lines": [],
        "items_minor": 1000,
        "tip_minor": 0,
        "total_minor": 1000,
        "application_fee_minor": 100,
        "destination": "acct_1",
        "diner_note": None,
        "payment_intent": "pi_1",
        "attempt": None,
        "payments": [_MONEY, {**_MONEY, **_FAILED}],
        "refunds": [{**_REFUND, "status": status} for status in ("pending", "failed")],
        "refund_intents": [],
        "disputes": [{**_DISPUTE, "marks": each} for each in marks],
        "holds": [],
        "kitchen_seen": False,
    }
    return {**body, **changes}


def test_a_snapshot_is_read_for_its_money():
    delivery = deliver(record(order_event()), read_order)
    assert (delivery.event_id, delivery.key) == (f"{order_event()['order_id']}:3", order_event()["order_id"])
    order = delivery.news.order
    assert [payment.custody for payment in order.payments] == [Custody.KEPT]
    assert [refund.went_through for refund in order.refunds] == [True, False]
    assert [(each.withdrawn, each.reinstated) for each in order.disputes] == [
        (False, False),
        (True, False),
        (True, True),
    ]
    assert order.paid_at == datetime(2026, 3, 1, 12, tzinfo=UTC)
    assert deliver(record(order_event(payments=[])), read_order).news.order.paid_at is None


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"\xff", b'{"venue_id": 1}', order_event(total_minor="1"), order_event(seq=0)],
)
def test_what_cannot_be_read_carries_its_error(body):
    for read in (read_order, read_stripe, read_venue):
        assert deliver(record(body), read).error is not None


def test_a_tombstone_says_nothing():
    delivery = deliver(record(None), read_venue)
    assert (delivery.news, delivery.error) == (None, None)


async def test_events_are_taken_once_whichever_topic_brings_them(books):
    take = TakeDeliveries(books.transactions, books.clock, Policy(), GROUP)
    body = example("transfer_created")
    live, replayed = deliver(record(body), read_stripe), deliver(record(body, offset=9), read_stripe)
    assert (await take([live, replayed]))["duplicate"] == 1
    counts = await take([replayed])
    assert (counts["duplicate"], counts["leg"]) == (1, 0)


async def test_poison_is_parked_and_the_rest_goes_on(books):
    take = TakeDeliveries(books.transactions, books.clock, Policy(), GROUP)
    too_large = example("transfer_created")
    too_large["object"]["amount"] = 2**63
    good = {**example("application_fee_created"), "id": "evt_good"}
    deliveries = [
        deliver(record(b"{", offset=1), read_stripe),
        deliver(record({**too_large, "id": "evt_large"}, offset=2), read_stripe),
        deliver(record(good, offset=3), read_stripe),
    ]
    counts = await take(deliveries)
    assert (counts["parked"], counts["fee"]) == (2, 1)
    parked = await books.rows("SELECT key, event_id, status, record_key FROM parked ORDER BY event_id")
    assert [row[1:] for row in parked] == [
        ("evt_large", "parked", b"key"),
        ("twyst.topic/0/1", "parked", b"key"),
    ]
    assert (await take(deliveries))["parked"] == 2  # parked again is not parked twice
    assert await books.rows("SELECT count(*) FROM parked") == [(2,)]


async def test_parked_records_are_redriven_or_discarded(books):
    policy = Policy()
    take = TakeDeliveries(books.transactions, books.clock, policy, GROUP)
    await take([deliver(record(b"{", offset=1), read_stripe)])
    body = json.dumps(example("transfer_created")).encode()

    def mended(parked):
        return deliver(record(body), read_stripe)

    def broken(parked):
        return deliver(record(parked.value), read_stripe)

    with pytest.raises(StillUnreadable):
        await Redrive(books.transactions, books.clock, policy, {GROUP: broken})("key", by="ann")
    redrive = Redrive(books.transactions, books.clock, policy, {GROUP: mended})
    assert (await redrive("key", by="ann"))["leg"] == 1
    assert await books.rows("SELECT status, resolved_by FROM parked") == [("redriven", "ann")]
    await take([deliver(record(b"[", offset=2), read_stripe)])
    ((parked_id,),) = await books.rows("SELECT id FROM parked WHERE status = 'parked'")
    assert await redrive.discard([parked_id], by="ann", reason="noise") == 1


async def test_a_bad_release_stops_instead_of_parking_everything(books):
    take = TakeDeliveries(books.transactions, books.clock, Policy(), GROUP)
    with pytest.raises(TooManyParked):
        await take([deliver(record(b"{", offset=n), read_stripe) for n in range(20)])
    assert await books.rows("SELECT count(*) FROM parked") == [(0,)]


async def test_a_transient_fault_raises_and_parks_nothing(clock):
    class Away:
        def begin(self):
            raise ConnectionRefusedError

        def is_transient(self, error):
            return isinstance(error, OSError)

    take = TakeDeliveries(Away(), clock, Policy(), GROUP)
    with pytest.raises(ConnectionRefusedError):
        await take([deliver(record(example("transfer_created")), read_stripe)])
