"""A consumer process for `test_consumer_kills.py`: appends what it handles to a file, and fails at random half-way.

Run as `python consume_and_append.py BOOTSTRAP NAMESPACE LOG SEED`.
"""

import asyncio
import os
import random
import signal
import sys

from twyst.contracts.topics import ORDERS_EVENTS
from twyst.messaging.consumer import ConsumerApp, Subscription
from twyst.messaging.topics import Topics
from twyst.runtime.shutdown import Stop


async def main(bootstrap: str, namespace: str, path: str, seed: str) -> None:
    chance = random.Random(seed)
    log = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    async def append(records):
        for record in records:
            if chance.random() < 0.15 / len(records):
                raise ConnectionError("the database went away")
            os.write(log, b"%s %s\n" % (record.key, record.value))
            await asyncio.sleep(0)

    stop = Stop()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.request)
    app = ConsumerApp(
        bootstrap,
        [
            Subscription(
                (ORDERS_EVENTS.name,), "test.append", append, max_records=50, backoff_seconds=(0.01, 0.1)
            )
        ],
        topics=Topics(namespace),
        client_id="test",
    )
    await app.run(stop)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
