"""Public keys: a new one works at once, one taken away stops, and without any no token is judged."""

import json

import httpx
import pytest
from joserfc.jwk import generate_key

from twyst.access.__main__ import main
from twyst.access.jwks import KeysUnavailableError, PublicKeys, jwks_from_file, jwks_from_url
from twyst.access.permissions import Role
from twyst.access.settings import StaffTokenSettings
from twyst.access.staff import InvalidStaffTokenError, StaffIssuer, StaffVerifier, generate_signing_key


async def test_a_new_key_works_at_once_and_an_unknown_one_costs_one_read(
    key_server, verifier, issuer, another_key, clock
):
    await verifier.verify(issuer.issue("anna", Role.FLOOR))
    new_token = StaffIssuer(another_key[0], now=clock).issue("anna", Role.FLOOR)
    clock.now += 31
    key_server.keys += another_key[1]["keys"]
    assert await verifier.verify(new_token)
    assert key_server.reads == 2
    stranger = StaffIssuer(generate_signing_key()[0], now=clock).issue("eve", Role.OWNER)
    for _ in range(5):
        with pytest.raises(InvalidStaffTokenError):
            await verifier.verify(stranger)
    assert key_server.reads == 2
    clock.now += 31
    with pytest.raises(InvalidStaffTokenError):
        await verifier.verify(stranger)
    assert key_server.reads == 3


async def test_a_key_that_was_taken_away_stops_working(key_server, verifier, issuer, another_key, clock):
    token = issuer.issue("anna", Role.FLOOR)
    await verifier.verify(token)
    key_server.keys = another_key[1]["keys"]
    clock.now += 601
    with pytest.raises(InvalidStaffTokenError):
        await verifier.verify(token)


async def test_a_key_server_that_is_away_does_not_close_the_kitchen(key_server, verifier, issuer, clock):
    token = issuer.issue("anna", Role.FLOOR)
    await verifier.verify(token)
    key_server.down = True
    clock.now += 601
    assert await verifier.verify(token)


@pytest.mark.parametrize("answer", [b"", b"[]", b'{"keys": 1}', b"\xff"])
async def test_without_any_key_set_no_token_can_be_judged(key_server, clock, issuer, answer):
    key_server.answer = answer
    keys = PublicKeys(key_server, clock=clock)
    verifier = StaffVerifier(keys, now=clock)
    token = issuer.issue("anna", Role.FLOOR)
    with pytest.raises(KeysUnavailableError):
        await verifier.verify(token)
    with pytest.raises(KeysUnavailableError):
        await keys.check()
    key_server.answer = None
    clock.now += 2
    await keys.check()
    assert await verifier.verify(token)


async def test_keys_that_cannot_be_used_are_passed_over(key_server, verifier, issuer):
    key_server.keys[:0] = [
        "nonsense",
        {"kty": "oct", "k": "c2VjcmV0", "kid": "symmetric"},
        {"kty": "EC", "crv": "P-999", "kid": "unknown curve"},
        {"kty": "EC", "crv": "P-256"},
    ]
    assert await verifier.verify(issuer.issue("anna", Role.FLOOR))


async def test_rsa_and_ed25519_keys_of_an_identity_provider_are_accepted(clock, sign):
    for kind, size, algorithm in (("RSA", 2048, "RS256"), ("OKP", "Ed25519", "Ed25519")):
        key = generate_key(kind, size, auto_kid=True)
        document = json.dumps({"keys": [key.as_dict(private=False)]}).encode()

        async def fetch(document=document):
            return document

        verifier = StaffVerifier(PublicKeys(fetch, clock=clock), now=clock)
        token = sign({"alg": algorithm, "kid": key.kid}, [algorithm], key)
        assert (await verifier.verify(token)).subject == "anna"


async def test_keys_from_a_url_and_from_a_file(tmp_path, signing_key, issuer, clock):
    token = issuer.issue("anna", Role.FLOOR)
    document = json.dumps(signing_key[1])
    (tmp_path / "jwks.json").write_text(document)
    transport = httpx.MockTransport(lambda _request: httpx.Response(200, text=document))
    async with httpx.AsyncClient(transport=transport) as client:
        for fetch in (
            jwks_from_file(tmp_path / "jwks.json"),
            jwks_from_url("https://keys.example/jwks", client),
        ):
            assert await StaffVerifier(PublicKeys(fetch, clock=clock), now=clock).verify(token)
    async with httpx.AsyncClient(transport=httpx.MockTransport(lambda _: httpx.Response(500))) as client:
        with pytest.raises(KeysUnavailableError):
            await PublicKeys(jwks_from_url("https://keys.example/jwks", client), clock=clock).check()


def test_the_command_makes_a_key_and_keeps_the_old_ones(tmp_path, capsys):
    def make(name):
        main(["--private", str(tmp_path / name), "--jwks", str(tmp_path / "jwks")])

    make("first")
    make("second")
    with pytest.raises(SystemExit):
        make("second")
    assert "exists; choose another file" in capsys.readouterr().err
    keys = [json.loads((tmp_path / name).read_text()) for name in ("second", "first")]
    published = json.loads((tmp_path / "jwks").read_text())["keys"]
    assert [key["kid"] for key in published] == [key["kid"] for key in keys]
    assert not any("d" in key for key in published)
    assert (tmp_path / "first").stat().st_mode & 0o777 == 0o600
    StaffIssuer(keys[0])


@pytest.mark.parametrize("given_settings", [{}, {"jwks_url": "https://a", "jwks_file": "/b"}])
def test_exactly_one_source_of_keys_is_set(given_settings):
    with pytest.raises(ValueError, match="TWYST_JWKS_URL or TWYST_JWKS_FILE"):
        StaffTokenSettings(**given_settings)
    assert StaffTokenSettings(jwks_url="https://a").jwks_file is None
