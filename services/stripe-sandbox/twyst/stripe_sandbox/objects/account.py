"""Accounts (v1): the platform's own, and the venues' connected ones with their capabilities and onboarding."""

from typing import Final

from twyst.stripe_sandbox.errors import StripeError, invalid_request, not_found
from twyst.stripe_sandbox.events import emit
from twyst.stripe_sandbox.objects.lists import Conditions, embedded, page
from twyst.stripe_sandbox.objects.metadata import merged
from twyst.stripe_sandbox.store import Body, Record
from twyst.stripe_sandbox.world import Work

_CURRENCY_OF: Final = {
    "AU": "aud", "BH": "bhd", "CA": "cad", "CH": "chf", "CZ": "czk", "DK": "dkk", "GB": "gbp", "HU": "huf", "JP": "jpy",
    "KW": "kwd", "NO": "nok", "PL": "pln", "SE": "sek", "SG": "sgd", "US": "usd",
}  # fmt: skip

_AS_GIVEN: Final = ("company", "individual", "tos_acceptance")
_DUE_BEFORE_ONBOARDING: Final = ["external_account", "tos_acceptance.date", "tos_acceptance.ip"]


def ensure_platform(work: Work) -> Record:
    """The platform's own account, made on first start."""
    found = work.load(work.rules.platform_account)
    if found is not None:
        return found
    fields = _fields("DE", work.rules.platform_currency, ready=True)
    return work.create("acct", "account", {**fields, "id": work.rules.platform_account, "type": "standard"})


def create(work: Work, params: Body) -> Record:
    """POST /v1/accounts: restricted until it is onboarded."""
    country = params.get("country", "DE")
    currency = params.get("default_currency") or _CURRENCY_OF.get(country, "eur")
    account_id = work.new_id("acct")
    requested = [name for name, wish in (params.get("capabilities") or {}).items() if wish.get("requested")]
    fields = _fields(country, currency.lower(), ready=False)
    fields["settings"] = _settings(fields["settings"], params.get("settings"))
    created = work.create(
        "acct",
        "account",
        {
            **fields,
            "id": account_id,
            "business_profile": {**fields["business_profile"], **(params.get("business_profile") or {})},
            "business_type": params.get("business_type"),
            "capabilities": dict.fromkeys(requested, "inactive"),
            "controller": {"type": "application", "is_controller": True, **(params.get("controller") or {})},
            "email": params.get("email"),
            "metadata": merged({}, params.get("metadata")),
            **{name: params[name] for name in _AS_GIVEN if name in params},
            "type": params.get("type", "none" if params.get("controller") else "standard"),
        },
        account=account_id,
    )
    emit(work, "account.updated", created, {})
    return created


def retrieve(work: Work, _params: Body, account_id: str | None = None) -> Record:
    """GET /v1/account and /v1/accounts/{id}."""
    wanted = account_id or work.account
    found = work.load(wanted)
    may_read = work.is_platform or wanted == work.account
    if found is None or found["object"] != "account" or not may_read:
        raise not_found("account", wanted, param="account")
    return found


def update(work: Work, params: Body, account_id: str) -> Record:
    """POST /v1/accounts/{id}."""
    found = retrieve(work, {}, account_id)
    named = ("email", "business_type", "default_currency", *_AS_GIVEN)
    changed: Body = {name: params[name] for name in named if name in params}
    changed["metadata"] = merged(found["metadata"], params.get("metadata"))
    if params.get("business_profile"):
        changed["business_profile"] = {**found["business_profile"], **params["business_profile"]}
    if params.get("settings"):
        changed["settings"] = _settings(found["settings"], params["settings"])
    if params.get("capabilities"):
        capabilities = dict(found["capabilities"])
        for name, wish in params["capabilities"].items():
            if wish.get("requested"):
                capabilities.setdefault(name, "active" if found["details_submitted"] else "inactive")
            else:
                capabilities.pop(name, None)
        changed["capabilities"] = capabilities
    set_fields(work, found, changed)
    return found


def list_all(work: Work, params: Body) -> Body:
    """GET /v1/accounts: the connected ones."""
    conditions = Conditions("o.object = 'account' AND o.id <> ?", work.rules.platform_account)
    conditions.created(params.get("created"))
    return page(work, params, conditions, "/v1/accounts", any_account=True)


def create_link(work: Work, params: Body) -> Body:
    """POST /v1/account_links: the address of a page that completes onboarding."""
    found = retrieve(work, {}, params["account"])
    token = work.new_id("link")
    work.hide(found, link={"token": token, "return_url": params.get("return_url")})
    base_url = work.cause.base_url if work.cause else ""
    return {
        "object": "account_link",
        "created": work.now,
        "expires_at": work.now + 300,
        "url": f"{base_url}/_sandbox/onboarding/{found.id}?token={token}",
    }


def complete_onboarding(work: Work, found: Record) -> None:
    """Everything that was asked for is there: capabilities become active, charges and payouts are enabled."""
    external = {
        "id": work.new_id("ba"),
        "object": "bank_account",
        "account": found.id,
        "bank_name": "STRIPE TEST BANK",
        "country": found["country"],
        "currency": found["default_currency"],
        "default_for_currency": True,
        "last4": "3000",
        "status": "new",
    }
    set_fields(
        work,
        found,
        {
            "capabilities": dict.fromkeys(found["capabilities"] or ["transfers"], "active"),
            "charges_enabled": True,
            "details_submitted": True,
            "external_accounts": embedded(f"/v1/accounts/{found.id}/external_accounts", [external]),
            "payouts_enabled": True,
            "requirements": requirements([]),
        },
    )


