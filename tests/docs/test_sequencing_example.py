"""The page that shows a recorded run shows what a run does today."""

from __future__ import annotations

from contextlib import AsyncExitStack

from docs.record_sequencing import PAGE, filled, record

from twyst.mailbox.database import Database


async def test_a_second_recording_is_the_same_page(fresh_database) -> None:
    async with AsyncExitStack() as stack:
        opened = []
        for name in ("arrived", "made"):
            service = await fresh_database("order")
            database = Database(service.worker, pool_size=2, application_name=f"record-{name}")
            stack.push_async_callback(database.close)
            opened.append(database)
        assert filled(PAGE.read_text(), await record(*opened)) == PAGE.read_text()
