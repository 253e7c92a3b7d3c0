"""Two consumer processes, killed again and again in the middle of their batches."""

import asyncio
import random
import sys
from pathlib import Path

from twyst.messaging.producer import OutboundRecord
from twyst.testing.waiting import eventually

PROGRAM = Path(__file__).with_name("consume_and_append.py")
KEYS, TOTAL, KILLS = 9, 3000, 3


async def test_kills_and_failures_lose_nothing_and_invert_nothing(lane, producer, tmp_path):
    log = tmp_path / "handled"
    log.touch()
    records = [OutboundRecord(lane.topic, f"k{n % KEYS}".encode(), f"{n}".encode()) for n in range(TOTAL)]
    chance = random.Random(3)
    started = 0

    async def spawn():
        nonlocal started
        started += 1
        arguments = (lane.bootstrap, lane.topics.namespace, str(log), f"{started}")
        return await asyncio.create_subprocess_exec(
            sys.executable, str(PROGRAM), *arguments, stderr=asyncio.subprocess.DEVNULL
        )

    workers = [await spawn(), await spawn()]
    try:
        for kill in range(KILLS):
            part = TOTAL // KILLS
            await producer.send_all(records[kill * part : (kill + 1) * part])
            before = log.stat().st_size

            async def grew(before=before):
                return log.stat().st_size > before

            await eventually(grew, timeout_seconds=60)
            victim = chance.randrange(2)
            workers[victim].kill()
            await workers[victim].wait()
            workers[victim] = await spawn()

        async def complete():
            return len(set(log.read_text().split("\n")) - {""}) == TOTAL

        await eventually(complete, timeout_seconds=90, interval_seconds=0.2)
    finally:
        for worker in workers:
            worker.terminate()
        codes = [await worker.wait() for worker in workers]
    assert codes == [0, 0]
    first_seen: dict[str, list[int]] = {}
    for line in log.read_text().splitlines():
        key, value = line.split()
        seen = first_seen.setdefault(key, [])
        if int(value) not in seen:
            seen.append(int(value))
    assert first_seen == {f"k{k}": list(range(k, TOTAL, KEYS)) for k in range(KEYS)}
