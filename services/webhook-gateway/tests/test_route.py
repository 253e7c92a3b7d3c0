"""The routing table, row by row, and what must hold for every event whatever it says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twyst.contracts.messages import stripe_event_v1 as message
from twyst.contracts.topics import STRIPE_ACCOUNT_EVENTS, STRIPE_ORDER_EVENTS, STRIPE_UNROUTED
from twyst.webhook_gateway.outcome import Outcome, Reason
from twyst.webhook_gateway.route import Address, Endpoint, Rule, address, admit

PLATFORM, CONNECT = Endpoint.PLATFORM, Endpoint.CONNECT
ORDER_ID = "0198a6f2-7c31-7d54-9b1e-2f60c3a4d581"
OURS = message.Metadata(order_id=ORDER_ID, twyst_env="local")
NOBODYS = message.Metadata()
ACCOUNT = "acct_venue"


def payment_intent() -> message.PaymentIntent:
    return message.PaymentIntent("pi_1", 100, 100, "eur", None, None, None, "succeeded", None, None, None)


def charge(payment_intent: str | None = "pi_1") -> message.Charge:
    return message.Charge("ch_1", payment_intent, 100, 0, "eur", "succeeded")


def refund(payment_intent: str | None = "pi_1", charge: str | None = "ch_1") -> message.Refund:
    return message.Refund("re_1", payment_intent, charge, 100, "eur", "succeeded", None)


def dispute(payment_intent: str | None = "pi_1", charge: str | None = "ch_1") -> message.Dispute:
    return message.Dispute("dp_1", payment_intent, charge, 100, "eur", "lost", None)


def warning(payment_intent: str | None = "pi_1", charge: str | None = "ch_1") -> message.EarlyFraudWarning:
    return message.EarlyFraudWarning("issfr_1", payment_intent, charge)


def transfer(destination: str | None = ACCOUNT) -> message.Transfer:
    return message.Transfer("tr_1", 100, 0, "eur", destination, "ch_1", "py_1")


FEE = message.ApplicationFee("fee_1", "acct_payer", 10, 0, "eur", "py_1", "ch_1")
PAYOUT = message.Payout("po_1", 100, "eur", "paid", True, "standard", "completed", None, 0, None)
CHANGED = message.Account(ACCOUNT)
CAPABILITY = message.Capability("transfers", ACCOUNT, "active")


def decide(endpoint, event_type, obj, metadata=NOBODYS, account=None) -> Address | Reason:
    rule = admit(endpoint, event_type, account, livemode=False, our_livemode=False)
    if isinstance(rule, Reason):
        return rule
    assert type(obj) in rule.objects, "the test gave the wrong object"
    event = message.StripeEvent("evt_1", event_type, account, False, 1, None, "0" * 64, metadata, obj)
    return address(rule, event, environment="local")


def to_order(key: str = ORDER_ID) -> Address:
    return Address(STRIPE_ORDER_EVENTS, key, Reason.ORDER_METADATA)


def unrouted(key: str, reason: Reason = Reason.NO_ORDER_METADATA) -> Address:
    return Address(STRIPE_UNROUTED, key, reason)


def to_account(key: str, reason: Reason = Reason.PLATFORM_MONEY) -> Address:
    return Address(STRIPE_ACCOUNT_EVENTS, key, reason)


PAYMENT_INTENT_TYPES = [
    f"payment_intent.{verb}"
    for verb in ("created", "requires_action", "processing", "payment_failed", "succeeded", "canceled")
]
CHARGE_TYPES = [
    f"charge.{verb}"
    for verb in ("succeeded", "failed", "updated", "captured", "expired", "pending", "refunded")
]
REFUND_TYPES = ["refund.created", "refund.updated", "refund.failed", "charge.refund.updated"]
DISPUTE_TYPES = [
    f"charge.dispute.{verb}"
    for verb in ("created", "updated", "closed", "funds_withdrawn", "funds_reinstated")
]


@pytest.mark.parametrize(
    ("types", "obj", "key_when_unrouted"),
    [
        (PAYMENT_INTENT_TYPES, payment_intent(), "pi_1"),
        (CHARGE_TYPES, charge(), "pi_1"),
        (CHARGE_TYPES, charge(None), "ch_1"),
        (REFUND_TYPES, refund(), "pi_1"),
        (REFUND_TYPES, refund(None), "ch_1"),
        (REFUND_TYPES, refund(None, None), "evt_1"),
    ],
)
def test_platform_payments_go_to_their_order_if_they_name_one_of_ours(types, obj, key_when_unrouted):
    for event_type in types:
        assert decide(PLATFORM, event_type, obj, OURS) == to_order()
        assert decide(PLATFORM, event_type, obj, NOBODYS) == unrouted(key_when_unrouted)


@pytest.mark.parametrize(
    ("metadata", "reason"),
    [
        (message.Metadata(order_id=ORDER_ID), Reason.NO_ORDER_METADATA),
        (message.Metadata(twyst_env="local"), Reason.NO_ORDER_METADATA),
        (message.Metadata(order_id=ORDER_ID, twyst_env="staging"), Reason.FOREIGN_ENVIRONMENT),
        (message.Metadata(order_id=ORDER_ID, twyst_env="Local"), Reason.FOREIGN_ENVIRONMENT),
        (message.Metadata(order_id="", twyst_env="local"), Reason.ORDER_ID_NOT_A_UUID),
        (message.Metadata(order_id="12", twyst_env="local"), Reason.ORDER_ID_NOT_A_UUID),
        (message.Metadata(order_id=ORDER_ID.upper(), twyst_env="local"), Reason.ORDER_ID_NOT_A_UUID),
        (message.Metadata(order_id=f"{{{ORDER_ID}}}", twyst_env="local"), Reason.ORDER_ID_NOT_A_UUID),
        (message.Metadata(order_id=ORDER_ID.replace("-", ""), twyst_env="local"), Reason.ORDER_ID_NOT_A_UUID),
        (message.Metadata(order_id=f"{ORDER_ID}\n", twyst_env="local"), Reason.ORDER_ID_NOT_A_UUID),
        (message.Metadata(order_id=f" {ORDER_ID}", twyst_env="local"), Reason.ORDER_ID_NOT_A_UUID),
        (
            message.Metadata(order_id=ORDER_ID.replace("0", "٠"), twyst_env="local"),
            Reason.ORDER_ID_NOT_A_UUID,
        ),
    ],
)
def test_what_only_looks_like_our_metadata_goes_to_unrouted(metadata, reason):
    assert decide(PLATFORM, "payment_intent.succeeded", payment_intent(), metadata) == unrouted(
        "pi_1", reason
    )


@pytest.mark.parametrize("metadata", [OURS, NOBODYS])
def test_disputes_and_fraud_warnings_are_unrouted_whatever_they_say(metadata):
    for event_type in DISPUTE_TYPES:
        assert decide(PLATFORM, event_type, dispute(), metadata) == unrouted("pi_1", Reason.DISPUTE)
    assert decide(PLATFORM, DISPUTE_TYPES[0], dispute(None), metadata) == unrouted("ch_1", Reason.DISPUTE)
    assert decide(PLATFORM, DISPUTE_TYPES[0], dispute(None, None), metadata) == unrouted(
        "evt_1", Reason.DISPUTE
    )
    created = "radar.early_fraud_warning.created"
    assert decide(PLATFORM, created, warning(), metadata) == unrouted("pi_1", Reason.FRAUD_WARNING)
    assert decide(PLATFORM, created, warning(None), metadata) == unrouted("ch_1", Reason.FRAUD_WARNING)
    assert decide(PLATFORM, created, warning(None, None), metadata) == unrouted("evt_1", Reason.FRAUD_WARNING)


@pytest.mark.parametrize(
    ("event_type", "obj", "key"),
    [
        ("transfer.created", transfer(), ACCOUNT),
        ("transfer.updated", transfer(), ACCOUNT),
        ("transfer.reversed", transfer(), ACCOUNT),
        ("transfer.created", transfer(None), "platform"),
        ("application_fee.created", FEE, "acct_payer"),
        ("application_fee.refunded", FEE, "acct_payer"),
        ("payout.created", PAYOUT, "platform"),
        ("payout.paid", PAYOUT, "platform"),
    ],
)
def test_the_platforms_money_goes_to_the_account_it_is_about(event_type, obj, key):
    assert decide(PLATFORM, event_type, obj, OURS) == to_account(key)


@pytest.mark.parametrize(
    ("event_type", "obj"),
    [
        ("payout.created", PAYOUT),
        ("payout.reconciliation_completed", PAYOUT),
        ("payout.failed", PAYOUT),
        ("account.updated", CHANGED),
        ("account.application.deauthorized", CHANGED),
        ("account.external_account.updated", CHANGED),
        ("capability.updated", CAPABILITY),
    ],
)
def test_what_happens_on_a_connected_account_is_keyed_by_it(event_type, obj):
    assert decide(CONNECT, event_type, obj, OURS, account="acct_x") == to_account(
        "acct_x", Reason.CONNECTED_ACCOUNT
    )


@pytest.mark.parametrize(
    "event_type",
    [
        *PAYMENT_INTENT_TYPES, *CHARGE_TYPES, *REFUND_TYPES, *DISPUTE_TYPES,
        "transfer.created", "application_fee.created", "balance.available", "person.updated", "customer.created",
    ],
)  # fmt: skip
def test_a_venues_own_charges_never_reach_an_order_whatever_their_metadata_says(event_type):
    assert admit(CONNECT, event_type, ACCOUNT, livemode=False, our_livemode=False) is Reason.NOT_OUR_CHARGE


@pytest.mark.parametrize(
    "event_type",
    [
        "customer.created", "account.updated", "capability.updated", "balance.available", "invoice.paid",
        "radar.something.created", "payment_intents.succeeded", "payment_intent", "charge", "", ".", "..",
        ".payment_intent.succeeded", "Payment_intent.succeeded",
    ],
)  # fmt: skip
def test_unknown_types_are_ignored(event_type):
    assert admit(PLATFORM, event_type, None, livemode=False, our_livemode=False) is Reason.UNKNOWN_TYPE


def test_a_fee_refunds_metadata_is_ignored_by_name():
    refused = admit(PLATFORM, "application_fee.refund.updated", None, livemode=False, our_livemode=False)
    assert refused is Reason.FEE_REFUND


@pytest.mark.parametrize("ours", [True, False])
def test_the_other_mode_is_ignored(ours):
    for endpoint, account in ((PLATFORM, None), (CONNECT, ACCOUNT)):
        for event_type in ("payment_intent.succeeded", "payout.paid", "customer.created"):
            found = admit(endpoint, event_type, account, livemode=not ours, our_livemode=ours)
            assert found is Reason.OTHER_LIVEMODE


@pytest.mark.parametrize("livemode", [True, False])
@pytest.mark.parametrize("event_type", ["payment_intent.succeeded", "payout.paid", "customer.created"])
def test_a_contradiction_of_endpoint_and_account_is_refused_first(event_type, livemode):
    found = admit(PLATFORM, event_type, ACCOUNT, livemode=livemode, our_livemode=False)
    assert found is Reason.ACCOUNT_ON_PLATFORM
    assert admit(CONNECT, event_type, None, livemode=livemode, our_livemode=False) is Reason.NO_ACCOUNT


TYPES = st.one_of(
    st.text(max_size=40),
    st.builds(
        ".".join,
        st.lists(
            st.sampled_from(
                [
                    "payment_intent",
                    "charge",
                    "dispute",
                    "refund",
                    "payout",
                    "account",
                    "radar",
                    "created",
                    "",
                    "x",
                ]
            ),
            max_size=4,
        ),
    ),
)


@given(TYPES, st.sampled_from(Endpoint), st.sampled_from([None, ACCOUNT]), st.booleans(), st.booleans())
def test_every_event_has_exactly_one_named_end(event_type, endpoint, account, livemode, ours):
    found = admit(endpoint, event_type, account, livemode=livemode, our_livemode=ours)
    if isinstance(found, Rule):
        assert found.reason.outcome is Outcome.PUBLISHED
        assert (account is None) == (endpoint is PLATFORM)
    else:
        assert found.outcome in {Outcome.IGNORED, Outcome.REJECTED}


def test_only_the_platforms_endpoint_leads_to_an_order_topic():
    for event_type in (*PAYMENT_INTENT_TYPES, *CHARGE_TYPES, *REFUND_TYPES, "payout.paid", "account.updated"):
        rule = admit(CONNECT, event_type, ACCOUNT, livemode=False, our_livemode=False)
        if isinstance(rule, Rule):
            event = message.StripeEvent("evt_1", event_type, ACCOUNT, False, 1, None, "", OURS, CHANGED)
            assert address(rule, event, environment="local").topic is STRIPE_ACCOUNT_EVENTS
