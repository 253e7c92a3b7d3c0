"""Where an event goes and why: one table, and two pure functions that read it.

`admit` judges by the envelope alone, so that what does not concern us is never decoded further. `address` finds topic
and key of what was admitted. Who may say what is decided by the *endpoint*: a connected account's own charge can
carry any order_id in its metadata, so nothing from the connect endpoint ever reaches an order topic.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from types import MappingProxyType
from typing import Final

from msgspec import UNSET

from twyst.contracts.ids import is_canonical_uuid
from twyst.contracts.messages import stripe_event_v1 as message
from twyst.contracts.topics import STRIPE_ACCOUNT_EVENTS, STRIPE_ORDER_EVENTS, STRIPE_UNROUTED, TopicSpec
from twyst.webhook_gateway.outcome import Reason

PLATFORM_KEY: Final = "platform"


class Endpoint(StrEnum):
    """Stripe keeps the platform's own events and those of connected accounts on two endpoints."""

    PLATFORM = "platform"
    CONNECT = "connect"


class Way(Enum):
    """How the topic and the key of an admitted event are found."""

    BY_ORDER_METADATA = "order topic by our metadata, else unrouted by PaymentIntent or charge"
    UNROUTED = "unrouted by PaymentIntent or charge"
    BY_ACCOUNT = "account topic by the account that it is about"


@dataclass(frozen=True, slots=True)
class Rule:
    """What happens to a family of event types: where it goes, which objects it may hold, and its name."""

    way: Way
    objects: tuple[type, ...]
    reason: Reason


@dataclass(frozen=True, slots=True)
class Address:
    """Where one event goes. `key` is the record's key; equal keys stay in order."""

    topic: TopicSpec
    key: str
    reason: Reason


# A family is the first part of a type, or its first two where those differ from the rest of the first.
# fmt: off
_PLATFORM: Final[Mapping[str, Rule | Reason]] = MappingProxyType({
    "payment_intent":            Rule(Way.BY_ORDER_METADATA, (message.PaymentIntent,),          Reason.ORDER_METADATA),
    "charge":                    Rule(Way.BY_ORDER_METADATA, (message.Charge, message.Refund),  Reason.ORDER_METADATA),
    "refund":                    Rule(Way.BY_ORDER_METADATA, (message.Refund,),                 Reason.ORDER_METADATA),
    "charge.dispute":            Rule(Way.UNROUTED,          (message.Dispute,),                Reason.DISPUTE),
    "radar.early_fraud_warning": Rule(Way.UNROUTED,          (message.EarlyFraudWarning,),      Reason.FRAUD_WARNING),
    "transfer":                  Rule(Way.BY_ACCOUNT,        (message.Transfer,),               Reason.PLATFORM_MONEY),
    "application_fee":           Rule(Way.BY_ACCOUNT,        (message.ApplicationFee,),         Reason.PLATFORM_MONEY),
    "application_fee.refund":    Reason.FEE_REFUND,
    "payout":                    Rule(Way.BY_ACCOUNT,        (message.Payout,),                 Reason.PLATFORM_MONEY),
})
_CONNECT: Final[Mapping[str, Rule | Reason]] = MappingProxyType({
    "payout":                    Rule(Way.BY_ACCOUNT,        (message.Payout,),                 Reason.CONNECTED_ACCOUNT),
    "account":                   Rule(Way.BY_ACCOUNT,        (message.Account,),                Reason.CONNECTED_ACCOUNT),
    "capability":                Rule(Way.BY_ACCOUNT,        (message.Capability,),             Reason.CONNECTED_ACCOUNT),
})
# fmt: on
_RULES: Final = MappingProxyType({Endpoint.PLATFORM: _PLATFORM, Endpoint.CONNECT: _CONNECT})
_OTHERWISE: Final = MappingProxyType(
    {Endpoint.PLATFORM: Reason.UNKNOWN_TYPE, Endpoint.CONNECT: Reason.NOT_OUR_CHARGE}
)


def admit(
    endpoint: Endpoint, event_type: str, account: str | None, *, livemode: bool, our_livemode: bool
) -> Rule | Reason:
    """The rule for an event, or the reason why it is not passed on.

    A contradiction between endpoint and `account` comes first, because it means that secrets or addresses are mixed
    up, and then nothing else that the event says can be trusted.
    """
    if endpoint is Endpoint.PLATFORM and account is not None:
        return Reason.ACCOUNT_ON_PLATFORM
    if endpoint is Endpoint.CONNECT and account is None:
        return Reason.NO_ACCOUNT
    if livemode is not our_livemode:
        return Reason.OTHER_LIVEMODE
    rules = _RULES[endpoint]
    family, _, rest = event_type.partition(".")
    subfamily, _, _ = rest.partition(".")
    found = rules.get(f"{family}.{subfamily}") or (rules.get(family) if rest else None)
    return _OTHERWISE[endpoint] if found is None else found


def address(rule: Rule, event: message.StripeEvent, *, environment: str) -> Address:
    """Topic and key of an admitted event. `environment` is our own value of the metadata key `twyst_env`."""
    if rule.way is Way.BY_ACCOUNT:
        return Address(STRIPE_ACCOUNT_EVENTS, _account_key(event), rule.reason)
    if rule.way is Way.UNROUTED:
        return Address(STRIPE_UNROUTED, _unrouted_key(event), rule.reason)
    order_id, made_by = event.metadata.order_id, event.metadata.twyst_env
    if order_id is UNSET or made_by is UNSET:
        return Address(STRIPE_UNROUTED, _unrouted_key(event), Reason.NO_ORDER_METADATA)
    if made_by != environment:
        return Address(STRIPE_UNROUTED, _unrouted_key(event), Reason.FOREIGN_ENVIRONMENT)
    if not is_canonical_uuid(order_id):
        return Address(STRIPE_UNROUTED, _unrouted_key(event), Reason.ORDER_ID_NOT_A_UUID)
    return Address(STRIPE_ORDER_EVENTS, order_id, rule.reason)


def _unrouted_key(event: message.StripeEvent) -> str:
    """The PaymentIntent, else the charge, else the event itself: the most that later events may share."""
    match event.object:
        case message.PaymentIntent(id=payment_intent):
            return payment_intent
        case message.Charge(id=charge, payment_intent=payment_intent):
            return payment_intent or charge
        case (
            message.Refund(charge=charge, payment_intent=payment_intent)
            | message.Dispute(charge=charge, payment_intent=payment_intent)
            | message.EarlyFraudWarning(charge=charge, payment_intent=payment_intent)
        ):
            return payment_intent or charge or event.id
        case _:
            return event.id


def _account_key(event: message.StripeEvent) -> str:
    """The account that an event is about; the platform's own money has a key of its own."""
    match event.object:
        case message.Transfer(destination=destination):
            return destination or PLATFORM_KEY
        case message.ApplicationFee(account=account):
            return account
        case _:
            return event.account or PLATFORM_KEY
