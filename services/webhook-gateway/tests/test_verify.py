"""The signature check: what Stripe sends passes, and nothing else does."""

import hashlib
import hmac

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from twyst.webhook_gateway.outcome import Reason
from twyst.webhook_gateway.verify import MAX_HEADER_BYTES, MAX_SIGNATURES, Verified, verify

NOW = 1_793_000_000
BODY = b'{"id":"evt_1","object":"event"}'
CURRENT, PREVIOUS, FOREIGN = b"whsec_current", b"whsec_previous", b"whsec_foreign"
SECRETS = (CURRENT, PREVIOUS)


def hexdigest(secret: bytes, timestamp: bytes = b"%d" % NOW, body: bytes = BODY) -> bytes:
    return hmac.new(secret, timestamp + b"." + body, hashlib.sha256).hexdigest().encode()


def header(secret: bytes = CURRENT, at: int = NOW) -> bytes:
    return b"t=%d,v1=%b" % (at, hexdigest(secret, b"%d" % at))


def check(value: bytes, body: bytes = BODY, secrets=SECRETS, now: int = NOW) -> Verified | Reason:
    return verify(value, body, secrets, now_seconds=now, tolerance_seconds=300)


@pytest.mark.parametrize(
    ("value", "index"),
    [
        (header(CURRENT), 0),
        (header(PREVIOUS), 1),
        (b"v1=%b,t=%d" % (hexdigest(CURRENT), NOW), 0),
        (b"t=%d,v1=%b,v1=%b" % (NOW, hexdigest(FOREIGN), hexdigest(PREVIOUS)), 1),
        (b"t=%d,v1=%b,v1=%b" % (NOW, hexdigest(PREVIOUS), hexdigest(CURRENT)), 0),
        (b"t=%d,v0=%b,v1=%b" % (NOW, hexdigest(FOREIGN), hexdigest(CURRENT)), 0),
        (b"t=%d,v1=%b,v2=later,x=" % (NOW, hexdigest(CURRENT)), 0),
        (b"t=%d,v1=%b," % (NOW, hexdigest(CURRENT)), 0),
        (b"t=%d,v1=\xff\xfe,v1=%b" % (NOW, hexdigest(CURRENT)), 0),
    ],
)
def test_a_genuine_signature_passes_and_tells_which_secret_matched(value, index):
    assert check(value) == Verified(index, 0)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (b"", Reason.SIGNATURE_MALFORMED),
        (b"t=", Reason.SIGNATURE_MALFORMED),
        (b"t=%d" % NOW, Reason.SIGNATURE_MALFORMED),
        (b"v1=%b" % hexdigest(CURRENT), Reason.SIGNATURE_MALFORMED),
        (b"t=,v1=%b" % hexdigest(CURRENT, b""), Reason.SIGNATURE_MALFORMED),
        (b"t=-5,v1=%b" % hexdigest(CURRENT, b"-5"), Reason.SIGNATURE_MALFORMED),
        (b"t=+5,v1=%b" % hexdigest(CURRENT, b"+5"), Reason.SIGNATURE_MALFORMED),
        (b"t=1e9,v1=%b" % hexdigest(CURRENT, b"1e9"), Reason.SIGNATURE_MALFORMED),
        (b"t=\xd9\xa3,v1=%b" % hexdigest(CURRENT, b"\xd9\xa3"), Reason.SIGNATURE_MALFORMED),
        (b"t=%b,v1=%b" % (b"9" * 13, hexdigest(CURRENT, b"9" * 13)), Reason.SIGNATURE_MALFORMED),
        (b"t=%d,t=%d,v1=%b" % (NOW, NOW, hexdigest(CURRENT)), Reason.SIGNATURE_MALFORMED),
        (b"t=%d, v1=%b" % (NOW, hexdigest(CURRENT)), Reason.SIGNATURE_MALFORMED),
        (b"t=%d,V1=%b" % (NOW, hexdigest(CURRENT)), Reason.SIGNATURE_MALFORMED),
        (b"t=%d,v0=%b" % (NOW, hexdigest(CURRENT)), Reason.SIGNATURE_MALFORMED),
        (b"t=%d;v1=%b" % (NOW, hexdigest(CURRENT)), Reason.SIGNATURE_MALFORMED),
        (b"t=%d" % NOW + b",v1=x" * (MAX_SIGNATURES + 1), Reason.SIGNATURE_MALFORMED),
        (header() + b",x=" + b"y" * MAX_HEADER_BYTES, Reason.SIGNATURE_MALFORMED),
        (b"t=%d,v1=" % NOW, Reason.SIGNATURE_MISMATCH),
        (b"t=%d,v1=%b" % (NOW, hexdigest(CURRENT).upper()), Reason.SIGNATURE_MISMATCH),
        (b"t=%d,v1=%b" % (NOW, hexdigest(CURRENT)[:-1]), Reason.SIGNATURE_MISMATCH),
        (b"t=%d,v1=%b0" % (NOW, hexdigest(CURRENT)), Reason.SIGNATURE_MISMATCH),
        (b"t=%d,v1=%b" % (NOW + 1, hexdigest(CURRENT)), Reason.SIGNATURE_MISMATCH),
        (b"t=%d,v1=\xff\x00" % NOW, Reason.SIGNATURE_MISMATCH),
        (header(FOREIGN), Reason.SIGNATURE_MISMATCH),
        (header(b""), Reason.SIGNATURE_MISMATCH),
    ],
)
def test_everything_else_is_refused_by_name(value, reason):
    assert check(value) is reason


