"""Ports: preferred, demanded, free."""

import socket

import pytest

from twyst.devstack.errors import StackError
from twyst.devstack.options import StackOptions
from twyst.devstack.plan import make_plan
from twyst.devstack.ports import Ports, is_free


@pytest.fixture
def taken_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_listening_port_is_not_free(taken_port):
    assert not is_free(taken_port)


def test_no_port_is_handed_out_twice():
    ports = Ports()
    handed_out = [ports.any() for _ in range(50)]
    assert len(set(handed_out)) == 50
    assert ports.preferred(handed_out[0]) != handed_out[0]


def test_a_free_port_replaces_a_preferred_one_that_is_taken(taken_port):
    assert Ports().preferred(taken_port) != taken_port


def test_a_demanded_port_that_is_taken_is_an_error_that_names_who_has_it(taken_port):
    with pytest.raises(
        StackError, match=f"Port {taken_port}, which gateway was told to use, is taken by process"
    ):
        Ports().exactly(taken_port, "gateway")


def test_a_demanded_port_is_used_and_the_rest_of_the_plan_goes_around_it(layout):
    port = Ports().any()
    plan = make_plan(layout, StackOptions(frozenset({"web"}), {"gateway": port}), {})
    assert plan.ports["gateway"] == port
    every_port = [*plan.ports.values(), plan.kafka.port, plan.kafka.controller_port, plan.postgres.port]
    assert len(set(every_port)) == len(every_port)


def test_two_stacks_that_start_at_once_get_different_ports(layout):
    options = StackOptions(frozenset({"web"}))
    first = make_plan(layout, options, {})
    second = make_plan(layout, options, {})
    kept = {*first.ports.values(), first.kafka.port, first.postgres.port}
    assert kept.isdisjoint({*second.ports.values(), second.kafka.port, second.postgres.port})


def test_stacks_that_ask_for_any_port_get_different_ones_and_nobodys_usual_ones(layout):
    options = StackOptions(frozenset({"web"}), {"gateway": 0, "kafka": 0})
    first, second = make_plan(layout, options, {}), make_plan(layout, options, {})
    ports = [first.ports["gateway"], first.kafka.port, second.ports["gateway"], second.kafka.port]
    assert len(set(ports)) == 4
    assert all(20_000 <= port < 30_000 for port in ports)


def test_a_port_of_a_stack_that_starts_cannot_be_demanded(layout):
    starting = make_plan(layout, StackOptions(frozenset({"web"})), {})
    demanded = StackOptions(frozenset({"web"}), {"gateway": starting.ports["gateway"]})
    with pytest.raises(StackError, match="which gateway was told to use, is taken"):
        make_plan(layout, demanded, {})


def test_a_claim_ends_with_its_stack():
    ports = Ports()
    port = ports.any()
    assert Ports().preferred(port) != port
    del ports
    assert Ports().preferred(port) == port


def test_a_port_for_nobody_is_an_error(layout):
    with pytest.raises(
        StackError, match="A port is given for kitchen, which listens on none: use fulfillment-api"
    ):
        make_plan(layout, StackOptions(ports={"kitchen": 1}), {})


def test_servers_of_the_environment_are_not_started(layout):
    urls = {
        "TWYST_KAFKA_BOOTSTRAP": "broker:9092",
        "TWYST_POSTGRES_ADMIN_URL": "postgresql://a:b@db:5432/postgres",
    }
    plan = make_plan(layout, StackOptions(), urls)
    assert (plan.kafka, plan.postgres) == (None, None)
    assert plan.kafka_bootstrap == "broker:9092"
    assert plan.auditor_dsn("order").endswith("@db:5432/twyst_order")


def test_preferred_ports_that_are_taken_are_noted_in_one_line(layout, tmp_path, taken_port):
    table = tmp_path / "table.toml"
    table.write_text(
        "[environment]\n[[process]]\n"
        f'name = "gateway"\ncommand = ["true"]\nport = {taken_port}\nready = "tcp"\n'
    )
    plan = make_plan(layout, StackOptions(table=table), {})
    assert plan.ports["gateway"] != taken_port
    assert len(plan.notes) == 1
    assert f"gateway {taken_port}" in plan.notes[0]
