"""How this Stripe behaves where the real one's behaviour depends on contracts, countries and time."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rules:
    """Fees, delays and limits. Seconds are virtual; amounts are minor units of whatever currency is charged."""

    api_version: str
    platform_account: str = "acct_platform"
    platform_currency: str = "eur"
    fee_basis_points: int = 150
    """Stripe's processing fee, taken inside the charge's balance transaction."""
    fee_fixed_minor: int = 25
    dispute_fee_minor: int = 2000
    capture_delay_seconds: float = 0.5
    """How long after success the balance transaction, transfer and application fee of a charge follow."""
    processing_delay_seconds: float = 5.0
    """How long a bank debit stays in `processing`."""
    refund_settle_seconds: float = 5.0
    """How long a pending refund takes, and how long after success a failing one fails."""
    funds_delay_days: int = 2
    """From a charge to the day on which its money can be paid out."""
    payout_step_seconds: float = 1.0
    """Between created, in transit, paid and reconciled."""
    confirm_attempts_max: int = 10
    """Stripe cancels a PaymentIntent after too many failed confirmations."""
    idempotency_seconds: float = 24 * 3600.0
    webhook_patience_seconds: float = 3 * 24 * 3600.0
    """How long Stripe goes on to deliver an event."""
