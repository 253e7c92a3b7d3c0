"""What must hold of every service that has a mailbox: its outbox, what it parked, who may touch its tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final

from twyst.verify.invariant import Found, Query, Rows, Rule, Scope, Verdict
from twyst.verify.platform import TOPICS_KEEP
from twyst.verify.seen import Seen

_RECENT: Final = "($1::timestamptz IS NULL OR recorded_at >= $1)"
_OUTBOX_DRAINS: Final = f"""
SELECT CASE WHEN published_at IS NULL AND recorded_at <= clock_timestamp() - $2::interval THEN ce_id END AS what
FROM outbox WHERE {_RECENT}
"""  # noqa: S608 (constants)
_NOTHING_PARKED: Final = """
SELECT CASE WHEN status = 'parked' AND parked_at <= clock_timestamp() - $2::interval
       THEN consumer || ' ' || event_id || ': ' || reason || coalesce(' ' || left(error, 200), '') END AS what
FROM parked WHERE ($1::timestamptz IS NULL OR parked_at >= $1 OR status = 'parked')
"""
_PROTECTED: Final = """
SELECT CASE WHEN NOT (c.relrowsecurity AND c.relforcerowsecurity
                      AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid))
            THEN c.relname::text END AS what
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'venue_id' AND NOT a.attisdropped
WHERE c.relkind IN ('r', 'p') AND n.nspname = 'public'
"""
_UNCHANGEABLE: Final = """
SELECT CASE WHEN has_table_privilege(role, oid, 'UPDATE') OR has_table_privilege(role, oid, 'DELETE')
                 OR has_table_privilege(role, oid, 'TRUNCATE') OR trigger_count = 0
            THEN role || ' may change ' || relname END AS what
FROM (SELECT c.oid, c.relname, role,
        (SELECT count(*) FROM pg_trigger t WHERE t.tgrelid = c.oid AND t.tgenabled <> 'D'
           AND t.tgname = c.relname || '_append_only') AS trigger_count
      FROM pg_class c CROSS JOIN unnest(ARRAY[{roles}]) AS role
      WHERE c.relname = ANY (ARRAY[{tables}]) AND c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace) AS granted
"""


class OrdersAreHeard:
    """The last event of each order that must have been heard by now; `heard` are the rows that say up to which `seq`."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._due: dict[str, int] = {}

    def see(self, record: Seen) -> None:
        if self._scope.is_due(record.record.timestamp_ms):
            self._due[record.key] = int(record.body.get("seq", 0))

    def verdict(self, found: Found) -> Verdict:
        known = {row["order_id"]: row["seq"] for row in found["heard"]}
        late = (
            f"{order_id} is at {seq}, heard up to {known.get(order_id, 0)}"
            for order_id, seq in self._due.items()
            if known.get(order_id, 0) < seq
        )
        return Verdict.of(len(self._due), late)


class EventsAreTaken:
    """Ids of events that must have been taken by now; `taken` are the rows that say which were, as `event_id`."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._due: dict[str, str] = {}

    def see(self, record: Seen) -> None:
        if self._scope.is_due(record.record.timestamp_ms):
            self._due.setdefault(record.ce_id or record.place, record.place)

    def verdict(self, found: Found) -> Verdict:
        known = {row["event_id"] for row in found["taken"]}
        missed = (f"{ce_id} at {place}" for ce_id, place in self._due.items() if ce_id not in known)
        return Verdict.of(len(self._due), missed)


class TopicIsOutbox:
    """Each key's records, copies dropped, as the topic has them."""

    def __init__(self, scope: Scope) -> None:
        self._since = scope.since
        self._expired = scope.ago(TOPICS_KEEP)
        self._found: dict[tuple[str, str], dict[tuple[str, bytes], None]] = defaultdict(dict)

    def see(self, record: Seen) -> None:
        self._found[record.topic, record.key][record.ce_id, record.digest] = None

    def verdict(self, found: Found) -> Verdict:
        rows = {(row["topic"], row["ce_id"]): row for row in found["outbox"]}
        wanted: dict[tuple[str, str], list[tuple[str, bytes]]] = defaultdict(list)
        # An outbox keeps its rows for longer than a topic its records.
        published = {
            (row["topic"], row["ce_id"]) for row in found["published"] if row["published_at"] > self._expired
        }
        for row in found["outbox"]:
            wanted[row["topic"], row["key"]].append((row["ce_id"], bytes(row["digest"])))
        return Verdict.of(len(rows), self._differences(wanted, published))

    def _differences(
        self, wanted: dict[tuple[str, str], list[tuple[str, bytes]]], published: set[tuple[str, str]]
    ) -> Iterator[str]:
        for place in sorted(wanted.keys() | self._found.keys()):
            kept, seen = wanted[place], list(self._found[place])
            known = set(kept)
            if self._since is not None:  # a record may be younger than the bound, and its row older
                seen = [each for each in seen if each in known]
            missing = [each for each in kept if (place[0], each[0]) in published and each not in set(seen)]
            foreign = [each for each in seen if each not in known]
            order = [each for each in kept if each in set(seen)]
            if missing or foreign or order != [each for each in seen if each in known]:
                ids = [ce_id for ce_id, _ in (missing or foreign or seen)][:3]
                reason = "not on the topic" if missing else "in no row" if foreign else "in another order"
                yield f"{place[0]} {place[1]}: {', '.join(ids)} {reason}"


def mailbox_invariants(
    service: str, *, append_only: Sequence[str] = (), outbox_topics: Sequence[str] = ()
) -> list[Query | Rule]:
    """The invariants of a service's mailbox. `outbox_topics` are the topics that its relay fills and nothing compacts."""
    found: list[Query | Rule] = [
        Query(f"I42.{service}", f"Every table of {service} with a venue is protected by row-level security.", service, _PROTECTED),
        Query(f"I52.{service}", f"No record of {service} waits for a person.", service, _NOTHING_PARKED),
    ]  # fmt: skip
    if append_only:
        sql = _UNCHANGEABLE.format(
            roles=_texts([f"{service}_{role}" for role in ("api", "worker", "auditor")]), tables=_texts(append_only)
        )  # fmt: skip
        found.append(Query(f"I37.{service}", f"What {service} has written down for good, no role can change.", service, sql))  # fmt: skip
    if outbox_topics:
        found.append(Query(f"I31.{service}", f"The outbox of {service} drains.", service, _OUTBOX_DRAINS))
        found.append(_topic_is_outbox(service, outbox_topics))
    return found


def _topic_is_outbox(service: str, topics: Sequence[str]) -> Rule:
    names = _texts(topics)
    every = "SELECT topic, key, ce_id, sha256(convert_to(coalesce(body, ''), 'UTF8')) AS digest FROM outbox"
    recent = f"topic = ANY (ARRAY[{names}]) AND {_RECENT}"
    return Rule(
        f"I27.{service}",
        f"Without exact copies, a key's records are the outbox rows of {service}, byte for byte and in their order.",
        TopicIsOutbox,
        tuple(topics),
        first={"published": Rows(service, f"SELECT topic, ce_id, published_at FROM outbox WHERE published_at IS NOT NULL AND {recent}")},  # noqa: S608
        then={"outbox": Rows(service, f"{every} WHERE {recent} ORDER BY id")},
    )  # fmt: skip


def _texts(names: Sequence[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
