"""Idempotency keys: the first answer of a key is its answer, for 24 hours of virtual time."""

import hashlib
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qsl, urlencode

from twyst.stripe_sandbox.errors import StripeError, invalid_request
from twyst.stripe_sandbox.world import Work

_KEY_CHARACTERS_MAX: Final = 255


@dataclass(frozen=True, slots=True)
class Answer:
    """A response: status, JSON text, and whether it was given before."""

    status: int
    body: str
    request_id: str
    is_replay: bool = False
    should_retry: bool | None = None


class InFlight:
    """The keys whose requests are being carried out at this moment."""

    def __init__(self) -> None:
        self._keys: set[tuple[str, str]] = set()

    def enter(self, account: str, key: str) -> None:
        """Raises `StripeError` 409 while another request holds the key."""
        if (account, key) in self._keys:
            raise key_in_use(key)
        self._keys.add((account, key))

    def leave(self, account: str, key: str) -> None:
        self._keys.discard((account, key))


def key_in_use(key: str | None) -> StripeError:
    message = f"There is currently another in-progress request using this Idempotent Key ({key}). Please try again later."
    return StripeError(409, "idempotency_error", message, code="idempotency_key_in_use")


def check_key(key: str) -> None:
    if len(key) > _KEY_CHARACTERS_MAX:
        raise invalid_request(f"Idempotency keys can have up to {_KEY_CHARACTERS_MAX} characters.")


def fingerprint(method: str, path: str, encoded: str) -> str:
    """What must be equal in every request with the same key."""
    pairs = sorted(parse_qsl(encoded, keep_blank_values=True))
    return hashlib.sha256(f"{method} {path}\n{urlencode(pairs)}".encode()).hexdigest()


def recall(work: Work, key: str, request_fingerprint: str) -> Answer | None:
    """The first answer, if the key is known. Raises `StripeError` 400 when the request was another one."""
    row = work.store.row(
        "SELECT * FROM idempotency_keys WHERE account = ? AND key = ? AND created > ?",
        (work.account, key, work.now_seconds - work.rules.idempotency_seconds),
    )
    if row is None:
        return None
    if row["fingerprint"] != request_fingerprint:
        message = (
            "Keys for idempotent requests can only be used with the same parameters they were first used with. Try "
            f"using a key other than '{key}' if you meant to execute a different request."
        )
        raise StripeError(400, "idempotency_error", message)
    return Answer(row["status"], row["body"], row["request_id"], is_replay=True)


def remember(work: Work, key: str, request_fingerprint: str, answer: Answer) -> None:
    """Keep the answer; to be called in the transaction of its effects."""
    work.store.execute(
        "INSERT OR REPLACE INTO idempotency_keys (account, key, fingerprint, created, status, body, request_id)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (
            work.account,
            key,
            request_fingerprint,
            work.now_seconds,
            answer.status,
            answer.body,
            answer.request_id,
        ),
    )
