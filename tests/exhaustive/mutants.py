"""Named design mistakes, each a small edit of the production core. The exploration must notice every one of them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
ORDER = REPOSITORY / "services" / "order" / "twyst" / "order"


@dataclass(frozen=True)
class Mutant:
    """One mistake: in `domain/{module}.py`, `old` becomes `new`. Without a module, the explorer drops a promise."""

    name: str
    module: str = ""
    old: str = ""
    new: str = ""
    also: tuple[str, str, str] | None = None

    @property
    def edits(self) -> list[tuple[str, str, str]]:
        first = [(self.module, self.old, self.new)] if self.module else []
        return [*first, self.also] if self.also else first


PRED = "refunded = payment.charge_refunded_minor >= payment.amount_received_minor"

MUTANTS = (
    Mutant("react in the current state only", "settle", "state, moved = decision.to, True", "state, moved = decision.to, False"),
    Mutant("refunded when any refund succeeded", "settle", PRED,
           'refunded = any(refund.status == "succeeded" for _, refund in facts.refunds)'),
    Mutant("refunds summed over all PaymentIntents", "settle", PRED,
           "refunded = sum(each.charge_refunded_minor for _, each in facts.payments) >= payment.amount_received_minor"),
    Mutant("refunds summed in any status", "settle", PRED,
           "refunded = sum(refund.amount_minor for _, refund in facts.refunds) >= payment.amount_received_minor"),
    Mutant("an intent counts as a refund", "commands", 'return Answer(_with_intent(before, intent), because=f"refund',
           'return Answer(replace(_with_intent(before, intent), state=State.CANCELED, version=before.version + 1), because=f"refund'),
    Mutant("success judged before attach", "settle", "payment = None if own is None else facts.payment(own)",
           "payment = facts.payment(own or next((name for name, _ in facts.payments), None))"),
    Mutant("amount unchecked", "judge", "and observed.amount_received_minor == terms.total_minor", ""),
    Mutant("destination unchecked", "judge", "and observed.destination == terms.destination", ""),
    Mutant("currency unchecked", "judge", "and observed.currency == terms.currency", ""),
    Mutant("mode unchecked", "judge", "and observed.livemode == terms.livemode", ""),
    Mutant("connected accounts may pay", "judge", "observed.account is None", "True"),
    Mutant("the journal does not deduplicate"),
    Mutant("version bumped by facts", "decide", "return standing if facts is standing.facts else replace(standing, facts=facts)",
           "return replace(standing, facts=facts, version=standing.version + (facts is not standing.facts))"),
    Mutant("pass-through skipped", "lifecycle", 'Trigger.PAYMENT_VERIFIED: (_to("PAYMENT_PENDING")', 'Trigger.PAYMENT_VERIFIED: (_to("PAYMENT_SUCCEEDED")',
           also=("settle", "        payment.seen,\n", "        payment.seen and not payment.verified,\n")),
    Mutant("late copies move back", "lifecycle", 'I("pending already"),     I("late copy")', 'I("pending already"),     _to("PAYMENT_PENDING")'),
    Mutant("a served order is canceled by its refund", "lifecycle", 'I("served; a money fact")', '_to("CANCELED")'),
    Mutant("the kitchen may start unpaid orders", "lifecycle", 'Trigger.START:            (R("not paid"),          R("not paid")', 'Trigger.START:            (R("not paid"),          _to("FULFILLING")'),
    Mutant("give up although a PaymentIntent is attached", "lifecycle", 'Trigger.GIVE_UP_ATTACHED: (R("only Stripe cancels it")', 'Trigger.GIVE_UP_ATTACHED: (_to("CANCELED")'),
    Mutant("attach counts as Stripe's word", "commands", "return Answer(replace(before, own=given.payment_intent))",
           "return Answer(replace(before, own=given.payment_intent, state=State.PAYMENT_PENDING, version=before.version + 1))"),
    Mutant("cancel without a refund", "commands", "return replace(walked, standing=_with_intent(walked.standing, intent))", "return walked"),
    Mutant("refunds may exceed what was received", "custody", "return max(0, payment.amount_received_minor - committed)", "return payment.amount_received_minor"),
    Mutant("the last copy wins", "facts", "merged[key] = join_value(merged[key], value) if key in merged else value", "merged[key] = value"),
    Mutant("amounts refunded may shrink", "facts", "max(left.charge_refunded_minor, right.charge_refunded_minor)", "right.charge_refunded_minor"),
    Mutant("a failed refund may succeed again", "facts", "max(left.status, right.status, key=_REFUND_RANK.__getitem__)", "right.status"),
    Mutant("a second payment is kept", "custody", "if payment_intent != standing.own or payment is None or not payment.verified:", "if payment is None or not payment.succeeded:"),
    Mutant("a second payment is not held", "holds", "if name != standing.own:\n        return HoldReason.SECOND_PAYMENT", "if name != standing.own:\n        return None"),
    Mutant("a mismatched payment is not held", "holds", "if not payment.verified:\n        return HoldReason.MISMATCHED", "if not payment.verified:\n        return None"),
    Mutant("another PaymentIntent replaces own", "commands", 'return Answer(before, because="another PaymentIntent is attached", rejected=True)',
           "return Answer(replace(before, own=given.payment_intent))"),
    Mutant("late success dropped", "judge", "verified=observed.succeeded and as_agreed,", "verified=observed.succeeded and as_agreed and observed.attempt is not None,"),
    Mutant("cancel a PaymentIntent that was paid", "decide", "if not payment.succeeded and not payment.canceled", "if not payment.canceled"),
)  # fmt: skip

RUNNER = """
import sys
sys.path[:0] = [sys.argv[1], sys.argv[2]]
from exhaustive.explore import Explorer, Violation
from exhaustive.histories import HISTORIES
import twyst.order.domain.decide as core
assert core.__file__.startswith(sys.argv[1]), core.__file__
for name, history in sorted(HISTORIES.items(), key=lambda item: len(item[1])):
    try:
        Explorer(history, deduplicate=sys.argv[3] == "yes").run()
    except (Violation, RuntimeError) as caught:
        print(f"{name}: {str(caught).splitlines()[0]}")
        sys.exit(1)
"""


def kill(mutant: Mutant, scratch: Path) -> str | None:
    """Explore with the mistake built in. The sentence that caught it, or None when it survives."""
    copy = scratch / "twyst" / "order"
    shutil.copytree(ORDER / "domain", copy / "domain", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ORDER / "__init__.py", copy)
    for module, old, new in mutant.edits:
        path = copy / "domain" / f"{module}.py"
        source = path.read_text()
        if source.count(old) != 1:
            raise ValueError(
                f"{mutant.name}: the line to change stands {source.count(old)} times in {module}"
            )
        path.write_text(source.replace(old, new))
    deduplicate = "yes" if mutant.module else "no"
    done = subprocess.run(
        [sys.executable, "-c", RUNNER, str(scratch), str(REPOSITORY / "tests"), deduplicate],
        capture_output=True, text=True, timeout=180, check=False,
    )  # fmt: skip
    if done.returncode == 1 and done.stdout:
        return done.stdout.strip()
    if done.returncode:
        raise RuntimeError(f"{mutant.name}: {done.stderr[-2000:]}")
    return None
