"""Ids that look like Stripe's: a prefix that names the kind of object, and 24 characters."""

import random
import secrets
import string
from collections.abc import Callable

_ALPHABET = string.ascii_letters + string.digits

NewId = Callable[[str], str]
"""Answers a fresh id for a prefix: `pi` → `pi_3Qw…`."""


def random_ids(source: random.Random | None = None) -> NewId:
    """Ids from a generator with a random seed, or from the given source where a run must repeat itself."""
    generator = source or random.Random(secrets.randbits(256))  # noqa: S311  # names, not secrets of anybody

    def new_id(prefix: str) -> str:
        return f"{prefix}_{''.join(generator.choices(_ALPHABET, k=24))}"

    return new_id
