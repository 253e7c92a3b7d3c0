"""Our signatures are the ones that Stripe's own library accepts."""

import json

import pytest
import stripe

from twyst.testing.stripe_events import sign_stripe_event


def test_stripes_library_accepts_the_signature(signed_stripe_event):
    signed = signed_stripe_event({"id": "evt_1", "object": "event"}, "whsec_test")
    event = stripe.Webhook.construct_event(signed.body, signed.signature, "whsec_test")
    assert event.id == "evt_1"
    assert signed.headers["stripe-signature"] == signed.signature


def test_another_secret_is_refused():
    signed = sign_stripe_event({"id": "evt_1", "object": "event"}, "whsec_other")
    with pytest.raises(stripe.SignatureVerificationError):
        stripe.Webhook.construct_event(signed.body, signed.signature, "whsec_test")


def test_an_old_timestamp_is_outside_the_tolerance():
    signed = sign_stripe_event({"id": "evt_1", "object": "event"}, "whsec_test", timestamp=1)
    with pytest.raises(stripe.SignatureVerificationError, match="tolerance"):
        stripe.Webhook.construct_event(signed.body, signed.signature, "whsec_test")


def test_bytes_are_signed_as_they_are():
    raw = b'{ "odd":   "spacing" }'
    assert sign_stripe_event(raw, "whsec_test").body == raw
    assert json.loads(sign_stripe_event({"a": 1}, "s").body) == {"a": 1}
