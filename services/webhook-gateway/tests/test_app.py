"""The endpoints over ASGI with a producer that needs no broker: answers, records, counters, log lines."""

import asyncio
import json
import logging

import pytest

from twyst.messaging.errors import NotAcknowledged, Overloaded, RecordRefused
from twyst.runtime.tracing import parse_traceparent
from twyst.webhook_gateway.receive import Head, read_head

ORDER_ID = "0198a6f2-7c31-7d54-9b1e-2f60c3a4d581"

# What becomes of each recorded body that is not published.
NOT_PUBLISHED = {
    "application_fee_refund_updated": "fee_refund",
    "charge_of_a_venue": "not_our_charge",
    "customer_created": "unknown_type",
    "payment_intent_live": "other_livemode",
    "payment_intent_of_a_direct_charge": "not_our_charge",
    "thin_event": "thin_event",
}


async def test_every_recorded_body_is_answered_200_and_published_or_ignored_by_name(
    gateway, bodies, endpoint_of
):
    for name, body in bodies.items():
        before = len(gateway.producer.sent)
        response = await gateway.post(endpoint_of(body), body)
        assert response.status_code == 200, (name, response.text)
        answer = response.json()
        if name in NOT_PUBLISHED:
            assert answer == {"outcome": "ignored", "reason": NOT_PUBLISHED[name]}
        else:
            assert answer["outcome"] == "published", name
        published = len(gateway.producer.sent) - before
        assert published == (answer["outcome"] == "published")


async def test_a_record_carries_the_event_as_a_cloud_event(gateway, bodies):
    response = await gateway.post("platform", bodies["payment_intent_succeeded"])
    assert response.json() == {"outcome": "published", "reason": "order_metadata"}
    [sent] = gateway.producer.sent
    event = json.loads(sent.value)
    assert sent.topic == "twyst.stripe.order-events.v1"
    assert sent.key == ORDER_ID.encode()
    trace = parse_traceparent(sent.headers.pop("traceparent"))
    assert trace is not None
    assert sent.headers == {
        "ce_specversion": "1.0",
        "ce_id": event["id"],
        "ce_type": "payment_intent.succeeded",
        "ce_source": "urn:stripe:platform",
        "ce_time": "2026-10-26T07:34:02+00:00",
        "ce_subject": event["object"]["id"],
        "content-type": "application/json",
        "source": "stripe",
    }


async def test_each_delivery_has_a_trace_of_its_own(gateway, bodies):
    for _ in range(2):
        await gateway.post("platform", bodies["payment_intent_succeeded"])
    first, second = (sent.headers["traceparent"] for sent in gateway.producer.sent)
    assert first != second


async def test_a_connected_accounts_event_says_so(gateway, bodies):
    await gateway.post("connect", bodies["payout_paid"])
    [sent] = gateway.producer.sent
    assert (sent.topic, sent.key) == ("twyst.stripe.account-events.v1", b"acct_1TwystVenueOsteria")
    assert sent.headers["ce_source"] == "urn:stripe:acct_1TwystVenueOsteria"


async def test_a_namespace_moves_the_topics(make_gateway, bodies):
    gateway = make_gateway(topic_namespace="test-7")
    await gateway.post("platform", bodies["dispute_created"])
    assert gateway.producer.sent[0].topic == "test-7.stripe.unrouted.v1"


async def test_backfill_is_marked(gateway, bodies):
    response = await gateway.post("platform", bodies["refund_created"], twyst_source="backfill")
    assert response.status_code == 200
    assert gateway.producer.sent[0].headers["source"] == "backfill"


async def test_an_unknown_source_is_refused(gateway, bodies):
    response = await gateway.post("platform", bodies["refund_created"], twyst_source="stripe")
    assert response.status_code == 400
    assert await gateway.count("platform", "rejected", "source_unknown") == 1


async def test_any_secret_of_the_endpoint_will_do_and_is_counted_by_place(gateway, bodies):
    body = bodies["payment_intent_succeeded"]
    for secret in ("whsec_platform_current", "whsec_platform_previous", "whsec_platform_previous"):
        assert (await gateway.post("platform", body, secret=secret)).status_code == 200
    name = "twyst_gateway_secret_matches_total"
    assert await gateway.metric(name, endpoint="platform", secret_index="0") == 1
    assert await gateway.metric(name, endpoint="platform", secret_index="1") == 2


async def test_the_secrets_of_the_other_endpoint_are_worth_nothing(gateway, bodies):
    response = await gateway.post("platform", bodies["payout_paid"], secret="whsec_connect_current")
    assert response.status_code == 400
    assert response.json()["type"] == "urn:twyst:problem:delivery-signature-mismatch"
    assert gateway.producer.sent == []


async def test_an_endpoint_without_secrets_is_not_there(make_gateway, bodies):
    gateway = make_gateway(webhook_secrets_connect=())
    response = await gateway.post("connect", bodies["payout_paid"], secret="")
    assert response.status_code == 404
    assert await gateway.count("connect", "rejected", "endpoint_disabled") == 1
    assert (await gateway.post("platform", bodies["payment_intent_succeeded"])).status_code == 200


