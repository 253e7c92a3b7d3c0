"""Webhook requests as Stripe signs them."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class SignedEvent:
    """A webhook request's raw body and its `Stripe-Signature`."""

    body: bytes
    signature: str

    @property
    def headers(self) -> dict[str, str]:
        return {"content-type": "application/json; charset=utf-8", "stripe-signature": self.signature}


def sign_stripe_event(
    event: Mapping[str, object] | bytes, secret: str, timestamp: int | None = None
) -> SignedEvent:
    """Serialise the event (bytes pass unchanged) and sign it; `timestamp` in Unix seconds, now by default."""
    body = event if isinstance(event, bytes) else json.dumps(event, separators=(",", ":")).encode()
    at = int(time.time()) if timestamp is None else timestamp
    digest = hmac.new(secret.encode(), f"{at}.".encode() + body, hashlib.sha256).hexdigest()
    return SignedEvent(body, f"t={at},v1={digest}")
