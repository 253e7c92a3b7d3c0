"""`python -m twyst.access --private FILE --jwks FILE`: make a signing key for staff tokens.

The private JWK is for the service that issues tokens; the JWKS is for every service. An existing JWKS keeps its
keys, so that tokens which the previous key signed go on being valid until they expire.
"""

import argparse
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from twyst.access.staff import generate_signing_key


def main(argv: Sequence[str] | None = None) -> None:
    """Write both files; never overwrites a private key."""
    parser = argparse.ArgumentParser(
        prog="python -m twyst.access", description="Make a signing key for staff tokens."
    )
    parser.add_argument(
        "--private", type=Path, required=True, help="file for the private JWK; must not exist"
    )
    parser.add_argument(
        "--jwks", type=Path, required=True, help="file for the public JWKS; a new key comes first"
    )
    arguments = parser.parse_args(argv)
    private_jwk, jwks = generate_signing_key()
    known: dict[str, Any] = (
        json.loads(arguments.jwks.read_text()) if arguments.jwks.exists() else {"keys": []}
    )
    try:
        descriptor = os.open(arguments.private, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        parser.error(f"{arguments.private} exists; choose another file for the new key")
    with os.fdopen(descriptor, "w") as file:
        file.write(json.dumps(private_jwk))
    arguments.jwks.write_text(json.dumps({"keys": [*jwks["keys"], *known["keys"]]}))


if __name__ == "__main__":
    main()
