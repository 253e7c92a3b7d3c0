"""The fields that every charge has before anything is known of it, on the platform and on a venue."""

from typing import Final

from twyst.stripe_sandbox.store import Body

_UNUSED: Final = dict.fromkeys(
    (
        "application",
        "authorization_code",
        "customer",
        "failure_balance_transaction",
        "failure_code",
        "failure_message",
        "level3",
        "presentment_details",
        "radar_options",
        "receipt_number",
        "review",
        "source",
        "source_transfer",
    ),
)


def fields(amount: int, currency: str) -> Body:
    """What every charge has before anything is known of it."""
    address = {
        "city": None,
        "country": None,
        "line1": None,
        "line2": None,
        "postal_code": None,
        "state": None,
    }
    return {
        **_UNUSED,
        "amount": amount,
        "amount_captured": 0,
        "amount_refunded": 0,
        "application_fee": None,
        "application_fee_amount": None,
        "balance_transaction": None,
        "billing_details": {"address": address, "email": None, "name": None, "phone": None, "tax_id": None},
        "calculated_statement_descriptor": "TWYST SANDBOX",
        "captured": True,
        "currency": currency,
        "description": None,
        "disputed": False,
        "fraud_details": {},
        "metadata": {},
        "on_behalf_of": None,
        "outcome": None,
        "paid": True,
        "payment_intent": None,
        "payment_method": None,
        "payment_method_details": None,
        "receipt_email": None,
        "receipt_url": None,
        "refunded": False,
        "shipping": None,
        "statement_descriptor": None,
        "statement_descriptor_suffix": None,
        "status": "succeeded",
        "transfer": None,
        "transfer_data": None,
        "transfer_group": None,
    }
