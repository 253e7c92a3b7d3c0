"""The stack's secrets: made once, private, refused when damaged."""

import json
import stat

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

from twyst.devstack.errors import StackError
from twyst.devstack.local_secrets import load_or_create_secrets, signing_key_files


def test_secrets_are_made_once_and_are_private(tmp_path):
    made = load_or_create_secrets(tmp_path)
    assert load_or_create_secrets(tmp_path) == made
    assert stat.S_IMODE((tmp_path / "secrets.json").stat().st_mode) == 0o600


def test_secrets_have_the_shapes_that_the_services_demand(tmp_path):
    made = load_or_create_secrets(tmp_path)
    assert made.stripe_api_key.startswith("sk_test_twyst_")
    assert made.stripe_publishable_key.startswith("pk_test_twyst_")
    assert all(
        secret.startswith("whsec_") for secret in made.webhook_secrets_platform + made.webhook_secrets_connect
    )
    assert all(len(key) >= 32 for key in made.capability_keys)
    assert len(made.role_passwords) == 12
    assert len(set(made.role_passwords.values())) == 12


@pytest.mark.parametrize("content", ["", "{", "{}", "[]", '{"postgres_password": 1}'])
def test_a_damaged_file_is_refused_with_the_cure(tmp_path, content):
    (tmp_path / "secrets.json").write_text(content)
    with pytest.raises(
        StackError, match=r"secrets\.json is damaged .* `twyst-stack clean` removes the local data"
    ):
        load_or_create_secrets(tmp_path)


def test_secrets_of_a_version_with_other_roles_are_refused(tmp_path):
    load_or_create_secrets(tmp_path)
    path = tmp_path / "secrets.json"
    content = json.loads(path.read_text())
    content["role_passwords"].pop("order_api")
    path.write_text(json.dumps(content))
    with pytest.raises(StackError, match="its roles are not this version's"):
        load_or_create_secrets(tmp_path)


def test_a_token_signed_with_the_private_key_is_verified_with_the_published_one(tmp_path):
    private_file, public_file = signing_key_files(tmp_path)
    assert signing_key_files(tmp_path) == (private_file, public_file)
    assert stat.S_IMODE(private_file.stat().st_mode) == 0o600
    private = ECKey.import_key(json.loads(private_file.read_text()))
    published = json.loads(public_file.read_text())
    assert "d" not in published["keys"][0]
    token = jwt.encode({"alg": "ES256", "kid": private.kid}, {"sub": "staff"}, private)
    assert jwt.decode(token, KeySet.import_key_set(published)).claims["sub"] == "staff"
