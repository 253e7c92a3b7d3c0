"""The webhook request: body, signature, and the ways in which a fault may spoil it."""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass

from twyst.stripe_sandbox.faults import Corruption


@dataclass(frozen=True, slots=True)
class Signed:
    """Bytes to send, and the header to send with them."""

    body: bytes
    signature: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.body).hexdigest()


def sign(body: bytes, secrets: Sequence[str], wall_seconds: float, *, scheme: str = "v1") -> Signed:
    """`t` is wall time of this very attempt; one signature per secret that is live, as while one is rolled."""
    timestamp = int(wall_seconds)
    signatures = ",".join(f"{scheme}={_mac(body, secret, timestamp)}" for secret in secrets)
    return Signed(body, f"t={timestamp},{signatures}".encode())


def corrupt(kind: Corruption, body: bytes, secrets: Sequence[str], wall_seconds: float) -> Signed:
    """A request that a careful receiver refuses."""
    genuine = sign(body, secrets, wall_seconds)
    match kind:
        case "wrong_secret":
            return sign(body, ["whsec_wrong"], wall_seconds)
        case "tampered_body":
            return Signed(body.replace(b'"livemode":false', b'"livemode":true', 1), genuine.signature)
        case "v0_only":
            return sign(body, secrets, wall_seconds, scheme="v0")
        case "non_ascii_header":
            return Signed(body, f"t={int(wall_seconds)},v1=".encode() + b"\xe9")
        case "old_timestamp":
            return sign(body, secrets, wall_seconds - 3600)


def _mac(body: bytes, secret: str, timestamp: int) -> str:
    return hmac.new(secret.encode(), b"%d." % timestamp + body, hashlib.sha256).hexdigest()
