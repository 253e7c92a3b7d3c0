"""What `make up STACK=docker` tells compose."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from twyst.devstack.docker_stack import port_variables, up_arguments
from twyst.devstack.process_table import read_table

ROOT = Path(__file__).parents[3]
COMPOSE = (ROOT / "docker-compose.yml").read_text()


def test_who_is_left_out_is_a_service_without_containers():
    assert up_arguments({"web", "seed"}, detach=True) == [
        "up",
        "--build",
        "--detach",
        "--scale=seed=0",
        "--scale=web=0",
    ]
    assert set(yaml.safe_load(COMPOSE)["services"]) > {"web", "seed"}


def test_every_published_port_can_be_moved_by_its_name_in_the_stack():
    table = read_table(ROOT / "deploy" / "local" / "processes.toml")
    names = {"kafka", "postgres", *(entry.name for entry in table.process if entry.port)}
    moved = {name for name in port_variables(dict.fromkeys(names, 1)) if name.startswith("TWYST_PORT_")}
    assert moved == set(re.findall(r"TWYST_PORT_\w+", COMPOSE))
    assert port_variables({"order-api": 8182}) == {"TWYST_PORT_ORDER_API": "8182"}


def test_services_let_the_pages_of_a_moved_web_app_in():
    variables = port_variables({"web": 3100})
    assert variables["TWYST_WEB_URL"] == "http://127.0.0.1:3100"
    assert "http://localhost:3100" in variables["TWYST_CORS_ORIGINS"].split(",")
    assert all(f"${{{name}:-" in COMPOSE for name in variables)
