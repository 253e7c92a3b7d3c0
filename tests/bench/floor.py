"""The least that ingest can cost in Python: bare ASGI, the signature, one aiokafka send, 200 after `acks=all`.

It parses nothing, projects nothing, limits nothing, measures nothing and breaks in many ways; it is only fast. Run as
`python floor.py PORT BOOTSTRAP TOPIC SECRET`.
"""

from __future__ import annotations

import hmac
import sys
import time

import uvicorn
from aiokafka import AIOKafkaProducer

PORT, BOOTSTRAP, TOPIC, SECRET = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4].encode()
ORDER_ID = b'"order_id": "'
OK = {"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]}
BODY = {"type": "http.response.body", "body": b"{}"}
FORGED = {"type": "http.response.start", "status": 400, "headers": [(b"content-length", b"2")]}
producers: list[AIOKafkaProducer] = []


async def lifespan(receive, send) -> None:
    await receive()
    producer = AIOKafkaProducer(
        bootstrap_servers=BOOTSTRAP, acks="all", enable_idempotence=True, linger_ms=0, max_batch_size=65536
    )
    await producer.start()
    producers.append(producer)
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await producer.stop()
    await send({"type": "lifespan.shutdown.complete"})


def genuine(header: bytes, body: bytes) -> bool:
    timestamp, _, signature = header.removeprefix(b"t=").partition(b",v1=")
    expected = hmac.digest(SECRET, timestamp + b"." + body, "sha256").hex().encode()
    return hmac.compare_digest(expected, signature) and abs(time.time() - int(timestamp)) <= 300


async def app(scope, receive, send) -> None:
    if scope["type"] == "lifespan":
        await lifespan(receive, send)
        return
    body, more = b"", True
    while more:
        message = await receive()
        body += message["body"]
        more = message["more_body"]
    header = next(value for name, value in scope["headers"] if name == b"stripe-signature")
    if not genuine(header, body):
        await send(FORGED)
        await send(BODY)
        return
    at = body.index(ORDER_ID) + len(ORDER_ID)
    await producers[0].send_and_wait(TOPIC, value=body, key=body[at : at + 36])
    await send(OK)
    await send(BODY)


if __name__ == "__main__":
    uvicorn.run(
        app, host="127.0.0.1", port=PORT, loop="uvloop", http="httptools", ws="none", access_log=False,
        log_level="warning", server_header=False, proxy_headers=False, timeout_keep_alive=75,
    )  # fmt: skip