def restrict(work: Work, found: Record, reason: str) -> None:
    """Stripe wants something of the venue: no charges, no payouts, until it is onboarded again."""
    set_fields(
        work,
        found,
        {
            "capabilities": dict.fromkeys(found["capabilities"], "inactive"),
            "charges_enabled": False,
            "payouts_enabled": False,
            "requirements": requirements(["individual.verification.document"], reason),
        },
    )


def disable_bank(work: Work, found: Record) -> None:
    """The bank sent money back: payouts stop until onboarding brings another bank account."""
    banks = [{**bank, "status": "errored"} for bank in found["external_accounts"]["data"]]
    for bank in banks:
        emit(
            work, "account.external_account.updated", Record(found.id, bank, seq=found.seq), {"status": "new"}
        )
    external_accounts = {**found["external_accounts"], "data": banks}
    set_fields(
        work,
        found,
        {
            "external_accounts": external_accounts,
            "payouts_enabled": False,
            "requirements": requirements(["external_account"]),
        },
    )


def set_fields(work: Work, found: Record, changed: Body) -> None:
    """Change an account and tell: `capability.updated` for each that moved, and `account.updated`."""
    before = dict(found["capabilities"] or {})
    previous = work.change(found, **changed)
    for name, status in (found["capabilities"] or {}).items():
        if before.get(name) != status:
            emit(work, "capability.updated", capability_of(found, name), {"status": before.get(name)})
    if previous:
        emit(work, "account.updated", found, previous)


def check_destination(work: Work, destination: str, currency: str) -> None:
    """Refuse a destination that cannot be paid, as Stripe does."""
    found = work.load(destination)
    if found is None or found["object"] != "account" or found.id == work.rules.platform_account:
        raise not_found("destination", destination, param="transfer_data[destination]")
    if found["capabilities"].get("transfers") != "active":
        message = (
            "Your destination account needs to have at least one of the following capabilities enabled: "
            "transfers, crypto_transfers, legacy_payments"
        )
        raise invalid_request(message, code="insufficient_capabilities_for_transfer")
    check_currency(found, currency)


def check_merchant(work: Work, on_behalf_of: str) -> None:
    """`on_behalf_of` needs an account that may take cards."""
    found = work.load(on_behalf_of)
    if found is None or found["object"] != "account":
        raise not_found("account", on_behalf_of, param="on_behalf_of")
    if found["capabilities"].get("card_payments") != "active":
        message = "The account in on_behalf_of needs the card_payments capability."
        raise invalid_request(message, code="account_invalid", param="on_behalf_of")


def check_currency(found: Record, currency: str) -> None:
    """A venue settles in its default currency; this Stripe does not convert."""
    if currency != found["default_currency"]:
        message = f"Account {found.id} settles in {found['default_currency']} and has no bank account for {currency}."
        raise invalid_request(message, param="currency")


def capability_of(found: Record, name: str) -> Record:
    """A capability as an object of its own; it is stored with its account only."""
    body = {
        "id": name,
        "object": "capability",
        "account": found.id,
        "requested": True,
        "requested_at": found["created"],
        "requirements": requirements([]),
        "status": found["capabilities"][name],
    }
    return Record(found.id, body, seq=found.seq)


def _fields(country: str, currency: str, *, ready: bool) -> Body:
    schedule = {"delay_days": 2, "interval": "daily"}
    return {
        "business_profile": {"mcc": "5812", "name": None, "support_phone": None, "url": None},
        "business_type": None,
        "capabilities": {"card_payments": "active", "transfers": "active"} if ready else {},
        "charges_enabled": ready,
        "controller": None,
        "country": country,
        "default_currency": currency,
        "details_submitted": ready,
        "email": None,
        "external_accounts": embedded("/v1/accounts/external_accounts"),
        "future_requirements": requirements([]),
        "metadata": {},
        "payouts_enabled": ready,
        "requirements": requirements(
            [] if ready else list(_DUE_BEFORE_ONBOARDING), None if ready else "requirements.past_due"
        ),
        "settings": {
            "dashboard": {"display_name": None, "timezone": "Etc/UTC"},
            "payouts": {"debit_negative_balances": False, "schedule": schedule, "statement_descriptor": None},
        },
        "tos_acceptance": {},
    }


def requirements(due: list[str], disabled_reason: str | None = None) -> Body:
    return {
        "alternatives": [],
        "current_deadline": None,
        "currently_due": due,
        "disabled_reason": disabled_reason,
        "errors": [],
        "eventually_due": due,
        "past_due": due,
        "pending_verification": [],
    }


def _settings(current: Body, given: Body | None) -> Body:
    """Settings are merged one level deep, payouts and their schedule two."""
    result = {name: dict(value) for name, value in current.items()}
    for name, values in (given or {}).items():
        result[name] = {**result.get(name, {}), **values}
    if given and (given.get("payouts") or {}).get("schedule"):
        result["payouts"]["schedule"] = {**current["payouts"]["schedule"], **given["payouts"]["schedule"]}
    return result


def account_does_not_exist(account_id: str) -> StripeError:
    message = (
        f"The provided key 'sk_test_***' does not have access to account '{account_id}' (or that account does not "
        "exist). Application access may have been revoked."
    )
    return StripeError(403, "invalid_request_error", message, code="account_invalid")