@pytest.mark.parametrize(
    ("skew", "expected"),
    [
        (300, Verified(0, 300)),
        (301, Reason.TIMESTAMP_TOO_OLD),
        (-300, Verified(0, -300)),
        (-301, Reason.TIMESTAMP_IN_FUTURE),
        (10**6, Reason.TIMESTAMP_TOO_OLD),
    ],
)
def test_the_tolerance_holds_in_both_directions(skew, expected):
    assert check(header(), now=NOW + skew) == expected


def test_the_time_of_a_forged_signature_is_not_worth_a_word():
    assert check(header(FOREIGN, at=NOW - 10_000)) is Reason.SIGNATURE_MISMATCH


def test_without_secrets_nothing_passes():
    assert check(header(b""), secrets=()) is Reason.SIGNATURE_MISMATCH


@given(st.binary(max_size=300))
def test_no_header_can_break_the_check(value):
    assert isinstance(check(value), Reason)


@given(st.lists(st.tuples(st.sampled_from(["t", "v1", "v0", ""]), st.binary(max_size=70)), max_size=20))
def test_no_header_of_the_right_shape_passes_without_the_secret(pairs):
    value = b",".join(name.encode() + b"=" + text for name, text in pairs)
    assert isinstance(check(value), Reason)


@settings(max_examples=500)
@given(body=st.binary(max_size=200), position=st.integers(min_value=0), flip=st.integers(1, 255))
@example(body=b"", position=0, flip=1)
def test_any_change_of_body_or_header_is_noticed(body, position, flip):
    value = b"t=%d,v1=%b" % (NOW, hexdigest(CURRENT, body=body))
    assert check(value, body) == Verified(0, 0)
    signed = bytearray(value + b"|" + body)
    place = position % len(signed)
    signed[place] ^= flip
    changed_value, separator, changed_body = bytes(signed).partition(b"|")
    if place == len(value) or not separator:
        return  # the separator is ours
    verdict = check(changed_value, changed_body)
    assert isinstance(verdict, Reason), f"byte {place} changed and nobody noticed"


@given(body=st.binary(max_size=100), extra=st.binary(min_size=1, max_size=10))
def test_nothing_can_be_added_to_a_signed_body(body, extra):
    value = b"t=%d,v1=%b" % (NOW, hexdigest(CURRENT, body=body))
    assert check(value, body + extra) is Reason.SIGNATURE_MISMATCH
    assert check(value, extra + body) is Reason.SIGNATURE_MISMATCH
