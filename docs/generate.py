"""Fill the marked blocks of the documents from the code: `<!-- generated:NAME -->` … `<!-- end -->`.

`python docs/generate.py` writes; `--check` writes nothing and fails when a block, or an exported contract, is out of date.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from blocks import BLOCKS
from pydantic import SecretStr

from twyst.messaging.producer import Producer
from twyst.runtime.settings import Profile
from twyst.stripe_sandbox import main as stripe_sandbox
from twyst.stripe_sandbox.settings import SandboxSettings
from twyst.webhook_gateway import main as webhook_gateway
from twyst.webhook_gateway.settings import GatewaySettings

DOCS = Path(__file__).parent
ROOT = DOCS.parent
BLOCK = re.compile(r"(<!-- generated:(?P<name>[a-z-]+) -->\n).*?(<!-- end -->)", re.DOTALL)


def filled(text: str) -> str:
    """The document with every block written anew."""

    def fill(match: re.Match[str]) -> str:
        return f"{match.group(1)}{BLOCKS[match.group('name')]()}\n{match.group(3)}"

    return BLOCK.sub(fill, text)


def documents() -> dict[Path, str]:
    """Every document with its blocks filled."""
    return {path: filled(path.read_text()) for path in [ROOT / "README.md", *DOCS.rglob("*.md")]}


def told_by(module: str) -> Callable[[], Any]:
    """What a service with an `openapi` command says of its own HTTP interface."""

    def ask() -> Any:
        command = [sys.executable, "-m", module, "openapi"]
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, env=os.environ)
        return json.loads(done.stdout)

    return ask


def gateway() -> Any:
    """The gateway's interface. Nothing is connected to."""
    settings = GatewaySettings(environment="docs", kafka_bootstrap="unused:1")
    producer = Producer(settings.kafka_bootstrap, client_id="docs")
    return webhook_gateway.build_app(settings, producer).behind.openapi()


def sandbox() -> Any:
    """The sandbox's test-only interface; Stripe's own is Stripe's to describe."""
    settings = SandboxSettings(
        profile=Profile.LOCAL, environment="docs", stripe_api_key=SecretStr("sk_test_docs")
    )
    return stripe_sandbox.build(settings).openapi()


OPENAPI: dict[str, Callable[[], Any]] = {
    "order": told_by("twyst.order"),
    "fulfillment": told_by("twyst.fulfillment"),
    "reconciliation": told_by("twyst.reconciliation"),
    "webhook-gateway": gateway,
    "stripe-sandbox": sandbox,
}


def exported() -> dict[Path, str]:
    """Every service's OpenAPI document."""
    return {
        ROOT / "contracts" / "http" / f"{service}.openapi.json": json.dumps(
            told(), indent=1, ensure_ascii=False, sort_keys=True
        )
        + "\n"
        for service, told in OPENAPI.items()
    }


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--check", action="store_true", help="write nothing; exit 1 when a file is out of date"
    )
    check: bool = parser.parse_args().check
    files = {**documents(), **exported()}
    stale = {path: text for path, text in files.items() if not path.exists() or path.read_text() != text}
    for path, text in stale.items():
        if check:
            print(f"out of date: {path.relative_to(ROOT)} (run `make generate`)")  # noqa: T201
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
