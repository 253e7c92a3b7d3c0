"""The secrets of one local stack, made once and kept in `secrets.json` of its state folder."""

from __future__ import annotations

import secrets
from pathlib import Path

import msgspec
from joserfc.jwk import ECKey

from twyst.devstack.databases import role_names
from twyst.devstack.errors import StackError
from twyst.devstack.private_files import write_private

_CURVE, _ALGORITHM = "P-256", "ES256"


class LocalSecrets(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Everything random that the stack's processes agree on."""

    postgres_password: str
    role_passwords: dict[str, str]
    stripe_api_key: str
    stripe_publishable_key: str
    webhook_secrets_platform: tuple[str, ...]
    webhook_secrets_connect: tuple[str, ...]
    capability_keys: tuple[str, ...]


def load_or_create_secrets(state: Path) -> LocalSecrets:
    """The stack's secrets. Raises StackError when the file is damaged or belongs to another version."""
    path = state / "secrets.json"
    if not path.exists():
        made = _random_secrets()
        write_private(path, msgspec.json.format(msgspec.json.encode(made)), sync=True)
        return made
    try:
        found = msgspec.json.decode(path.read_bytes(), type=LocalSecrets)
    except (OSError, msgspec.DecodeError) as error:
        raise _damaged(path, error) from error
    if set(found.role_passwords) != set(role_names()):
        raise _damaged(path, "its roles are not this version's")
    return found


def signing_key_files(state: Path) -> tuple[Path, Path]:
    """The staff tokens' private JWK and the public JWKS, made when missing."""
    private, public = state / "jwt-signing-key.json", state / "jwks.json"
    if not (private.exists() and public.exists()):
        key = ECKey.generate_key(_CURVE, {"use": "sig", "alg": _ALGORITHM}, auto_kid=True)
        write_private(private, msgspec.json.encode(key.as_dict(private=True)), sync=True)
        write_private(public, msgspec.json.encode({"keys": [key.as_dict(private=False)]}), sync=True)
    return private, public


def _random_secrets() -> LocalSecrets:
    return LocalSecrets(
        postgres_password=secrets.token_urlsafe(24),
        role_passwords={name: secrets.token_urlsafe(24) for name in role_names()},
        stripe_api_key=f"sk_test_twyst_{secrets.token_hex(16)}",
        stripe_publishable_key=f"pk_test_twyst_{secrets.token_hex(16)}",
        webhook_secrets_platform=(f"whsec_{secrets.token_hex(24)}",),
        webhook_secrets_connect=(f"whsec_{secrets.token_hex(24)}",),
        capability_keys=(secrets.token_urlsafe(32),),
    )


def _damaged(path: Path, reason: object) -> StackError:
    return StackError(
        f"{path} is damaged ({reason}) and the databases cannot be opened without it: "
        "`twyst-stack clean` removes the local data and starts over."
    )
