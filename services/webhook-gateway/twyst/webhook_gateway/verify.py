"""Whether a delivery is Stripe's: the Stripe-Signature header against the raw body.

The header reads `t=<unix seconds>,v1=<hex>[,v1=<hex>…][,v0=<hex>]`; what is signed is `<t>.<body>`, HMAC-SHA256 with
the whole `whsec_…` text as the key. While a secret is rolled Stripe sends one v1 for each live secret, and several of
ours may be configured, so any pair that matches will do. Other schemes than v1 prove nothing and are ignored.

Everything here works on bytes: a hostile header is never decoded.
"""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from twyst.webhook_gateway.outcome import Reason

MAX_HEADER_BYTES = 4096
MAX_SIGNATURES = 16
_MAX_TIMESTAMP_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Verified:
    """A genuine, fresh signature. `skew_seconds` is our clock minus Stripe's; `secret_index` says which secret."""

    secret_index: int
    skew_seconds: int


def verify(
    header: bytes,
    body: bytes,
    secrets: Sequence[bytes],
    *,
    now_seconds: int,
    tolerance_seconds: int,
) -> Verified | Reason:
    """Check a signature header; the reason of the refusal otherwise.

    The time is judged last: a time-stamp is only worth a word (a wrong clock, a replay) when it was signed.
    """
    parsed = _parse(header)
    if parsed is None:
        return Reason.SIGNATURE_MALFORMED
    timestamp, signatures = parsed
    index = _matching_secret(timestamp, signatures, body, secrets)
    if index is None:
        return Reason.SIGNATURE_MISMATCH
    skew_seconds = now_seconds - int(timestamp)
    if skew_seconds > tolerance_seconds:
        return Reason.TIMESTAMP_TOO_OLD
    if skew_seconds < -tolerance_seconds:
        return Reason.TIMESTAMP_IN_FUTURE
    return Verified(index, skew_seconds)


def _parse(header: bytes) -> tuple[bytes, list[bytes]] | None:
    if len(header) > MAX_HEADER_BYTES:
        return None
    timestamp = b""
    signatures: list[bytes] = []
    for part in header.split(b","):
        scheme, _, value = part.partition(b"=")
        if scheme == b"v1":
            signatures.append(value)
        elif scheme == b"t":
            if timestamp:
                return None
            timestamp = value
    if not 0 < len(signatures) <= MAX_SIGNATURES:
        return None
    if not timestamp.isdigit() or len(timestamp) > _MAX_TIMESTAMP_DIGITS:
        return None
    return timestamp, signatures


def _matching_secret(
    timestamp: bytes, signatures: Sequence[bytes], body: bytes, secrets: Sequence[bytes]
) -> int | None:
    for index, secret in enumerate(secrets):
        expected = _signature(timestamp, body, secret)
        for signature in signatures:
            if hmac.compare_digest(expected, signature):
                return index
    return None


def _signature(timestamp: bytes, body: bytes, secret: bytes) -> bytes:
    return hmac.digest(secret, b"%b.%b" % (timestamp, body), "sha256").hex().encode()
