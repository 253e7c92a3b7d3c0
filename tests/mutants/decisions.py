"""Mistakes in how an order decides: small edits of the domain, which the exhaustive exploration must notice."""

from __future__ import annotations

from mutants.mutant import Killer, Mutant

_DOMAIN = "services/order/twyst/order/domain"


def decision(
    name: str, breaks: str, module: str, old: str, new: str, *, also: tuple[str, str, str] | None = None
) -> Mutant:
    """In `domain/{module}.py`, `old` becomes `new`."""
    edits = [(module, old, new), *([also] if also else [])]
    return Mutant(
        name, breaks, Killer.EXPLORATION, tuple((f"{_DOMAIN}/{file}.py", *rest) for file, *rest in edits)
    )


# fmt: off
DECISIONS = (
    decision("react in the current state only", "what is known moves the order as far as it goes",
             "settle", "state, moved = decision.to, True",
             "state, moved = decision.to, False"),
    decision("refunded when any refund succeeded", "a partial refund cancels nothing",
             "settle", "refunded = payment.charge_refunded_minor >= payment.amount_received_minor",
             'refunded = any(refund.status == "succeeded" for _, refund in facts.refunds)'),
    decision("refunds summed over all PaymentIntents", "another payment's refund cancels nothing",
             "settle", "refunded = payment.charge_refunded_minor >= payment.amount_received_minor",
             "refunded = sum(each.charge_refunded_minor for _, each in facts.payments) >= payment.amount_received_minor"),
    decision("refunds summed in any status", "a refund on its way cancels nothing",
             "settle", "refunded = payment.charge_refunded_minor >= payment.amount_received_minor",
             "refunded = sum(refund.amount_minor for _, refund in facts.refunds) >= payment.amount_received_minor"),
    decision("an intent counts as a refund", "only Stripe's word is a fact",
             "commands", 'return Answer(_with_intent(before, intent), because=f"refund',
             'return Answer(replace(_with_intent(before, intent), state=State.CANCELED, version=before.version + 1), because=f"refund'),
    decision("success judged before attach", "another PaymentIntent pays nothing",
             "settle", "payment = None if own is None else facts.payment(own)",
             "payment = facts.payment(own or next((name for name, _ in facts.payments), None))"),
    decision("amount unchecked", "paid means paid as agreed",
             "judge", "and observed.amount_received_minor == terms.total_minor",
             ""),
    decision("destination unchecked", "paid means paid as agreed",
             "judge", "and observed.destination == terms.destination",
             ""),
    decision("currency unchecked", "paid means paid as agreed",
             "judge", "and observed.currency == terms.currency",
             ""),
    decision("mode unchecked", "paid means paid as agreed",
             "judge", "and observed.livemode == terms.livemode",
             ""),
    decision("connected accounts may pay", "only the platform's own payments count",
             "judge", "observed.account is None",
             "True"),
    decision("version bumped by facts", "version counts lifecycle steps",
             "decide", "return standing if facts is standing.facts else replace(standing, facts=facts)",
             "return replace(standing, facts=facts, version=standing.version + (facts is not standing.facts))"),
    decision("pass-through skipped", "the strict path",
             "lifecycle", 'Trigger.PAYMENT_VERIFIED: (_to("PAYMENT_PENDING")',
             'Trigger.PAYMENT_VERIFIED: (_to("PAYMENT_SUCCEEDED")',
             also=("settle", "        payment.seen,\n", "        payment.seen and not payment.verified,\n")),
    decision("late copies move back", "no regression",
             "lifecycle", 'I("pending already"),     I("late copy")',
             'I("pending already"),     _to("PAYMENT_PENDING")'),
    decision("a served order is canceled by its refund", "final states are final",
             "lifecycle", 'I("served; a money fact")',
             '_to("CANCELED")'),
    decision("the kitchen may start unpaid orders", "nothing is made before it is paid",
             "lifecycle", 'Trigger.START:            (R("not paid"),          R("not paid")',
             'Trigger.START:            (R("not paid"),          _to("FULFILLING")'),
    decision("give up although a PaymentIntent is attached", "a cancel cannot race a payment",
             "lifecycle", 'Trigger.GIVE_UP_ATTACHED: (R("only Stripe cancels it")',
             'Trigger.GIVE_UP_ATTACHED: (_to("CANCELED")'),
    decision("attach counts as Stripe's word", "only Stripe's word begins a payment",
             "commands", "return Answer(replace(before, own=given.payment_intent))",
             "return Answer(replace(before, own=given.payment_intent, state=State.PAYMENT_PENDING, version=before.version + 1))"),
    decision("cancel without a refund", "canceled and refunded are one decision",
             "commands", "return replace(walked, standing=_with_intent(walked.standing, intent))",
             "return walked"),
    decision("refunds may exceed what was received", "refunds never exceed the payment",
             "custody", "return max(0, payment.amount_received_minor - committed)",
             "return payment.amount_received_minor"),
    decision("the last copy wins", "facts only grow",
             "facts", "merged[key] = join_value(merged[key], value) if key in merged else value",
             "merged[key] = value"),
    decision("amounts refunded may shrink", "facts only grow",
             "facts", "max(left.charge_refunded_minor, right.charge_refunded_minor)",
             "right.charge_refunded_minor"),
    decision("a failed refund may succeed again", "facts only grow",
             "facts", "max(left.status, right.status, key=_REFUND_RANK.__getitem__)",
             "right.status"),
    decision("a second payment is kept", "no order is paid twice and kept",
             "custody", "if payment_intent != standing.own or payment is None or not payment.verified:",
             "if payment is None or not payment.succeeded:"),
    decision("a second payment is not held", "held money has a hold",
             "holds", "if name != standing.own:\n        return HoldReason.SECOND_PAYMENT",
             "if name != standing.own:\n        return None"),
    decision("a mismatched payment is not held", "held money has a hold",
             "holds", "if not payment.verified:\n        return HoldReason.MISMATCHED",
             "if not payment.verified:\n        return None"),
    decision("another PaymentIntent replaces own", "one PaymentIntent per order, for life",
             "commands", 'return Answer(before, because="another PaymentIntent is attached", rejected=True)',
             "return Answer(replace(before, own=given.payment_intent))"),
    decision("late success dropped", "every success counts",
             "judge", "verified=observed.succeeded and as_agreed,",
             "verified=observed.succeeded and as_agreed and observed.attempt is not None,"),
    decision("cancel a PaymentIntent that was paid", "what is paid is refunded, never canceled",
             "decide", "if not payment.succeeded and not payment.canceled",
             "if not payment.canceled"),
    Mutant("the journal does not deduplicate", "an input is applied once", Killer.EXPLORATION_WITHOUT_DEDUPLICATION),
)
# fmt: on
