"""What only the sandbox can tell of the platform, because it knows what it sent and what it was answered."""

from collections import defaultdict
from typing import Final

from twyst.verify.invariant import Found, Row, Rule, SandboxLog, Scope, Verdict, WithoutTopics
from twyst.verify.platform import STRIPE_TOPICS
from twyst.verify.seen import Seen

_DELIVERIES: Final = SandboxLog("/_sandbox/deliveries")
# What a receiver must keep, by the sandbox's endpoint; everything else it may answer with 2xx and forget. Said here a
# second time on purpose: this side judges the gateway's own table.
_CONCERNING: Final = {
    "we_platform": ("payment_intent.", "charge.", "refund.", "radar.", "transfer.", "application_fee.", "payout."),
    "we_connect": ("payout.", "account.", "capability."),
}  # fmt: skip
_NOT_CONCERNING: Final = "application_fee.refund."


def is_concerning(row: Row) -> bool:
    """Whether a delivery's event concerns the platform; others are answered with 2xx whatever happens."""
    kind: str = row["type"]
    return kind.startswith(_CONCERNING.get(row["endpoint"], ())) and not kind.startswith(_NOT_CONCERNING)


class AcceptedIsKept:
    """The ids of all events on the Stripe topics; then what was answered."""

    def __init__(self, _scope: Scope) -> None:
        self._kept: set[str] = set()

    def see(self, record: Seen) -> None:
        self._kept.add(record.ce_id)

    def verdict(self, found: Found) -> Verdict:
        accepted = [row for row in found["deliveries"] if is_concerning(row) and _was_accepted(row)]
        lost = (f"{row['event']} {row['type']}" for row in accepted if row["event"] not in self._kept)
        return Verdict.of(len(accepted), lost)


class BodiesAreThoseSent:
    """The hash that the gateway took of each body, beside those that were sent."""

    def __init__(self, _scope: Scope) -> None:
        self._hashes: dict[str, set[str]] = defaultdict(set)

    def see(self, record: Seen) -> None:
        # What an operator brings back is asked of the API and made anew; its bytes were never sent.
        if record.record.headers.get("source") != "backfill":
            self._hashes[record.ce_id].add(str(record.body.get("body_sha256")))

    def verdict(self, found: Found) -> Verdict:
        sent: dict[str, set[str]] = defaultdict(set)
        for row in found["deliveries"]:
            sent[row["event"]] |= {attempt["body_sha256"] for attempt in row["attempts"]}
        known = [ce_id for ce_id in self._hashes if sent.get(ce_id)]
        return Verdict.of(len(known), (ce_id for ce_id in known if not self._hashes[ce_id] <= sent[ce_id]))


class NothingLeftToDeliver(WithoutTopics):
    """Deliveries alone. On a platform at work some are always on their way, and nothing is said of it."""

    def verdict(self, found: Found) -> Verdict:
        if self.scope.patience:
            return Verdict(0, 0)
        pending = (
            f"{row['event']} {row['type']}" for row in found["deliveries"] if row["status"] == "pending"
        )
        return Verdict.of(len(found["deliveries"]), pending)


def _was_accepted(row: Row) -> bool:
    return any(200 <= (attempt["status_code"] or 0) < 300 for attempt in row["attempts"])


INVARIANTS: Final = (
    Rule("I1", "What was answered with 2xx is on a topic.", AcceptedIsKept, STRIPE_TOPICS,
         first={"deliveries": _DELIVERIES}),
    Rule("I4", "Each record on a Stripe topic has the hash of a body that was sent.", BodiesAreThoseSent, STRIPE_TOPICS,
         then={"deliveries": _DELIVERIES}),
    Rule("I46.stripe", "At rest the sandbox has nothing left to deliver.", NothingLeftToDeliver,
         then={"deliveries": _DELIVERIES}),
)  # fmt: skip
