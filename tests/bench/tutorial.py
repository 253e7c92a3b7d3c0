"""What tutorials show: a FastAPI route, `stripe.Webhook.construct_event`, FastStream's publish, 200 after the send.

Run as `python tutorial.py PORT BOOTSTRAP TOPIC SECRET`.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

import stripe
import uvicorn
from fastapi import FastAPI, Header, HTTPException, Request
from faststream.kafka import KafkaBroker

PORT, BOOTSTRAP, TOPIC, SECRET = int(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4]
broker = KafkaBroker(BOOTSTRAP, acks="all", enable_idempotence=True)


@asynccontextmanager
async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
    await broker.connect()
    yield
    await broker.stop()


app = FastAPI(lifespan=lifespan)


@app.post("/webhooks/stripe/platform")
async def receive_event(request: Request, stripe_signature: Annotated[str, Header()]) -> dict[str, bool]:
    try:
        event = stripe.Webhook.construct_event(await request.body(), stripe_signature, SECRET)
    except (ValueError, stripe.SignatureVerificationError) as error:
        raise HTTPException(400) from error
    order_id = event.data.object.metadata["order_id"]
    await broker.publish(event.to_dict(), TOPIC, key=order_id.encode())
    return {"received": True}


if __name__ == "__main__":
    uvicorn.run(
        app, host="127.0.0.1", port=PORT, loop="uvloop", http="httptools", ws="none", access_log=False,
        log_level="warning", server_header=False, proxy_headers=False, timeout_keep_alive=75,
    )  # fmt: skip
