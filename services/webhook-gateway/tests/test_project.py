"""The projection: golden files, nothing personal, and a name for every field that is missing or odd."""

import hashlib
import json
from pathlib import Path

import jsonschema
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twyst.contracts.messages import stripe_event_v1 as message
from twyst.webhook_gateway.outcome import Reason
from twyst.webhook_gateway.project import Data, Event, ThinEvent, Unreadable, encode, project, read_envelope
from twyst.webhook_gateway.route import Endpoint, Rule, admit

CONTRACTS = Path(__file__).parents[3] / "contracts"
EXAMPLES = CONTRACTS / "examples" / "stripe-event.v1"
SCHEMA = json.loads((CONTRACTS / "messages" / "stripe-event.v1.json").read_text())
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
ALL_OBJECTS = (
    message.PaymentIntent, message.Charge, message.Refund, message.Dispute, message.EarlyFraudWarning,
    message.Transfer, message.ApplicationFee, message.Payout, message.Capability,
)  # fmt: skip
PERSONAL = ("planted", "petra", "203.0.113", "_secret_")


def rule_for(event: Event | ThinEvent) -> Rule | Reason:
    if isinstance(event, ThinEvent):
        return Reason.THIN_EVENT
    endpoint = Endpoint.PLATFORM if event.account is None else Endpoint.CONNECT
    return admit(endpoint, event.type, event.account, livemode=event.livemode, our_livemode=False)


def projected(body: bytes) -> bytes | None:
    """The record's value, None when the event is not passed on."""
    event = read_envelope(body)
    rule = rule_for(event)
    return encode(project(event, body, rule.objects)) if isinstance(rule, Rule) else None


def with_object(body: bytes, **changes) -> bytes:
    """The body with other fields in its object; a value of `...` removes the field."""
    event = json.loads(body)
    obj = event["data"]["object"]
    for name, value in changes.items():
        if value is ...:
            del obj[name]
        else:
            obj[name] = value
    return json.dumps(event).encode()


def test_every_body_becomes_its_golden_example(bodies):
    published = {name: value for name, body in bodies.items() if (value := projected(body)) is not None}
    golden = {path.stem: path for path in EXAMPLES.glob("*.json")}
    assert published.keys() == golden.keys(), "an example without a body, or the reverse"
    for name, value in published.items():
        example = json.loads(golden[name].read_text())
        assert list(_leaves(json.loads(value))) == list(_leaves(example)), name  # order of fields included
        assert example["body_sha256"] == hashlib.sha256(bodies[name]).hexdigest()


def _leaves(document, path=""):
    if isinstance(document, dict):
        for name, value in document.items():
            yield from _leaves(value, f"{path}.{name}")
    else:
        yield path, document


def test_the_encoding_is_the_same_bytes_every_time(bodies):
    body = bodies["payment_intent_succeeded"]
    value = projected(body)
    assert value == projected(body)
    assert value.startswith(b'{"id":"evt_')
    shuffled = json.loads(body)
    shuffled["data"]["object"] = dict(sorted(shuffled["data"]["object"].items(), reverse=True))
    again = projected(json.dumps(shuffled).encode())
    assert again.replace(_sha(again), b"") == value.replace(_sha(value), b"")


def _sha(value: bytes) -> bytes:
    return json.loads(value)["body_sha256"].encode()


def test_nothing_personal_survives(bodies):
    for name, body in bodies.items():
        lowered = body.decode().lower()
        assert name == "thin_event" or any(word in lowered for word in PERSONAL), f"{name} proves nothing"
        value = (projected(body) or b"").decode().lower()
        assert not [word for word in PERSONAL if word in value], name


def test_no_unknown_field_survives_wherever_it_stands(bodies):
    for name, body in bodies.items():
        if name == "thin_event":
            continue
        document = _with_markers(json.loads(body))
        value = projected(json.dumps(document).encode()) or b""
        assert b"marker" not in value, name


def _with_markers(value):
    if isinstance(value, dict):
        marked = {key: _with_markers(item) for key, item in value.items()}
        return {"marker_before": "marker", **marked, "marker_after": {"marker": ["marker"]}}
    if isinstance(value, list):
        return [*map(_with_markers, value), "marker"]
    return value


REQUIRED = {
    "payment_intent_succeeded": ("id", "amount", "amount_received", "currency", "transfer_data", "status"),
    "charge_succeeded": ("id", "payment_intent", "amount", "amount_refunded", "currency", "status"),
    "refund_created": ("id", "payment_intent", "amount", "currency", "status"),
    "dispute_created": ("id", "payment_intent", "charge", "amount", "currency", "status"),
    "early_fraud_warning_created": ("id", "charge"),
    "transfer_created": (
        "id", "amount", "amount_reversed", "currency", "destination", "source_transaction",
    ),
    "application_fee_created": ("id", "account", "amount", "amount_refunded", "currency", "charge"),
    "payout_paid": (
        "id", "amount", "currency", "status", "automatic", "method", "reconciliation_status", "arrival_date",
    ),
    "capability_updated": ("id", "account", "status"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "field"), [(name, field) for name in REQUIRED for field in REQUIRED[name]])
