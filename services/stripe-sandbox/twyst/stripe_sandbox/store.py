"""What the sandbox remembers: one SQLite file (or memory), one transaction per request.

An acknowledged request has been committed to the write-ahead log, so it survives `kill -9`. There is no cache in
front: SQLite lives in this process, and a read costs less than the JSON that is made of it.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec

Body = dict[str, Any]

_encode = msgspec.json.encode
_decode = msgspec.json.decode

# As long as a predecessor may take to die.
_LOCK_TIMEOUT_SECONDS = 2.0
_SEARCHABLE = frozenset({"payment_intent", "charge"})


@dataclass(slots=True)
class Record:
    """A Stripe object: what the API shows, what it hides, and whose it is."""

    account: str
    body: Body
    hidden: Body = field(default_factory=dict)
    seq: int = 0

    @property
    def id(self) -> str:
        return str(self.body.get("id", self.body["object"]))

    def __getitem__(self, name: str) -> Any:
        return self.body[name]


def to_json(value: Any) -> str:
    return _encode(value).decode()


def from_json(text: str) -> Any:
    return _decode(text)


class StoreInUseError(RuntimeError):
    """Another process has the store open."""


class Store:
    """The tables of `schema.sql` and the few operations on them that more than one module needs."""

    def __init__(self, data_dir: Path | None) -> None:
        if data_dir is not None:
            data_dir.mkdir(parents=True, exist_ok=True)
        path = data_dir / "sandbox.sqlite3" if data_dir is not None else ":memory:"
        # Autocommit: transactions are begun by hand. The one connection is used by one thread at a time.
        self._db = sqlite3.connect(
            path, timeout=_LOCK_TIMEOUT_SECONDS, isolation_level=None, check_same_thread=False
        )
        self._db.row_factory = sqlite3.Row
        # EXCLUSIVE: two sandboxes over one file would each miss what the other does. NORMAL with a write-ahead log: a
        # commit survives the process, and does not wait for the disk.
        pragmas = "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
        schema = (files(__package__) / "schema.sql").read_text(encoding="utf-8")
        try:
            self._db.executescript(pragmas + schema)
        except sqlite3.OperationalError as error:
            self._db.close()
            raise StoreInUseError(f"cannot open {path}: {error}; does another sandbox use it?") from error

    def close(self) -> None:
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside is committed, or nothing is."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK")
            raise
        self._db.execute("COMMIT")

    @contextmanager
    def undo_on_error(self) -> Iterator[None]:
        """Inside a transaction: undo this part when it raises, and let the rest stand."""
        self._db.execute("SAVEPOINT part")
        try:
            yield
        except BaseException:
            self._db.execute("ROLLBACK TO part")
            self._db.execute("RELEASE part")
            raise
        self._db.execute("RELEASE part")

    def execute(self, statement: str, values: Sequence[Any] = ()) -> int:
        """Run a statement; answers the id of the row that it inserted."""
        return self._db.execute(statement, values).lastrowid or 0

    def execute_many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        self._db.executemany(statement, rows)

    def rows(self, query: str, values: Sequence[Any] = ()) -> list[sqlite3.Row]:
        return self._db.execute(query, values).fetchall()

    def row(self, query: str, values: Sequence[Any] = ()) -> sqlite3.Row | None:
        found: sqlite3.Row | None = self._db.execute(query, values).fetchone()
        return found

    def insert(self, record: Record) -> None:
        body = record.body
        record.seq = self.execute(
            "INSERT INTO objects (id, object, account, created, body, hidden) VALUES (?, ?, ?, ?, ?, ?)",
            (
                body["id"],
                body["object"],
                record.account,
                body["created"],
                to_json(body),
                to_json(record.hidden),
            ),
        )
        self._index_metadata(record, is_new=True)

    def save(self, record: Record) -> None:
        self.execute(
            "UPDATE objects SET body = ?, hidden = ? WHERE id = ?",
            (to_json(record.body), to_json(record.hidden), record.id),
        )
        self._index_metadata(record, is_new=False)

    def delete(self, object_id: str) -> None:
        self.execute("DELETE FROM objects WHERE id = ?", (object_id,))

    def load(self, object_id: str) -> Record | None:
        row = self.row("SELECT seq, account, body, hidden FROM objects WHERE id = ?", (object_id,))
        return None if row is None else record_of(row)

    def select(self, condition: str, values: Sequence[Any] = ()) -> list[Record]:
        """Records by a condition over `objects o` (with `ORDER BY` and `LIMIT` as needed)."""
        query = f"SELECT o.seq, o.account, o.body, o.hidden FROM objects o WHERE {condition}"  # noqa: S608
        return [record_of(row) for row in self.rows(query, values)]

    def setting(self, name: str) -> Any:
        row = self.row("SELECT value FROM settings WHERE name = ?", (name,))
        return None if row is None else from_json(row["value"])

    def set_setting(self, name: str, value: Any) -> None:
        self.execute("INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", (name, to_json(value)))

    def _index_metadata(self, record: Record, *, is_new: bool) -> None:
        if record["object"] not in _SEARCHABLE:
            return
        if not is_new:
            self.execute("DELETE FROM metadata WHERE object_id = ?", (record.id,))
        self.execute_many(
            "INSERT INTO metadata (object_id, key, value) VALUES (?, ?, ?)",
            [(record.id, key, value) for key, value in record["metadata"].items()],
        )


def record_of(row: sqlite3.Row) -> Record:
    return Record(row["account"], from_json(row["body"]), from_json(row["hidden"]), row["seq"])
