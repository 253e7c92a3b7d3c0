"""Staff tokens: only ours, only now, only for us."""

import base64
import json
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import OctKey, import_key

from twyst.access.permissions import Action, Role
from twyst.access.staff import InvalidStaffTokenError, StaffIssuer, generate_signing_key

VENUE, OTHER_VENUE = UUID(int=1), UUID(int=2)


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
