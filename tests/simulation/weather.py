"""What goes wrong, how often, and how often it did. Everything is drawn from the seed, the rates too.

A world with some of the faults at high rates finds other mistakes than one with all of them at low rates, so each
world draws its own mixture. Each fault that strikes is counted: a fault that never struck has proven nothing.
"""

from __future__ import annotations

import random
from collections import Counter

FAULTS: dict[str, float] = {
    # The database, per transaction or statement.
    "database.refuses": 0.02,
    "database.loses_connection": 0.01,
    "database.commit_fails": 0.01,
    "database.commit_unanswered": 0.02,
    # The broker, per request.
    "bus.refuses": 0.02,
    "bus.ack_lost": 0.03,
    "bus.arrives_late": 0.02,
    "bus.appended_twice": 0.02,
    "bus.offset_commit_fails": 0.03,
    "bus.offset_commit_unanswered": 0.03,
    # Stripe's API, per call.
    "stripe.unavailable": 0.04,
    "stripe.answer_lost": 0.04,
    "stripe.error_kept": 0.004,
    "stripe.refund_fails_later": 0.15,
    # Stripe's webhooks, per event.
    "webhook.twice": 0.10,
    "webhook.second_event": 0.04,
    "webhook.late": 0.15,
    "webhook.very_late": 0.02,
    "webhook.lost": 0.02,
    "webhook.fraud_warning": 0.06,
    # Processes, per operation of a port.
    "process.dies": 0.001,
    "process.freezes": 0.0015,
    # Records that no order service made well, per order.
    "record.undecodable": 0.02,
    "record.fails": 0.02,
    "event.of_unknown_order": 0.03,
    "event.of_connected_account": 0.05,
    "event.of_other_venue": 0.03,
}
"""Every fault with its usual rate; a world multiplies each by a factor of its own, often zero."""

INCIDENTS: dict[str, float] = {
    "incident.database_restarts": 0.6,
    "incident.broker_away": 0.6,
    "incident.power_cut": 0.2,
    "incident.stripe_away": 0.4,
    "incident.rebalance": 10.0,
}
"""What happens to a whole world: how many of each to expect in one storm."""

REACHED = (
    "bank debit",
    "paid too late for Stripe",
    "second payment",
    "paid after it was canceled",
    "commit of a zombie refused",
    "a copy within a batch",
    "lock waited for",
    "parked: queued",
    "redriven",
    "unseen: lapsed",
    "unseen: capped",
)
"""Rare situations to which faults and people lead. One that no world came to has proven nothing either."""

_FACTORS = (0.0, 0.0, 0.5, 1.0, 1.0, 2.0, 5.0)


class Weather:
    """One world's faults. `heal` ends them all."""

    def __init__(self, chance: random.Random, *, calm: bool = False) -> None:
        self.chance = chance
        self.struck: Counter[str] = Counter()
        self.rates = {
            name: 0.0 if calm else min(rate * chance.choice(_FACTORS), 0.5) for name, rate in FAULTS.items()
        }
        self.incidents = {
            name: 0.0 if calm else number * chance.choice(_FACTORS[1:6]) for name, number in INCIDENTS.items()
        }
        self.pause_share = chance.choice((0.0, 0.01, 0.03, 0.1))
        """How often an operation lets others run before it goes on."""
        self.longest_pause_seconds = chance.choice((0.005, 0.05, 0.5))
        self.is_stormy = not calm
        self.stripe_is_up = True

    def draws(self, fault: str) -> bool:
        """Whether the fault is to happen; who lets it happen notes it then."""
        rate = self.rates[fault]
        return bool(rate) and self.chance.random() < rate

    def strikes(self, fault: str) -> bool:
        """Whether the fault happens now; it is counted if so."""
        happens = self.draws(fault)
        if happens:
            self.note(fault)
        return happens

    def note(self, name: str, number: int = 1) -> None:
        """Something rare was reached."""
        self.struck[name] += number

    def heal(self) -> None:
        """Nothing goes wrong any more."""
        self.is_stormy = False
        for name in self.rates:
            self.rates[name] = 0.0
