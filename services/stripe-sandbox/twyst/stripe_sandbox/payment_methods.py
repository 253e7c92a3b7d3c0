"""Magic payment methods: what a payment with each of them does. The names are Stripe's test names."""

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final, Literal

from twyst.stripe_sandbox.errors import StripeError
from twyst.stripe_sandbox.store import Body


class Outcome(StrEnum):
    """How an attempt to pay begins."""

    SUCCEEDS = "succeeds"
    DECLINES = "declines"
    ASKS = "asks"
    """The bank asks the payer (3D Secure) and then agrees."""
    ASKS_AND_DECLINES = "asks_and_declines"
    PROCESSES = "processes"
    """Succeeds some time later, as a bank debit does."""
    PROCESSES_AND_FAILS = "processes_and_fails"
    PROCESSES_FOR_EVER = "processes_for_ever"


@dataclass(frozen=True, slots=True)
class Method:
    """A payment method's behaviour and looks."""

    outcome: Outcome = Outcome.SUCCEEDS
    code: str | None = None
    """Error code of a decline."""
    decline_code: str | None = None
    type: Literal["card", "us_bank_account"] = "card"
    brand: str = "visa"
    last4: str = "4242"
    funds_at_once: bool = False
    """The money is available without the usual delay."""
    dispute: Literal["fraudulent", "inquiry"] | None = None
    """What the payer's bank opens right after the payment."""
    refund: Literal["succeeds", "pending", "fails_later"] = "succeeds"


@dataclass(frozen=True, slots=True)
class Failure:
    """Why an attempt to pay failed; the message is for the payer."""

    code: str | None
    decline_code: str | None
    message: str


AUTHENTICATION_REQUIRED: Final = Failure(
    "authentication_required",
    "authentication_required",
    "Your card was declined. This transaction requires authentication.",
)
NOT_AUTHENTICATED: Final = Failure(
    "payment_intent_authentication_failure",
    None,
    "We are unable to authenticate your payment method. Please choose a different payment method and try again.",
)
_MESSAGES: Final = {
    "insufficient_funds": "Your card has insufficient funds.",
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "Your card's security code is incorrect.",
    "processing_error": "An error occurred while processing your card. Try again in a little bit.",
}


def _declined(decline_code: str, last4: str, *, code: str = "card_declined") -> Method:
    return Method(Outcome.DECLINES, code, decline_code, last4=last4)


def _bank(outcome: Outcome, code: str | None = None) -> Method:
    return Method(outcome, code, None, type="us_bank_account", brand="", last4="6789")


_GENERIC = _declined("generic_decline", "0002")
_INSUFFICIENT = _declined("insufficient_funds", "9995")

METHODS: Final = MappingProxyType(
    {
        "pm_card_visa": Method(),
        "pm_card_visa_debit": Method(last4="5556"),
        "pm_card_mastercard": Method(brand="mastercard", last4="4444"),
        "pm_card_amex": Method(brand="amex", last4="0005"),
        "pm_card_bypassPending": Method(last4="0077", funds_at_once=True),
        "pm_card_chargeDeclined": _GENERIC,
        "pm_card_visa_chargeDeclined": _GENERIC,
        "pm_card_chargeDeclinedInsufficientFunds": _INSUFFICIENT,
        "pm_card_visa_chargeDeclinedInsufficientFunds": _INSUFFICIENT,
        "pm_card_chargeDeclinedLostCard": _declined("lost_card", "9987"),
        "pm_card_chargeDeclinedStolenCard": _declined("stolen_card", "9979"),
        "pm_card_chargeDeclinedFraudulent": _declined("fraudulent", "0019"),
        "pm_card_chargeDeclinedExpiredCard": _declined("expired_card", "0069", code="expired_card"),
        "pm_card_chargeDeclinedIncorrectCvc": _declined("incorrect_cvc", "0127", code="incorrect_cvc"),
        "pm_card_chargeDeclinedProcessingError": _declined(
            "processing_error", "0119", code="processing_error"
        ),
        "pm_card_authenticationRequired": Method(Outcome.ASKS, last4="3184"),
        "pm_card_threeDSecure2Required": Method(Outcome.ASKS, last4="3220"),
        "pm_card_threeDSecureRequired": Method(Outcome.ASKS, last4="3063"),
        "pm_card_threeDSecureRequiredChargeDeclined": Method(
            Outcome.ASKS_AND_DECLINES, "card_declined", "generic_decline", last4="8408"
        ),
        "pm_card_createDispute": Method(last4="0259", dispute="fraudulent"),
        "pm_card_createDisputeInquiry": Method(last4="1976", dispute="inquiry"),
        "pm_card_pendingRefund": Method(last4="7726", refund="pending"),
        "pm_card_refundFail": Method(last4="5126", refund="fails_later"),
        "pm_usBankAccount_success": _bank(Outcome.PROCESSES),
        "pm_usBankAccount": _bank(Outcome.PROCESSES),
        "pm_usBankAccount_processing": _bank(Outcome.PROCESSES_FOR_EVER),
        "pm_usBankAccount_insufficientFunds": _bank(
            Outcome.PROCESSES_AND_FAILS, "payment_method_provider_decline"
        ),
        "pm_usBankAccount_accountClosed": _bank(
            Outcome.PROCESSES_AND_FAILS, "payment_method_provider_decline"
        ),
    },
)


def method(name: str) -> Method:
    """The behaviour of a magic name. Raises `StripeError` 400 as Stripe does for one that it does not know."""
    found = METHODS.get(name)
    if found is None:
        message = f"No such PaymentMethod: '{name}'"
        raise StripeError(
            400, "invalid_request_error", message, code="resource_missing", param="payment_method"
        )
    return found


def failure_of(known: Method) -> Failure:
    """How a payment with a method that does not work fails."""
    if known.type == "us_bank_account":
        return Failure(known.code, None, "The customer's bank account could not be debited.")
    message = _MESSAGES.get(known.decline_code or "", "Your card was declined.")
    return Failure(known.code, known.decline_code, message)


def fields(name: str) -> Body:
    """The PaymentMethod object that Stripe makes of a magic name."""
    known = method(name)
    address = {
        "city": None,
        "country": None,
        "line1": None,
        "line2": None,
        "postal_code": None,
        "state": None,
    }
    return {
        "allow_redisplay": "unspecified",
        "billing_details": {"address": address, "email": None, "name": None, "phone": None, "tax_id": None},
        known.type: details(known),
        "customer": None,
        "customer_account": None,
        "metadata": {},
        "type": known.type,
    }


def details(known: Method) -> Body:
    """The part of a payment method that its type names; also shown on the charge."""
    if known.type == "us_bank_account":
        return {"account_type": "checking", "bank_name": "STRIPE TEST BANK", "last4": known.last4}
    return {
        "brand": known.brand,
        "country": "US",
        "display_brand": known.brand,
        "exp_month": 12,
        "exp_year": 2034,
        "fingerprint": "sandbox" + known.last4,
        "funding": "credit",
        "last4": known.last4,
        "wallet": None,
    }
