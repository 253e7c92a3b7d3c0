"""What Stripe says of orders' money, and what orders say."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import chain
from typing import Any, Final

from twyst.contracts import topics
from twyst.verify.invariant import Found, Row, Rows, Rule, SandboxLog, StripeList, Verdict, WithoutTopics

_EFFECTS: Final = ("/v1/payment_intents", "/v1/refunds")
_INTENTS: Final = StripeList("/v1/payment_intents")
_REFUNDS: Final = StripeList("/v1/refunds")
_LAST: Final = Rows(
    "order",
    f"""
SELECT o.order_id::text, o.terms->>'environment' AS environment, e.body::jsonb AS event,
       o.updated_at <= clock_timestamp() - $2::interval AS quiet
FROM orders o JOIN LATERAL (SELECT body FROM outbox WHERE topic = '{topics.ORDERS_EVENTS.name}'
                            AND key = o.order_id::text ORDER BY id DESC LIMIT 1) e ON true
WHERE ($1::timestamptz IS NULL OR o.created_at >= $1)
""",
)
_KNOWN: Final = Rows("order", "SELECT order_id::text, terms->>'environment' AS environment FROM orders")
_UNROUTED: Final = Rows(
    "order",
    """
SELECT payload::jsonb->'object'->>'id' AS payment_intent FROM unrouted
WHERE payload::jsonb->'object'->>'object' = 'payment_intent'
""",
)
# Asked and not answered, or answered since Stripe's list was read.
_CANCELS: Final = Rows(
    "order",
    """
SELECT parameters->>'payment_intent' AS payment_intent FROM calls WHERE kind = 'cancel'
AND (status = 'pending' OR answered_at > clock_timestamp() - $2::interval AND ($1::timestamptz IS NULL OR answered_at >= $1))
""",
)
# An operator who gives back a payment without an order writes its key down in the plan.
_CALLS: Final = Rows(
    "order",
    """
