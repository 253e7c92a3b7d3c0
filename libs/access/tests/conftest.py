import json
from uuid import UUID

import pytest
from joserfc import jwt
from joserfc.jwk import import_key

from twyst.access.jwks import PublicKeys
from twyst.access.staff import StaffIssuer, StaffVerifier, generate_signing_key

# Far from now, so that a test which forgets the injected clock fails.
NOW = 1_900_000_000.0


class Clock:
    """Wall and monotonic clock of a test."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        return self.now


class KeyServer:
    """A JWKS source that counts its reads and can be down."""

    def __init__(self, *documents) -> None:
        self.keys = [key for document in documents for key in document["keys"]]
        self.reads = 0
        self.down = False
        self.answer: bytes | None = None

    async def __call__(self) -> bytes:
        self.reads += 1
        if self.down:
            raise ConnectionRefusedError
        return self.answer if self.answer is not None else json.dumps({"keys": self.keys}).encode()


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture(scope="session")
def signing_key():
    return generate_signing_key()


@pytest.fixture(scope="session")
def another_key():
    return generate_signing_key()


@pytest.fixture
def key_server(signing_key):
    return KeyServer(signing_key[1])


@pytest.fixture
def issuer(signing_key, clock):
    return StaffIssuer(signing_key[0], now=clock)


@pytest.fixture
def verifier(key_server, clock):
    return StaffVerifier(PublicKeys(key_server, clock=clock), now=clock)


@pytest.fixture
def sign(signing_key, clock):
    """Signs any claims and header with the good key."""

    def make(header=(), algorithms=None, key=None, **claims):
        good = {
            "iss": "twyst",
            "aud": "twyst-staff",
            "sub": "anna",
            "role": "floor",
            "venues": [str(UUID(int=1))],
            "exp": int(clock.now) + 60,
        }
        wanted = {name: value for name, value in {**good, **claims}.items() if value is not ...}
        header = {"alg": "ES256", "kid": signing_key[0]["kid"], **dict(header)}
        return jwt.encode(header, wanted, key or import_key(signing_key[0]), algorithms=algorithms)

    return make
