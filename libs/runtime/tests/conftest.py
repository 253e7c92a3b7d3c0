import os
from collections.abc import Callable

import httpx
import pytest
from fastapi import FastAPI

from twyst.runtime.settings import Profile, ServiceSettings


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch):
    for name in [name for name in os.environ if name.startswith("TWYST_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def settings() -> ServiceSettings:
    return ServiceSettings(
        environment="test",
        profile=Profile.PRODUCTION,
        cors_origins=("https://eat.example",),
        max_body_bytes=4096,
    )


@pytest.fixture
def client_of() -> Callable[[FastAPI], httpx.AsyncClient]:
    def make(app: FastAPI) -> httpx.AsyncClient:
        return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")

    return make
