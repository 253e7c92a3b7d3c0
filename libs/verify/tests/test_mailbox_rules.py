"""An outbox beside its topic: what is missing, and what has only grown old."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta

import pytest

from twyst.messaging.records import Record
from twyst.verify.invariant import Scope
from twyst.verify.mailbox import EventsAreTaken, TopicIsOutbox
from twyst.verify.platform import TOPICS_KEEP
from twyst.verify.seen import Seen

NOW = datetime(2026, 5, 1, tzinfo=UTC)
SCOPE = Scope(begun_ms=int(NOW.timestamp() * 1000))
TOPIC = "twyst.orders.events.v1"


def row(ce_id: str) -> dict[str, object]:
    return {"topic": TOPIC, "key": "o", "ce_id": ce_id, "digest": hashlib.sha256(b"{}").digest()}


@pytest.mark.parametrize(
    ("age", "broken"),
    [(TOPICS_KEEP - timedelta(minutes=1), 1), (TOPICS_KEEP + timedelta(minutes=1), 0)],
)
def test_what_a_topic_need_not_keep_any_more_may_be_missing(age: timedelta, broken: int) -> None:
    judge = TopicIsOutbox(SCOPE)
    judge.see(Seen(TOPIC, Record(TOPIC, 0, 40, b"o", b"{}", {"ce_id": "o:2"})))
    published = [
        {"topic": TOPIC, "ce_id": "o:1", "published_at": NOW - age},
        {"topic": TOPIC, "ce_id": "o:2", "published_at": NOW},
    ]
    verdict = judge.verdict({"outbox": [row("o:1"), row("o:2")], "published": published})
    assert (verdict.looked_at, verdict.broken) == (2, broken), verdict.samples


def test_topics_keep_what_the_contracts_say_less_a_day() -> None:
    assert timedelta(days=27) == TOPICS_KEEP


def test_a_record_that_nobody_took_is_named_once() -> None:
    judge = EventsAreTaken(SCOPE)
    for offset in (3, 4):
        judge.see(Seen("t", Record("t", 0, offset, b"k", b"{}", {"ce_id": "evt_1"})))
    verdict = judge.verdict({"taken": [{"event_id": "evt_2"}]})
    assert verdict.samples == ("evt_1 at t/0/3",)
