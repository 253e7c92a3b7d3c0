"""The public keys that staff tokens are verified with, from a JWKS file or URL.

Keys are kept and read again after ten minutes, so that a key which was taken away stops working, and at once for a
key id that is not known, so that a new key works without a restart; the latter at most every thirty seconds, because
anyone can send an unknown key id.
"""

import asyncio
import json
import logging
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Final

import httpx
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import Key, KeySet, import_key

logger = logging.getLogger(__name__)

Fetch = Callable[[], Awaitable[bytes]]

MAXIMUM_AGE_SECONDS: Final = 600.0
MINIMUM_PAUSE_SECONDS: Final = 30.0
_PUBLIC_KEY_TYPES: Final = frozenset({"EC", "RSA", "OKP"})


class KeysUnavailableError(Exception):
    """No key set could be read, so that no token can be judged."""


def jwks_from_file(path: Path) -> Fetch:
    """Reads the key set from a file."""

    async def fetch() -> bytes:
        return await asyncio.to_thread(path.read_bytes)

    return fetch


def jwks_from_url(url: str, client: httpx.AsyncClient) -> Fetch:
    """Reads the key set over HTTP; the client's time-outs apply."""

    async def fetch() -> bytes:
        response = await client.get(url)
        response.raise_for_status()
        return response.content

    return fetch


class PublicKeys:
    """The current key set."""

    def __init__(self, fetch: Fetch, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._fetch = fetch
        self._clock = clock
        self._keys = KeySet([])
        self._read_at: float | None = None
        self._tried_at: float | None = None
        self._reading = asyncio.Lock()

    async def key(self, key_id: str, algorithm: str) -> Key | None:
        """The key of that id for that algorithm, None when nobody knows it. Raises `KeysUnavailableError`."""
        if self._age(self._read_at) > MAXIMUM_AGE_SECONDS:
            await self._refresh()
        if self._read_at is None:
            raise KeysUnavailableError
        found = self._find(key_id, algorithm)
        if found is None:
            await self._refresh()
            found = self._find(key_id, algorithm)
        return found

    async def check(self) -> None:
        """For `/readyz`: raises `KeysUnavailableError` until a key set was read."""
        if self._read_at is None:
            await self._refresh()
        if self._read_at is None:
            raise KeysUnavailableError

    def _find(self, key_id: str, algorithm: str) -> Key | None:
        try:
            return self._keys.get_by_kid(key_id, {"alg": algorithm, "use": "sig"})
        except InvalidKeyIdError:
            return None

    async def _refresh(self) -> None:
        async with self._reading:
            # Without keys nothing works at all, so that the pause is short; it only spares a server that is down.
            pause_seconds = 1.0 if self._read_at is None else MINIMUM_PAUSE_SECONDS
            if self._age(self._tried_at) < pause_seconds:
                return
            self._tried_at = self._clock()
            try:
                self._keys = _parse(await self._fetch())
            except (OSError, httpx.HTTPError, ValueError, JoseError) as error:
                # The keys that were read before go on working: a key server that is away must not close the kitchen.
                logger.warning(
                    "staff keys could not be read", extra={"error": f"{type(error).__name__}: {error}"}
                )
                return
            self._read_at = self._clock()

    def _age(self, moment: float | None) -> float:
        return float("inf") if moment is None else self._clock() - moment


def _parse(document: bytes) -> KeySet:
    content: Any = json.loads(document)
    if not isinstance(content, dict) or not isinstance(content.get("keys"), list):
        raise ValueError("not a JWKS document")  # noqa: TRY004  # the type of what was sent, not of our argument
    found = (_usable_key(key) for key in content["keys"])
    return KeySet([key for key in found if key is not None])


def _usable_key(document: Any) -> Key | None:
    # RFC 7517 §5: what is not understood is ignored. A key without an id cannot be named by a token.
    if (
        not isinstance(document, dict)
        or document.get("kty") not in _PUBLIC_KEY_TYPES
        or not document.get("kid")
    ):
        return None
    try:
        return import_key(document)
    except (JoseError, ValueError) as error:
        logger.warning(
            "a staff key is ignored", extra={"kid": document["kid"], "error": type(error).__name__}
        )
        return None
