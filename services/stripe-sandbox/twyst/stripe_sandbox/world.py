"""One unit of work: the transaction in which a request, a timer or a test's command changes the sandbox.

Everything in `objects/` is a function of a `Work`. Inside it time stands still, and nothing waits.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from twyst.stripe_sandbox.clock import Clock
from twyst.stripe_sandbox.errors import not_found
from twyst.stripe_sandbox.faults import Faults
from twyst.stripe_sandbox.ids import NewId
from twyst.stripe_sandbox.rules import Rules
from twyst.stripe_sandbox.store import Body, Record, Store, to_json


@dataclass(frozen=True, slots=True)
class Cause:
    """The API request that caused a change; an automatic change has none."""

    request_id: str
    idempotency_key: str | None = None
    base_url: str = ""


@dataclass(slots=True)
class Work:
    """The store as one account sees it, at one moment.

    `account` is the scope of the request: the platform, or the connected account in `Stripe-Account`.
    """

    store: Store
    rules: Rules
    faults: Faults
    new_id: NewId
    now_seconds: float
    wall_seconds: float
    present_seconds: float
    """Virtual time of the clock. A timer's own time, `now_seconds`, is earlier when the clock jumped over it."""
    account: str
    cause: Cause | None = None
    # One instance per object, so that two parts of the work cannot overwrite each other's changes.
    _loaded: dict[str, Record] = field(default_factory=dict)

    @property
    def now(self) -> int:
        return int(self.now_seconds)

    @property
    def is_platform(self) -> bool:
        return self.account == self.rules.platform_account

    def create(
        self,
        prefix: str,
        object_name: str,
        fields: Body,
        *,
        account: str | None = None,
        hidden: Body | None = None,
    ) -> Record:
        """Store a new object of the account (default: the scope's) under a fresh id."""
        body = {
            "id": self.new_id(prefix),
            "object": object_name,
            "created": self.now,
            "livemode": False,
            **fields,
        }
        record = Record(account or self.account, body, hidden or {})
        self.store.insert(record)
        self._loaded[record.id] = record
        return record

    def change(self, record: Record, /, **values: Any) -> Body:
        """Set fields and save. Answers the previous values of those that changed (`previous_attributes`)."""
        body = record.body
        previous = {name: body.get(name) for name, value in values.items() if body.get(name) != value}
        body.update(values)
        self.store.save(record)
        return previous

    def hide(self, record: Record, /, **values: Any) -> None:
        """Remember something about an object that the API does not show."""
        record.hidden.update(values)
        self.store.save(record)

    def load(self, object_id: str) -> Record | None:
        """The object on whichever account, if it exists."""
        found = self._loaded.get(object_id)
        if found is None:
            found = self.store.load(object_id)
            if found is not None:
                self._loaded[object_id] = found
        return found

    def find(self, object_name: str, object_id: str, *, param: str = "id") -> Record:
        """The object, if it is of this kind and this account; else 404 as Stripe says it."""
        record = self.load(object_id)
        if record is None or record.account != self.account or record["object"] != object_name:
            raise not_found(object_name, object_id, param=param)
        return record

    def find_anywhere(self, object_name: str, object_id: str) -> Record:
        """The object on whichever account; the work goes on in the scope of that account."""
        record = self.load(object_id)
        if record is not None:
            self.account = record.account
        return self.find(object_name, object_id)

    def fetch(self, object_id: str) -> Record:
        """An object that is known to exist, on whichever account."""
        record = self.load(object_id)
        if record is None:
            raise LookupError(f"{object_id} is referred to and does not exist")
        return record

    def later(self, delay_seconds: float, kind: str, **payload: Any) -> None:
        """Have the scheduler call the handler of `kind` after a delay in virtual time."""
        self.store.execute(
            "INSERT INTO timers (due, kind, payload) VALUES (?, ?, ?)",
            (self.now_seconds + delay_seconds, kind, to_json(payload)),
        )


class World:
    """The sandbox's parts, and the door through which everything changes them."""

    def __init__(self, *, store: Store, clock: Clock, new_id: NewId, rules: Rules, faults: Faults) -> None:
        self.store = store
        self.clock = clock
        self.new_id = new_id
        self.rules = rules
        self.faults = faults
        self._listeners: list[Callable[[], None]] = []

    def on_change(self, listener: Callable[[], None]) -> None:
        """Call the listener after every committed unit of work."""
        self._listeners.append(listener)

    @contextmanager
    def work(
        self,
        *,
        account: str | None = None,
        cause: Cause | None = None,
        at_seconds: float | None = None,
    ) -> Iterator[Work]:
        """A transaction; `at_seconds` is the virtual time that a timer was due."""
        with self.store.transaction():
            yield self.view(account=account, cause=cause, at_seconds=at_seconds)
        for listener in self._listeners:
            listener()

    def view(
        self, *, account: str | None = None, cause: Cause | None = None, at_seconds: float | None = None
    ) -> Work:
        """The same without a transaction: for reading."""
        return Work(
            store=self.store,
            rules=self.rules,
            faults=self.faults,
            new_id=self.new_id,
            now_seconds=self.clock.now() if at_seconds is None else at_seconds,
            wall_seconds=self.clock.wall(),
            present_seconds=self.clock.now(),
            account=account or self.rules.platform_account,
            cause=cause,
        )


TimerHandler = Callable[[Work, Body], None]
"""What a timer of some kind does, with the payload that it was set with."""

Timers = Sequence[tuple[str, TimerHandler]]
