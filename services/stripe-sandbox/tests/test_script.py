"""The script that stands in for Stripe.js: that it is served, and that what it maps to exists."""

import re

from twyst.stripe_sandbox.payment_methods import METHODS


async def test_the_script_is_served_to_pages_of_other_origins(sandbox):
    answer = await sandbox.http.get("/_sandbox/stripe.js")

    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/javascript")
    assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "window.Stripe = Stripe" in answer.text


async def test_every_test_card_is_a_payment_method_of_the_sandbox(sandbox):
    script = (await sandbox.http.get("/_sandbox/stripe.js")).text

    cards = dict(re.findall(r"^ {4}(\d{15,16}): '(pm_\w+)',$", script, re.MULTILINE))

    assert cards["4242424242424242"] == "pm_card_visa"
    assert len(cards) >= 16
    assert set(cards.values()) <= METHODS.keys()
