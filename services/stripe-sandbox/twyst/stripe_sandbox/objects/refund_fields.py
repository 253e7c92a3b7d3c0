"""The fields that every refund has, on the platform and on a venue."""

from twyst.stripe_sandbox.store import Body


def fields(amount: int, currency: str) -> Body:
    """A refund that has succeeded and is of nothing yet."""
    return {
        "amount": amount,
        "balance_transaction": None,
        "charge": None,
        "currency": currency,
        "customer": None,
        "customer_account": None,
        "description": None,
        "metadata": {},
        "payment_intent": None,
        "payment_method": None,
        "reason": None,
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
    }
