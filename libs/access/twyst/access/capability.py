"""The diner's key to one order, or to one call for staff: an HMAC over its id and the venue, made again rather than stored.

`twd1.<venue_id>.<base64url HMAC-SHA256>` for an order, `twc1.…` for a call. The venue id stands in the token, so that
the row-level scope is known before the first query; it is signed, so that it cannot be changed. The same thing always
gets the same token, which lets a retried create give the same answer.
"""

import base64
import hashlib
import hmac
from collections.abc import Sequence
from typing import Final
from uuid import UUID

ORDER: Final = "twd1"
CALL: Final = "twc1"
MINIMUM_KEY_BYTES: Final = 32


class InvalidCapabilityError(Exception):
    """The token does not open this order."""


class Capabilities:
    """Issues and verifies capabilities with a list of keys: the first signs, all verify, so that keys can rotate.

    `kind` is what they open, ORDER or CALL; one of a kind never opens the other.

    Raises `ValueError` without a key, or for a key shorter than 32 bytes.
    """

    def __init__(self, keys: Sequence[str], kind: str = ORDER) -> None:
        self._kind = kind
        self._keys = [key.encode() for key in keys]
        if not self._keys or min(map(len, self._keys)) < MINIMUM_KEY_BYTES:
            raise ValueError(
                f"capability keys have at least {MINIMUM_KEY_BYTES} bytes each, and there is at least one"
            )

    def issue(self, thing_id: UUID, venue_id: UUID) -> str:
        """The token of an order or a call; always the same while the first key is."""
        return f"{self._kind}.{venue_id}.{self._signature(self._keys[0], thing_id, venue_id)}"

    def verify(self, token: str, thing_id: UUID) -> UUID:
        """The venue of what the token opens. Raises `InvalidCapabilityError`."""
        prefix, _, rest = token.partition(".")
        venue_text, _, signature = rest.partition(".")
        try:
            venue_id = UUID(venue_text)
            given = signature.encode("ascii")
        except ValueError as error:
            raise InvalidCapabilityError from error
        # Every key is tried, whichever fits, so that time does not tell which one signed.
        fits = [
            hmac.compare_digest(given, self._signature(key, thing_id, venue_id).encode())
            for key in self._keys
        ]
        if prefix != self._kind or str(venue_id) != venue_text or not any(fits):
            raise InvalidCapabilityError
        return venue_id

    def _signature(self, key: bytes, thing_id: UUID, venue_id: UUID) -> str:
        # The kind separates this use of the key from any other one.
        message = self._kind.encode() + thing_id.bytes + venue_id.bytes
        return base64.urlsafe_b64encode(hmac.digest(key, message, hashlib.sha256)).rstrip(b"=").decode()