SELECT stripe_key FROM calls
UNION ALL
SELECT one->'data'->>'stripe_key' FROM ops_audit, jsonb_array_elements(details->'plan'->'draft'->'items') AS one
WHERE entry = 'planned' AND command = 'unrouted resolve'
""",
)


def _events(found: Found) -> dict[str, Any]:
    """The last event of each order that has been quiet long enough to have heard of everything."""
    return {row["order_id"]: row["event"] for row in found["orders"] if row["quiet"]}


def _ours(found: Found) -> list[Row]:
    """PaymentIntents whose metadata names one of those orders."""
    names = {row["order_id"]: row["environment"] for row in found["orders"]}
    return [
        each
        for each in found["intents"]
        if names.get(each["metadata"].get("order_id")) == each["metadata"].get("twyst_env", "")
    ]


class MoneyAgrees(WithoutTopics):
    """What was received and given back, per PaymentIntent."""

    def verdict(self, found: Found) -> Verdict:
        ours = _ours(found)
        return Verdict.of(len(ours), self._differences(found, ours))

    def _differences(self, found: Found, ours: list[Row]) -> Iterator[str]:
        given_back: Counter[str] = Counter()
        for refund in found["refunds"]:
            given_back[refund["payment_intent"]] += refund["amount"] * (refund["status"] == "succeeded")
        events = _events(found)
        for intent in ours:
            order = events.get(intent["metadata"]["order_id"])
            if order is None:
                continue
            said = next((each for each in order["payments"] if each["payment_intent"] == intent["id"]), None)
            here = (said["amount_received_minor"], said["refunded_minor"]) if said else (0, 0)
            there = (intent["amount_received"], given_back[intent["id"]])
            if here != there:
                yield f"{intent['id']}: received and refunded {here}, at Stripe {there}"


class EndsInOneWay(WithoutTopics):
    """Every PaymentIntent that succeeded, and where its order says the money is. An order that is not here, as it was lost
    with a database, says nothing: then the payment's event waits for it.
    """

    def verdict(self, found: Found) -> Verdict:
        here = {row["order_id"] for row in found["known"]}
        environments = {row["environment"] for row in found["known"]}
        payments = [
            each
            for each in found["intents"]
            if each["status"] == "succeeded" and each["metadata"].get("twyst_env") in environments
        ]
        strangers = [each for each in payments if each["metadata"].get("order_id") not in here]
        kept = {row["payment_intent"] for row in found["unrouted"]}
        lost = (
            f"{each['id']} names order {each['metadata'].get('order_id')}, which is not here, and waits nowhere"
            for each in strangers
            if each["id"] not in kept
        )
        succeeded = [each for each in _ours(found) if each["status"] == "succeeded"]
        return Verdict.of(len(payments), chain(lost, self._lost(found, succeeded)))

    def _lost(self, found: Found, succeeded: list[Row]) -> Iterator[str]:
        events = _events(found)
        for intent in succeeded:
            order = events.get(intent["metadata"]["order_id"])
            if order is None:
                continue
            said = next((each for each in order["payments"] if each["payment_intent"] == intent["id"]), None)
            if said is None or said["money"] in {"none", "waiting"}:
                yield f"{intent['id']} of {order['order_id']} is {said['money'] if said else 'not known'}"


class CanceledIsCanceled(WithoutTopics):
    """Orders that were canceled, and all PaymentIntents at Stripe that name them: own, and those that came too late."""

    def verdict(self, found: Found) -> Verdict:
        canceled = {name for name, event in _events(found).items() if event["state"] == "CANCELED"}
        # Stripe refuses to cancel what is being processed; the call is repeated until the PaymentIntent is over.
        asked = {row["payment_intent"] for row in found["cancels"]}
        theirs = [each for each in _ours(found) if each["metadata"]["order_id"] in canceled]
        payable = (
            f"{each['metadata']['order_id']}: {each['id']} is {each['status']}"
            for each in theirs
            if each["status"] not in {"canceled", "succeeded"} and each["id"] not in asked
        )
        return Verdict.of(len(theirs), payable)


class RefundsAreMeant(WithoutTopics):
    """Refunds of ours at Stripe, and the intents of orders."""

    def verdict(self, found: Found) -> Verdict:
        events = _events(found)
        asked = {each["payment_intent"] for event in events.values() for each in event["payments"]}
        at_stripe = Counter(
            (refund["metadata"]["refund_id"], refund["payment_intent"], refund["amount"])
            for refund in found["refunds"]
            if refund["payment_intent"] in asked and "refund_id" in (refund["metadata"] or {})
        )
        meant = Counter(
            (intent["refund_id"], intent["payment_intent"], intent["amount_minor"])
            for event in events.values()
            for intent in event["refund_intents"]
            if intent["status"] != "refused"
        )
        different = ((at_stripe - meant) + (meant - at_stripe)).elements()
        return Verdict.of(at_stripe.total() + meant.total(), (" ".join(map(str, each)) for each in different))


class NoMoreThanPaid(WithoutTopics):
    """Refunds per PaymentIntent, against what it received."""

    def verdict(self, found: Found) -> Verdict:
        ours = {each["id"]: each["amount_received"] for each in _ours(found)}
        back: Counter[str] = Counter()
        for refund in found["refunds"]:
            back[refund["payment_intent"]] += refund["amount"] * (
                refund["status"] not in {"failed", "canceled"}
            )
        over = (f"{name}: {back[name]} of {paid}" for name, paid in ours.items() if back[name] > paid)
        return Verdict.of(len(ours), over)


class OneEffectPerKey(WithoutTopics):
    """Requests that Stripe carried out, and the calls that were written down before."""

    def verdict(self, found: Found) -> Verdict:
        written = {row["stripe_key"] for row in found["calls"]}
        made: Counter[str] = Counter()
        for row in found["requests"]:
            if row["idempotency_key"] and row["path"] in _EFFECTS:
                made[row["idempotency_key"]] += row["status"] == 200 and not row["replayed"]
        wrong = [f"{key} was not written down" for key in made if key not in written]
        wrong += [f"{key} was carried out {count} times" for key, count in made.items() if count > 1]
        return Verdict.of(len(made), wrong)


_BESIDE: Final = {"intents": _INTENTS, "refunds": _REFUNDS}
MONEY: Final = (
    Rule("I18", "Every payment that succeeded at Stripe is kept, refunded, owed back or held, or waits for an order that is not here.", EndsInOneWay,
         first={"intents": _INTENTS}, then={"orders": _LAST, "known": _KNOWN, "unrouted": _UNROUTED}),
    Rule("I18.money", "What Stripe received and gave back for an order is what the order says, to the cent.", MoneyAgrees,
         first=_BESIDE, then={"orders": _LAST}),
    Rule("I22", "An order that was canceled can no longer be paid.", CanceledIsCanceled,
         first={"intents": _INTENTS}, then={"orders": _LAST, "cancels": _CANCELS}),
    Rule("I23", "No more is refunded than was paid.", NoMoreThanPaid, first=_BESIDE, then={"orders": _LAST}),
    Rule("I23.meant", "Each refund that was meant exists once at Stripe with its amount, and each of ours there was meant.",
         RefundsAreMeant, first=_BESIDE, then={"orders": _LAST}),
    Rule("I24", "Payments and refunds are made under keys that were written down before, each once.", OneEffectPerKey,
         first={"requests": SandboxLog("/_sandbox/requests")}, then={"calls": _CALLS}),
)  # fmt: skip