def test_a_missing_field_that_decides_something_is_named(bodies, name, field):
    with pytest.raises(Unreadable) as caught:
        projected(with_object(bodies[name], **{field: ...}))
    assert caught.value.field == "$.data.object"
    assert f"`{field}`" in caught.value.complaint


@pytest.mark.parametrize(
    ("name", "changes", "field"),
    [
        ("payment_intent_succeeded", {"amount": "2590"}, "$.data.object.amount"),
        ("payment_intent_succeeded", {"amount": 25.9}, "$.data.object.amount"),
        ("payment_intent_succeeded", {"amount": 2**53}, "$.data.object.amount"),
        ("payment_intent_succeeded", {"amount": None}, "$.data.object.amount"),
        ("payment_intent_succeeded", {"amount": True}, "$.data.object.amount"),
        ("payment_intent_succeeded", {"currency": "EUR"}, "$.data.object.currency"),
        ("payment_intent_succeeded", {"currency": "eur\n"}, "$.data.object.currency"),
        ("payment_intent_succeeded", {"status": None}, "$.data.object.status"),
        ("payment_intent_succeeded", {"status": "s" * 256}, "$.data.object.status"),
        ("payment_intent_succeeded", {"id": ""}, "$.data.object.id"),
        ("payment_intent_succeeded", {"id": 7}, "$.data.object.id"),
        ("payment_intent_succeeded", {"latest_charge": []}, "$.data.object.latest_charge"),
        ("payment_intent_succeeded", {"latest_charge": {}}, "$.data.object.latest_charge"),
        ("payment_intent_succeeded", {"transfer_data": {}}, "$.data.object.transfer_data"),
        ("payment_intent_succeeded", {"transfer_data": "acct_1"}, "$.data.object.transfer_data"),
        ("payment_intent_succeeded", {"metadata": "order_id"}, "$.data.object.metadata"),
        ("payment_intent_succeeded", {"metadata": {"order_id": 12}}, "$.data.object.metadata.order_id"),
        ("payment_intent_succeeded", {"metadata": {"order_id": "o" * 501}}, "$.data.object.metadata.order_id"),
        ("payment_intent_succeeded", {"metadata": {"order_id": None}}, "$.data.object.metadata.order_id"),
        ("payment_intent_succeeded", {"object": "charge"}, "$.data.object"),
        ("payment_intent_succeeded", {"object": "planted"}, "$.data.object.object"),
        ("payment_intent_succeeded", {"object": 5}, "$.data.object.object"),
        ("payment_intent_succeeded", {"object": ...}, "$.data.object"),
        ("charge_succeeded", {"object": "payout"}, "$.data.object"),
        ("payout_paid", {"automatic": "yes"}, "$.data.object.automatic"),
        ("payout_paid", {"arrival_date": -1}, "$.data.object.arrival_date"),
        ("account_updated", {"metadata": [1]}, "$.data.object.metadata"),
    ],
)  # fmt: skip
def test_an_odd_field_is_named_and_its_value_is_not(bodies, name, changes, field):
    with pytest.raises(Unreadable) as caught:
        projected(with_object(bodies[name], **changes))
    assert caught.value.field == field
    assert "planted" not in str(caught.value)


def test_an_object_that_the_type_is_not_about_is_refused(bodies):
    other = json.loads(bodies["payout_paid_of_the_platform"])
    other["type"] = "payment_intent.succeeded"
    with pytest.raises(Unreadable, match="not what the event's type is about"):
        projected(json.dumps(other).encode())


@pytest.mark.parametrize(
    ("name", "absent"),
    [
        ("payment_intent_succeeded", ("application_fee_amount", "latest_charge", "cancellation_reason", "last_payment_error")),
        ("refund_from_dashboard", ("charge", "metadata")),
        ("dispute_created", ("reason", "metadata")),
        ("early_fraud_warning_created", ("payment_intent",)),
        ("transfer_created", ("destination_payment", "metadata")),
        ("application_fee_created", ("originating_transaction",)),
        ("payout_paid", ("original_payout", "failure_code", "metadata")),
    ],
)  # fmt: skip
def test_what_stripe_leaves_out_is_null(bodies, name, absent):
    value = json.loads(projected(with_object(bodies[name], **dict.fromkeys(absent, ...))))
    VALIDATOR.validate(value)
    assert {value["object"][each] for each in absent if each in value["object"]} <= {None}


