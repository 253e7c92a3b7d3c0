"""What a browser loads from the sandbox: the script that stands in for Stripe.js, and the desk."""

from importlib.resources import files

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

_DESK_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src data:;"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def script_router() -> APIRouter:
    """`GET /_sandbox/stripe.js`: what `https://js.stripe.com` serves elsewhere."""
    script = _read("stripe.js")
    headers = {"cache-control": "no-cache", "cross-origin-resource-policy": "cross-origin"}
    router = APIRouter(prefix="/_sandbox", include_in_schema=False)

    @router.get("/stripe.js")
    async def stripe_js() -> Response:
        return Response(script, media_type="text/javascript", headers=headers)

    return router


def desk_router() -> APIRouter:
    """`GET /_sandbox/desk`: the clock, payouts, faults and webhooks, for people; it calls the test-only API."""
    kinds = {"desk.html": "text/html", "desk.css": "text/css", "desk.js": "text/javascript"}
    contents = {name: _read(name) for name in kinds}
    headers = {"cache-control": "no-cache", "content-security-policy": _DESK_POLICY}
    router = APIRouter(include_in_schema=False)

    def respond(name: str) -> Response:
        return Response(contents[name], media_type=kinds[name], headers=headers)

    @router.get("/")
    async def root() -> Response:
        return RedirectResponse("/_sandbox/desk")

    @router.get("/_sandbox/desk")
    async def desk() -> Response:
        return respond("desk.html")

    @router.get("/_sandbox/desk.css")
    async def style() -> Response:
        return respond("desk.css")

    @router.get("/_sandbox/desk.js")
    async def script() -> Response:
        return respond("desk.js")

    return router


def _read(name: str) -> bytes:
    return files("twyst.stripe_sandbox").joinpath("browser", name).read_bytes()
