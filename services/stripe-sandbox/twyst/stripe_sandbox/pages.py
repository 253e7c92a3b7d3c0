"""The two pages that a browser meets: the bank's 3-D Secure question, and Stripe's onboarding."""

from collections.abc import Mapping
from html import escape
from typing import Annotated, Literal
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from fastapi import APIRouter, Form
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from twyst.stripe_sandbox.errors import StripeError
from twyst.stripe_sandbox.objects import account, confirmation, payment_intent
from twyst.stripe_sandbox.world import World

_CONTENT_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
_STYLE = (
    "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:28rem;margin:4rem auto;padding:0 1rem}"
    "button{font:inherit;padding:.7rem 1.2rem;margin:.5rem .5rem 0 0;min-height:44px}"
    ".mark{background:#ffe08a;color:#3a2d00;padding:.3rem .6rem}"
)


def bank_router(world: World) -> APIRouter:
    """The page to which `next_action` leads."""
    router = APIRouter(prefix="/_sandbox/3ds", include_in_schema=False)

    @router.get("/{payment_intent_id}")
    async def ask(payment_intent_id: str, payment_intent_client_secret: str) -> Response:
        work = world.view()
        found = work.find_anywhere("payment_intent", payment_intent_id)
        payment_intent.check_client_secret(found, payment_intent_client_secret)
        if found["status"] != "requires_action":
            return _page("Nothing to confirm", f"This payment is {found['status']}.")
        amount = f"{found['amount']} {found['currency'].upper()} (minor units)"
        buttons = {"succeed": "Yes, it is me", "fail": "No, decline"}
        return _page(
            "Your bank asks", f"Do you confirm a payment of {amount}?", buttons, payment_intent_client_secret
        )

    @router.post("/{payment_intent_id}")
    async def answer(
        payment_intent_id: str,
        outcome: Annotated[Literal["succeed", "fail"], Form()],
        secret: Annotated[str, Form()],
    ) -> Response:
        with world.work() as work:
            found = work.find_anywhere("payment_intent", payment_intent_id)
            payment_intent.check_client_secret(found, secret)
            confirmation.authenticate(work, found, succeeds=outcome == "succeed")
        return_url = found.hidden.get("return_url")
        if not return_url:
            return _page("Thank you", "You can go back to the shop.")
        failed = found["status"] in ("requires_payment_method", "canceled")
        parameters = {
            "payment_intent": found.id,
            "payment_intent_client_secret": secret,
            "redirect_status": "failed" if failed else "succeeded",
        }
        return RedirectResponse(_with_parameters(return_url, parameters), status_code=303)

    return router


def onboarding_router(world: World) -> APIRouter:
    """The page to which an account link leads."""
    router = APIRouter(prefix="/_sandbox/onboarding", include_in_schema=False)

    @router.get("/{account_id}")
    async def onboard(account_id: str, token: str) -> Response:
        found = account.retrieve(world.view(), {}, account_id)
        _check_link(found.hidden, token)
        return _page(
            "Onboarding", f"Hand in everything that Stripe wants for {found.id}?", {"done": "Complete"}, token
        )

    @router.post("/{account_id}")
    async def finish_onboarding(account_id: str, secret: Annotated[str, Form()]) -> Response:
        with world.work(account=account_id) as work:
            found = account.retrieve(work, {}, account_id)
            _check_link(found.hidden, secret)
            account.complete_onboarding(work, found)
        return_url = found.hidden["link"]["return_url"]
        return (
            RedirectResponse(return_url, status_code=303)
            if return_url
            else _page("Thank you", "You can be paid now.")
        )

    return router


def _page(title: str, text: str, buttons: Mapping[str, str] | None = None, secret: str = "") -> HTMLResponse:
    form = "".join(
        f'<button name="outcome" value="{escape(value)}">{escape(label)}</button>'
        for value, label in (buttons or {}).items()
    )
    hidden = f'<input type="hidden" name="secret" value="{escape(secret)}">'
    html = (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<style>{_STYLE}</style><main><p class=mark>Sandbox: no real money</p><h1>{escape(title)}</h1>"
        f"<p>{escape(text)}</p>{f'<form method=post>{hidden}{form}</form>' if form else ''}</main></html>"
    )
    return HTMLResponse(html, headers={"content-security-policy": _CONTENT_POLICY})


def _check_link(hidden: Mapping[str, Mapping[str, str]], token: str) -> None:
    if hidden.get("link", {}).get("token") != token:
        raise StripeError(403, "invalid_request_error", "This onboarding link is not valid any more.")


def _with_parameters(url: str, parameters: Mapping[str, str]) -> str:
    parts = urlsplit(url)
    query = urlencode([*parse_qsl(parts.query), *parameters.items()])
    return urlunsplit(parts._replace(query=query))
