"""The API process's app on the tests' database, and staff with tokens for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import httpx
import msgspec
import pytest
from fastapi import FastAPI

from twyst.access.permissions import Role
from twyst.access.staff import StaffIssuer, generate_signing_key
from twyst.fulfillment.main import build_api
from twyst.fulfillment.settings import ApiSettings
from twyst.runtime.feeds import StreamTimes


@pytest.fixture(scope="session")
def staff_keys(tmp_path_factory) -> tuple[StaffIssuer, Path]:
    """Who signs staff tokens, and the file with what verifies them."""
    private, public = generate_signing_key()
    path = tmp_path_factory.mktemp("keys") / "jwks.json"
    path.write_bytes(msgspec.json.encode(public))
    return StaffIssuer(private), path


@pytest.fixture(scope="session")
def bearer(staff_keys) -> Callable[..., dict[str, str]]:
    """The header of a member of staff: `bearer(venue_id, role=Role.KITCHEN)`."""
    issuer, _ = staff_keys

    def header(venue_id: UUID, role: Role = Role.KITCHEN, **options) -> dict[str, str]:
        return {"Authorization": f"Bearer {issuer.issue('tablet-1', role, [venue_id], **options)}"}

    return header


@pytest.fixture(scope="session")
async def api(database, kitchen, staff_keys) -> FastAPI:
    """The API process's app, running, on the same database as `kitchen`."""
    dsns = await database("fulfillment")
    settings = ApiSettings(
        environment="test",
        database_url=dsns.api,
        jwks_file=staff_keys[1],
        capability_keys=("k" * 32,),
        recent_minutes=24 * 60,
    )
    app = build_api(settings, times=StreamTimes(pause_seconds=0.005, poll_seconds=0.5))
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture(scope="session")
async def client(api) -> httpx.AsyncClient:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(api), base_url="http://test") as client:
        yield client
