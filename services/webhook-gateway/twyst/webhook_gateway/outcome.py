"""Every way in which a delivery can end, by name: the table of the gateway's behaviour.

A reason is what the log line, the metric's label and the answer's body say, so that an operator finds the same word
in all three. `README.md` shows this table; a test compares the two.
"""

from __future__ import annotations

from enum import Enum, StrEnum


class Outcome(StrEnum):
    """What became of a delivery."""

    PUBLISHED = "published"
    """On Kafka, acknowledged by every in-sync replica."""
    IGNORED = "ignored"
    """Genuine and of no concern to Twyst; a repetition would change nothing."""
    REJECTED = "rejected"
    """Refused. Stripe repeats it, so a genuine event survives until somebody corrects what is wrong."""
    UNAVAILABLE = "unavailable"
    """Not known to be on Kafka; Stripe shall repeat it."""
    ABANDONED = "abandoned"
    """The client went away before its body was complete; nobody hears an answer."""


class Reason(Enum):
    """Why a delivery ended as it did. `status` is the HTTP status of the answer."""

    # fmt: off
    ORDER_METADATA       = (Outcome.PUBLISHED,   200, "names one of our orders")
    NO_ORDER_METADATA    = (Outcome.PUBLISHED,   200, "names no order; the order service looks for it by PaymentIntent or charge")
    FOREIGN_ENVIRONMENT  = (Outcome.PUBLISHED,   200, "was made by another installation, or claims so; the order service decides")
    ORDER_ID_NOT_A_UUID  = (Outcome.PUBLISHED,   200, "its order_id is not a canonical UUID; the order service decides")
    DISPUTE              = (Outcome.PUBLISHED,   200, "a dispute; it names a charge, not an order")
    FRAUD_WARNING        = (Outcome.PUBLISHED,   200, "an early fraud warning; it names a charge, not an order")
    PLATFORM_MONEY       = (Outcome.PUBLISHED,   200, "a transfer, a fee or a payout of the platform")
    CONNECTED_ACCOUNT    = (Outcome.PUBLISHED,   200, "a payout of a connected account, or a change of it")

    OTHER_LIVEMODE       = (Outcome.IGNORED,     200, "is of the other mode (test or live)")
    UNKNOWN_TYPE         = (Outcome.IGNORED,     200, "is of a type that Twyst does not use")
    NOT_OUR_CHARGE       = (Outcome.IGNORED,     200, "is of a connected account's own business, whatever its metadata says")
    FEE_REFUND           = (Outcome.IGNORED,     200, "is a fee refund's metadata; its amount came with application_fee.refunded")
    THIN_EVENT           = (Outcome.IGNORED,     200, "is a v2 event, which holds no object")

    ENDPOINT_DISABLED    = (Outcome.REJECTED,    404, "the endpoint has no signing secret")
    HEADERS_TOO_LARGE    = (Outcome.REJECTED,    431, "the headers are too many or too large")
    SOURCE_UNKNOWN       = (Outcome.REJECTED,    400, "the twyst-source header is not `backfill`")
    BODY_TOO_LARGE       = (Outcome.REJECTED,    413, "the body is larger than the limit")
    BODY_TOO_SLOW        = (Outcome.REJECTED,    408, "the body did not arrive in time")
    SIGNATURE_MISSING    = (Outcome.REJECTED,    400, "there is no Stripe-Signature header, or more than one")
    SIGNATURE_MALFORMED  = (Outcome.REJECTED,    400, "the Stripe-Signature header cannot be read")
    SIGNATURE_MISMATCH   = (Outcome.REJECTED,    400, "no signature matches a secret of this endpoint")
    TIMESTAMP_TOO_OLD    = (Outcome.REJECTED,    400, "the signature is genuine and too old")
    TIMESTAMP_IN_FUTURE  = (Outcome.REJECTED,    400, "the signature is genuine and from the future")
    BODY_MALFORMED       = (Outcome.REJECTED,    400, "the body is not a Stripe event")
    ACCOUNT_ON_PLATFORM  = (Outcome.REJECTED,    400, "an event of a connected account came to the platform's endpoint")
    NO_ACCOUNT           = (Outcome.REJECTED,    400, "an event of the platform came to the connect endpoint")
    UNPROJECTABLE        = (Outcome.REJECTED,    422, "the object lacks something that must be passed on, or holds what cannot be")

    OVERLOADED           = (Outcome.UNAVAILABLE, 503, "too many deliveries wait for Kafka already")
    NOT_ACKNOWLEDGED     = (Outcome.UNAVAILABLE, 503, "Kafka did not acknowledge in time")
    RECORD_REFUSED       = (Outcome.UNAVAILABLE, 503, "Kafka refuses the record or its topic")

    CLIENT_GONE          = (Outcome.ABANDONED,   499, "the client closed the connection before its body was complete")
    # fmt: on

    def __init__(self, outcome: Outcome, status: int, text: str) -> None:
        self.outcome = outcome
        self.status = status
        self.text = text

    @property
    def slug(self) -> str:
        """The reason as labels, log lines and answers write it."""
        return self.name.lower()
