"""Staff tokens: JWTs that name a person or device, a role, and the venues in which it holds.

The order service issues them; every service verifies them against the public keys alone.
"""

import base64
import json
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import Key, generate_key, import_key

from twyst.access.jwks import PublicKeys
from twyst.access.permissions import Action, Role, permits

ISSUER: Final = "twyst"
AUDIENCE: Final = "twyst-staff"
TOKEN_LIFETIME: Final = timedelta(hours=12)
LEEWAY_SECONDS: Final = 30
SIGNING_ALGORITHM: Final = "ES256"
# Signatures with a public key only: with a symmetric algorithm the public key would be the secret.
ACCEPTED_ALGORITHMS: Final = ("ES256", "RS256", "Ed25519")
MAXIMUM_TOKEN_LENGTH: Final = 8192


class InvalidStaffTokenError(Exception):
    """The token is not one of ours, not for us, or no longer valid."""


@dataclass(frozen=True, slots=True)
class StaffClaims:
    """What a verified token says. `expires_at` is UTC."""

    subject: str
    venues: frozenset[UUID]
    role: Role
    expires_at: datetime

    def holds(self, venue_id: UUID) -> bool:
        """Whether the token is good in that venue."""
        return self.role is Role.OPERATOR or venue_id in self.venues

    def permits(self, action: Action) -> bool:
        """Whether its role may do that."""
        return permits(self.role, action)


def generate_signing_key() -> tuple[dict[str, Any], dict[str, Any]]:
    """A new private JWK for a `StaffIssuer`, and the JWKS with its public half."""
    key = generate_key("EC", "P-256", {"use": "sig", "alg": SIGNING_ALGORITHM}, auto_kid=True)
    return dict(key.as_dict(private=True)), {"keys": [dict(key.as_dict(private=False))]}


class StaffIssuer:
    """Signs staff tokens with a private JWK, which names its own id. Raises `ValueError` for a key it cannot use."""

    def __init__(self, private_jwk: dict[str, Any], *, now: Callable[[], float] = time.time) -> None:
        wanted = f"the signing key must be a private {SIGNING_ALGORITHM} JWK with a kid"
        if private_jwk.get("kty") != "EC":
            raise ValueError(wanted)
        try:
            self._key: Key = import_key(private_jwk)
        except JoseError as error:
            raise ValueError(wanted) from error
        if not self._key.is_private or not self._key.kid:
            raise ValueError(wanted)
        self._now = now

    def issue(
        self,
        subject: str,
        role: Role,
        venues: Iterable[UUID] = (),
        *,
        lifetime: timedelta = TOKEN_LIFETIME,
    ) -> str:
        """A signed token that is valid from now for its lifetime."""
        issued_at = int(self._now())
        claims = {
            "iss": ISSUER,
            "aud": AUDIENCE,
            "sub": subject,
            "role": role.value,
            "venues": sorted(str(venue_id) for venue_id in venues),
            "iat": issued_at,
            "exp": issued_at + int(lifetime.total_seconds()),
        }
        header = {"alg": SIGNING_ALGORITHM, "kid": self._key.kid}
        return jwt.encode(header, claims, self._key, algorithms=[SIGNING_ALGORITHM])

    def public_jwks(self) -> dict[str, Any]:
        """The JWKS that verifies what this issuer signs."""
        return {"keys": [dict(self._key.as_dict(private=False))]}


class StaffVerifier:
    """Verifies staff tokens: signature, algorithm, key id, issuer, audience, times, and the shape of the claims."""

    def __init__(self, keys: PublicKeys, *, now: Callable[[], float] = time.time) -> None:
        self._keys = keys
        self._registry = jwt.JWTClaimsRegistry(
            now=lambda: int(now()),
            leeway=LEEWAY_SECONDS,
            iss={"essential": True, "value": ISSUER},
            aud={"essential": True, "value": AUDIENCE},
            sub={"essential": True},
            exp={"essential": True},
        )

    async def verify(self, token: str) -> StaffClaims:
        """The claims of a valid token. Raises `InvalidStaffTokenError`, or `KeysUnavailableError` without keys."""
        header = _header(token)
        algorithm, key_id = header.get("alg"), header.get("kid")
        if algorithm not in ACCEPTED_ALGORITHMS or not isinstance(key_id, str):
            raise InvalidStaffTokenError
        key = await self._keys.key(key_id, algorithm)
        if key is None:
            raise InvalidStaffTokenError
        try:
            claims = jwt.decode(token, key, algorithms=[algorithm]).claims
            self._registry.validate(claims)
            return _staff_claims(claims)
        except (JoseError, ValueError, TypeError, KeyError, OverflowError, RecursionError) as error:
            raise InvalidStaffTokenError from error


def _header(token: str) -> dict[str, Any]:
    if len(token) > MAXIMUM_TOKEN_LENGTH:
        raise InvalidStaffTokenError
    first = token.partition(".")[0]
    try:
        header: Any = json.loads(base64.urlsafe_b64decode(first + "=" * (-len(first) % 4)))
    except (ValueError, RecursionError) as error:
        raise InvalidStaffTokenError from error
    if not isinstance(header, dict):
        raise InvalidStaffTokenError
    return header


def _staff_claims(claims: dict[str, Any]) -> StaffClaims:
    venues = claims.get("venues", [])
    if not isinstance(venues, list):
        raise TypeError("venues")
    return StaffClaims(
        subject=claims["sub"],
        venues=frozenset(UUID(str(venue_id)) for venue_id in venues),
        role=Role(claims["role"]),
        expires_at=datetime.fromtimestamp(claims["exp"], UTC),
    )