def test_expanded_references_become_their_ids(bodies):
    value = json.loads(projected(bodies["payment_intent_succeeded_with_expanded_charge"]))
    assert value["object"]["latest_charge"].startswith("ch_")
    assert value["object"]["destination"].startswith("acct_")


@pytest.mark.parametrize("name", ["status", "id", "latest_charge"])
def test_nul_is_refused_wherever_it_would_be_passed_on(bodies, name):
    with pytest.raises(Unreadable, match="NUL"):
        projected(with_object(bodies["payment_intent_succeeded"], **{name: "a\x00b"}))


def test_nul_elsewhere_is_nobodys_business(bodies):
    assert projected(with_object(bodies["payment_intent_succeeded"], description="a\x00b")) is not None


@pytest.mark.parametrize(
    ("body", "field"),
    [
        (b"", "$"),
        (b"{}", "$"),
        (b"[]", "$"),
        (b"null", "$"),
        (b'"evt_1"', "$"),
        (b"1e999", "$"),
        (b"{", "$"),
        (b'{"object":"event"}x', "$"),
        (b"\xef\xbb\xbf{}", "$"),
        (b'{"object":"list","data":[]}', "$.object"),
        (b'{"object":7}', "$.object"),
        (b'{"object":"event","id":"\xff","type":"a.b","livemode":false,"created":1,"data":{"object":{}}}', "$"),
        (b'{"object":"event","id":"\\ud800","type":"a.b","livemode":false,"created":1,"data":{"object":{}}}', "$"),
        (b'{"object":"event","id":"e","type":"a.b","livemode":0,"created":1,"data":{"object":{}}}', "$.livemode"),
        (b'{"object":"event","id":"e","type":"a.b","livemode":false,"created":-1,"data":{"object":{}}}', "$.created"),
        (b'{"object":"event","id":"e","type":"a.b","livemode":false,"created":1e3,"data":{"object":{}}}', "$.created"),
        (b'{"object":"event","id":"e","type":"a.b","livemode":false,"created":253402300800,"data":{"object":{}}}', "$.created"),
        (b'{"object":"event","id":"","type":"a.b","livemode":false,"created":1,"data":{"object":{}}}', "$.id"),
        (b'{"object":"event","id":"e","type":"a.b","livemode":false,"created":1,"data":{}}', "$.data"),
        (b'{"object":"event","id":"e","type":"a.b","livemode":false,"created":1,"account":"","data":{"object":{}}}', "$.account"),
        (b'{"x":' + b"[" * 100_000 + b"]" * 100_000 + b',"object":"event"}', "$"),
        (b"[" * 100_000, "$"),
    ],
)  # fmt: skip
def test_what_is_no_event_is_refused(body, field):
    with pytest.raises(Unreadable) as caught:
        read_envelope(body)
    assert caught.value.field == field


def test_an_object_that_is_nested_too_deeply_is_refused(bodies):
    deep = b'{"object":"payment_intent","x":' + b'{"x":' * 100_000 + b"1" + b"}" * 100_001
    body = b'{"object":"event","id":"e","type":"payment_intent.created","livemode":false,"created":1,"data":{"object":%b}}'
    with pytest.raises(Unreadable, match="too deeply"):
        projected(body % deep)


NUMBERS = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
JSON = st.recursive(
    st.none() | st.booleans() | NUMBERS | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ("object", "id", "amount", "currency", "status", "payment_intent", "metadata", "charge", "destination",
          "transfer_data", "last_payment_error", "automatic", "account", "reason", "x")  # fmt: skip
NAMES = sorted(REQUIRED)


@settings(max_examples=300)
@given(name=st.sampled_from(NAMES), changes=st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=3))
def test_whatever_an_object_holds_it_is_projected_by_the_contract_or_refused_by_name(bodies, name, changes):
    obj = {**json.loads(bodies[name])["data"]["object"], **changes}
    event = Event(
        id="evt_1",
        type="payment_intent.created",
        livemode=False,
        created=1,
        data=Data(msgspec.Raw(json.dumps(obj).encode())),
    )
    try:
        value = encode(project(event, b"", ALL_OBJECTS))
    except Unreadable as error:
        value, fault = None, error.field
    assert fault.startswith("$") if value is None else VALIDATOR.is_valid(json.loads(value))


@given(st.binary(max_size=200) | JSON.map(lambda value: json.dumps(value).encode()))
def test_whatever_a_body_holds_it_is_an_event_or_refused(body):
    with pytest.raises(Unreadable):
        read_envelope(body)
