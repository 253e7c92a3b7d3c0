"""The script that stands in for Stripe.js, so that a checkout works without a network."""

from importlib.resources import files

from fastapi import APIRouter
from fastapi.responses import Response


def script_router() -> APIRouter:
    """`GET /_sandbox/stripe.js`: what `https://js.stripe.com` serves elsewhere."""
    script = files("twyst.stripe_sandbox").joinpath("browser", "stripe.js").read_bytes()
    headers = {"cache-control": "no-cache", "cross-origin-resource-policy": "cross-origin"}
    router = APIRouter(prefix="/_sandbox", include_in_schema=False)

    @router.get("/stripe.js")
    async def stripe_js() -> Response:
        return Response(script, media_type="text/javascript", headers=headers)

    return router