async def test_skew_is_measured_and_bounded(gateway, bodies, now):
    body = bodies["payment_intent_succeeded"]
    assert (await gateway.post("platform", body, at=now - 300)).status_code == 200
    for at, reason in ((now - 301, "timestamp_too_old"), (now + 301, "timestamp_in_future")):
        response = await gateway.post("platform", body, at=at)
        assert response.status_code == 400
        assert await gateway.count("platform", "rejected", reason) == 1
    bucket = "twyst_gateway_signature_skew_seconds_bucket"
    assert await gateway.metric(bucket, endpoint="platform", le="120.0") == 0
    assert await gateway.metric(bucket, endpoint="platform", le="300.0") == 1
    assert len(gateway.producer.sent) == 1


@pytest.mark.parametrize(
    ("endpoint", "name", "reason"),
    [
        ("platform", "payout_paid", "account_on_platform"),
        ("connect", "payment_intent_succeeded", "no_account"),
    ],
)
async def test_a_mixed_up_endpoint_is_an_error(gateway, bodies, caplog, *, endpoint, name, reason):
    response = await gateway.post(endpoint, bodies[name])
    assert response.status_code == 400
    assert response.json()["type"].endswith(reason.replace("_", "-"))
    assert caplog.records[-1].levelno == logging.ERROR
    assert gateway.producer.sent == []


async def test_an_event_that_cannot_be_passed_on_is_refused_with_the_fields_name(gateway, bodies, caplog):
    event = json.loads(bodies["payment_intent_succeeded"])
    event["data"]["object"]["amount_received"] = "planted"
    response = await gateway.post("platform", json.dumps(event).encode())
    assert response.status_code == 422
    assert response.json()["field"] == "$.data.object.amount_received"
    assert await gateway.count("platform", "rejected", "unprojectable") == 1
    record = caplog.records[-1]
    assert (record.levelno, record.field) == (logging.ERROR, "$.data.object.amount_received")
    assert record.event_id == event["id"]
    assert "planted" not in response.text
    assert "planted" not in str(vars(record))


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (Overloaded("full"), "overloaded"),
        (NotAcknowledged("no answer"), "not_acknowledged"),
        (RecordRefused("too large"), "record_refused"),
    ],
)
async def test_without_an_acknowledgement_there_is_no_2xx(gateway, bodies, error, reason):
    gateway.producer.error = error
    response = await gateway.post("platform", bodies["payment_intent_succeeded"])
    assert response.status_code == 503
    assert int(response.headers["retry-after"]) > 0
    assert response.headers["content-type"] == "application/problem+json"
    assert await gateway.count("platform", "unavailable", reason) == 1
    gateway.producer.error = None
    assert (await gateway.post("platform", bodies["payment_intent_succeeded"])).status_code == 200


async def test_nothing_is_answered_before_the_acknowledgement(gateway, bodies):
    gateway.producer.gate = asyncio.Event()
    delivery = asyncio.create_task(gateway.post("platform", bodies["payment_intent_succeeded"]))
    for _ in range(100):
        await asyncio.sleep(0)
    assert not delivery.done()
    gateway.producer.gate.set()
    assert (await delivery).status_code == 200


async def test_what_is_ignored_needs_no_kafka(gateway, bodies):
    gateway.producer.error = NotAcknowledged("no answer")
    assert (await gateway.post("platform", bodies["customer_created"])).status_code == 200


async def test_an_unexpected_error_is_never_a_2xx(make_gateway, bodies):
    gateway = make_gateway()
    gateway.producer.error = ZeroDivisionError("a bug")
    response = await gateway.post("platform", bodies["payment_intent_succeeded"])
    assert response.status_code == 500
    assert response.headers["content-type"] == "application/problem+json"


async def test_nothing_personal_reaches_a_record_a_log_line_or_an_answer(
    gateway, bodies, endpoint_of, caplog
):
    caplog.set_level(logging.DEBUG)
    answers = [(await gateway.post(endpoint_of(body), body)).text for body in bodies.values()]
    event = json.loads(bodies["payment_intent_succeeded"])
    for field in ("id", "amount", "currency", "status", "transfer_data"):
        broken = json.loads(json.dumps(event))
        broken["data"]["object"][field] = ["petra@planted.test"]
        answers.append((await gateway.post("platform", json.dumps(broken).encode())).text)
    seen = "\n".join([*answers, *map(str, gateway.producer.sent), *(str(vars(r)) for r in caplog.records)])
    for word in ("planted", "petra", "203.0.113", "_secret_", "whsec_"):
        assert word not in seen.lower()


async def test_the_log_line_says_where_the_event_went(gateway, bodies, caplog):
    caplog.set_level(logging.DEBUG)
    await gateway.post("platform", bodies["payment_intent_succeeded"])
    record = next(record for record in caplog.records if hasattr(record, "reason"))
    assert (record.outcome, record.reason, record.endpoint) == ("published", "order_metadata", "platform")
    assert (record.key, record.partition, record.offset) == (ORDER_ID, 0, 0)
    assert (record.topic, record.levelno) == ("twyst.stripe.order-events.v1", logging.DEBUG)


async def test_a_length_that_is_no_number_is_as_good_as_none():
    head = read_head([(b"stripe-signature", b"t=1,v1=00"), (b"content-length", b"many")])
    assert head == Head(b"t=1,v1=00", None, is_backfill=False)


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"])
async def test_only_post_is_allowed(gateway, method):
    response = await gateway.client.request(method, "/webhooks/stripe/platform")
    assert response.status_code == 405
    assert response.headers["allow"] == "POST"


@pytest.mark.parametrize("path", ["/webhooks/stripe", "/webhooks/stripe/platform/", "/webhooks/stripe/other"])
async def test_other_paths_are_not_there(gateway, path):
    assert (await gateway.client.post(path, content=b"{}")).status_code == 404
