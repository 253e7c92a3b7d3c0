"""What publishing and consuming can end in, beside success."""

from __future__ import annotations


class PublishError(Exception):
    """The record is not known to be on the broker."""


class NotAcknowledged(PublishError):
    """The broker did not acknowledge in time, or refused for the moment. The record may still be delivered."""


class Overloaded(NotAcknowledged):
    """Too many sends are waiting for the broker already; nothing was sent."""


class RecordRefused(PublishError):
    """The record can never be published as it is: too large, or its topic does not exist."""


class CircuitOpen(Exception):
    """Raised by a handler to stop consuming: going on would park everything."""


class ConsumerDead(RuntimeError):
    """A consumer no longer consumes although its process lives; only a restart of the process helps."""
