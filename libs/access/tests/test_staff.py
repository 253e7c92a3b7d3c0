"""Staff tokens: only ours, only now, only for us."""

import base64
import json
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import OctKey, generate_key, import_key

from twyst.access import (
    Action,
    InvalidStaffTokenError,
    KeysUnavailableError,
    PublicKeys,
    Role,
    StaffIssuer,
    StaffTokenSettings,
    StaffVerifier,
    generate_signing_key,
    jwks_from_file,
    jwks_from_url,
)
from twyst.access.__main__ import main

VENUE, OTHER_VENUE = UUID(int=1), UUID(int=2)


@pytest.fixture
def sign(signing_key, clock):
    """Signs any claims and header with the good key."""

    def make(header=(), algorithms=None, key=None, **claims):
        good = {
            "iss": "twyst",
            "aud": "twyst-staff",
            "sub": "anna",
            "role": "floor",
            "venues": [str(VENUE)],
            "exp": int(clock.now) + 60,
        }
        wanted = {name: value for name, value in {**good, **claims}.items() if value is not ...}
        header = {"alg": "ES256", "kid": signing_key[0]["kid"], **dict(header)}
        return jwt.encode(header, wanted, key or import_key(signing_key[0]), algorithms=algorithms)

    return make


async def test_what_is_issued_is_verified(issuer, verifier, clock):
    claims = await verifier.verify(issuer.issue("anna", Role.MANAGER, [VENUE, OTHER_VENUE]))
    assert claims.subject == "anna"
    assert claims.role is Role.MANAGER
    assert claims.venues == {VENUE, OTHER_VENUE}
    assert claims.expires_at == datetime.fromtimestamp(clock.now, UTC) + timedelta(hours=12)
    assert claims.holds(VENUE)
    assert not claims.holds(UUID(int=3))
    assert claims.permits(Action.REFUND)
    assert not claims.permits(Action.STAFF)


async def test_an_operator_holds_every_venue(issuer, verifier):
    claims = await verifier.verify(issuer.issue("ops", Role.OPERATOR))
    assert claims.venues == frozenset()
    assert claims.holds(uuid4())


async def test_a_token_ends_after_its_lifetime_and_the_leeway(issuer, verifier, clock):
    token = issuer.issue("anna", Role.FLOOR, [VENUE], lifetime=timedelta(minutes=5))
    clock.now += 300 + 29
    assert await verifier.verify(token)
    clock.now += 2
    with pytest.raises(InvalidStaffTokenError):
        await verifier.verify(token)


async def test_the_claims_of_the_fixture_are_good(sign, verifier):
    assert await verifier.verify(sign())


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "someone"},
        {"iss": ...},
        {"aud": "twyst-diner"},
        {"aud": ["twyst-diner"]},
        {"aud": ...},
        {"exp": ...},
        {"exp": "soon"},
        {"exp": True},
        {"exp": 10**30},
        {"exp": 1e308},
        {"exp": None},
        {"nbf": 10**12},
        {"sub": ...},
        {"sub": 7},
        {"sub": ""},
        {"role": ...},
        {"role": "king"},
        {"role": ["owner"]},
        {"venues": "all"},
        {"venues": [1]},
        {"venues": ["*"]},
        {"venues": {}},
    ],
)
async def test_wrong_claims_are_refused(sign, verifier, claims):
    with pytest.raises(InvalidStaffTokenError):
        await verifier.verify(sign(**claims))


async def test_algorithms_and_keys_that_are_not_allowed(sign, verifier, signing_key, another_key):
    public = json.dumps(signing_key[1]["keys"][0]).encode()
    forged = [
        sign({"alg": "HS256"}, ["HS256"], OctKey.import_key(public)),
        f"{part({'alg': 'none', 'kid': signing_key[0]['kid']})}.{part({'sub': 'x', 'role': 'owner'})}.",
        sign(key=import_key(another_key[0])),
        sign({"kid": another_key[0]["kid"]}, key=import_key(another_key[0])),
        sign({"kid": ""}),
        jwt.encode({"alg": "ES256"}, {"sub": "x"}, import_key(another_key[0]), default_type=None),
    ]
    for token in forged:
        with pytest.raises(InvalidStaffTokenError):
            await verifier.verify(token)


async def test_a_changed_token_is_refused(issuer, verifier):
    header, payload, signature = issuer.issue("anna", Role.FLOOR, [VENUE]).split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    claims["role"] = "owner"
    forged = base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()
    for token in (f"{header}.{forged}.{signature}", f"{header}.{payload}.", f"{header}.{payload}", header):
        with pytest.raises(InvalidStaffTokenError):
            await verifier.verify(token)


def part(value) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=6,
)
HEADERS = st.fixed_dictionaries({}, optional=dict.fromkeys(("alg", "kid", "crit", "b64", "zip", "enc"), JSON))
TOKENS = st.one_of(
    st.text(),
    st.builds(lambda *parts: ".".join(parts), st.text(max_size=9), st.text(max_size=9), st.text(max_size=9)),
    st.builds(lambda header, claims: f"{part(header)}.{part(claims)}.c2ln", HEADERS, JSON),
    st.builds(
        lambda header, claims: f"{part({'alg': 'ES256', 'kid': 'KID', **header})}.{part(claims)}.c2ln",
        HEADERS,
        JSON,
    ),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(token=TOKENS)
async def test_no_text_is_anything_but_refused(verifier, signing_key, token):
    with pytest.raises(InvalidStaffTokenError):
        await verifier.verify(token.replace(part("KID"), part(signing_key[0]["kid"])))


@pytest.mark.parametrize("token", ["a" * 10_000, part([]) + ".a.b", part("x") + ".a.b", "é.a.b", "\ud800"])
async def test_odd_texts_are_refused(verifier, token):
    with pytest.raises(InvalidStaffTokenError):
        await verifier.verify(token)


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


@pytest.mark.parametrize(
    "jwk",
    [
        {},
        {"kty": "EC"},
        {"kty": "oct", "k": "c2VjcmV0", "kid": "x"},
        generate_signing_key()[1]["keys"][0],
        {name: value for name, value in generate_signing_key()[0].items() if name != "kid"},
    ],
)
def test_an_issuer_needs_a_private_key_with_an_id(jwk):
    with pytest.raises(ValueError, match="the signing key"):
        StaffIssuer(jwk)


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
