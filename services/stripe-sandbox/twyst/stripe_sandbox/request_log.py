"""The log of requests that change something: what the platform sent, with which key, and what it was answered."""

from twyst.stripe_sandbox.idempotency import Answer
from twyst.stripe_sandbox.store import Body, Store, from_json
from twyst.stripe_sandbox.world import Cause, Work


def note(work: Work, method: str, path: str, cause: Cause, answer: Answer) -> None:
    """Write one line, in the transaction of the request's effects."""
    body = from_json(answer.body)
    error = body.get("error") or {}
    work.store.execute(
        "INSERT INTO requests (id, at_wall, method, path, account, idempotency_key, replayed, status, object_id,"
        " error_code) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            cause.request_id,
            work.wall_seconds,
            method,
            path,
            work.account,
            cause.idempotency_key,
            answer.is_replay,
            answer.status,
            body.get("id"),
            error.get("code") or error.get("type"),
        ),
    )


def read(
    store: Store, *, after_seq: int = 0, limit: int = 1000, idempotency_key: str | None = None
) -> list[Body]:
    """The lines after a sequence number, oldest first."""
    rows = store.rows(
        "SELECT * FROM requests WHERE seq > ? AND (? IS NULL OR idempotency_key = ?) ORDER BY seq LIMIT ?",
        (after_seq, idempotency_key, idempotency_key, limit),
    )
    return [{**dict(row), "replayed": bool(row["replayed"])} for row in rows]
