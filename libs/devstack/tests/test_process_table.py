"""The process table: the real one, and what is refused."""

import pytest

from twyst.devstack.databases import SERVICES
from twyst.devstack.errors import StackError
from twyst.devstack.launches import launch_of
from twyst.devstack.options import StackOptions
from twyst.devstack.plan import make_plan, variables
from twyst.devstack.process_table import read_table

HEAD = "[environment]\n"
ROW = '[[process]]\nname = "{name}"\ncommand = ["true"]\ntask = true\nneeds = {needs}\n'


def test_every_row_of_the_real_table_can_be_launched(layout):
    plan = make_plan(layout, StackOptions(frozenset({"web"})), {})
    values = variables(plan)
    launches = {entry.name: launch_of(entry, plan, values) for entry in plan.table.process}
    assert launches["order-api"].env["TWYST_DATABASE_URL"].startswith("postgresql://order_api:")
    assert launches["order-worker"].env["TWYST_DATABASE_URL"].startswith("postgresql://order_worker:")
    assert launches["gateway"].env["TWYST_PORT"] == str(plan.ports["gateway"])
    assert (
        launches["sandbox"].env["TWYST_SANDBOX_WEBHOOK_URL_CONNECT"]
        == f"{plan.url('gateway')}/webhooks/stripe/connect"
    )
    assert all("${" not in word for launch in launches.values() for word in launch.argv)


def test_a_secret_goes_only_to_those_who_use_it(layout):
    plan = make_plan(layout, StackOptions(frozenset({"web"})), {})
    values = variables(plan)
    holders = {entry.name: set(entry.environment) for entry in plan.table.process}
    assert {name for name, keys in holders.items() if "TWYST_WEBHOOK_SECRETS_CONNECT" in keys} == {
        "sandbox",
        "gateway",
    }
    assert {name for name, keys in holders.items() if "TWYST_JWT_SIGNING_KEY_FILE" in keys} == {
        "order-api",
        "seed",
    }
    assert "TWYST_DATABASE_URL" not in holders["gateway"]
    assert values["dsn_order_migrator"] not in launch_of(plan.table.process[3], plan, values).env.values()


def test_each_service_is_migrated_before_its_processes_start(layout):
    table = read_table(layout.root / "deploy" / "local" / "processes.toml")
    for entry in table.process:
        service = entry.name.partition("-")[0]
        if service in SERVICES and not entry.task:
            assert f"{service}-migrate" in entry.needs


def test_web_may_be_left_out_but_nothing_that_is_needed(layout):
    table = read_table(layout.root / "deploy" / "local" / "processes.toml")
    assert "web" not in table.without(["web"]).names
    with pytest.raises(StackError, match="seed needs gateway: leave both out or none"):
        table.without(["gateway"])
    with pytest.raises(StackError, match="There is no process kitchen"):
        table.without(["kitchen"])


def test_a_file_that_was_not_built_is_named_with_its_maker(layout, tmp_path):
    table = tmp_path / "table.toml"
    table.write_text(
        HEAD + ROW.format(name="web", needs=[]) + 'requires = {file = "no/such.js", made_by = "make web"}\n'
    )
    plan = make_plan(layout, StackOptions(table=table), {})
    with pytest.raises(StackError, match=r"web needs no/such\.js: run `make web` first"):
        launch_of(plan.table.process[0], plan, variables(plan))


@pytest.mark.parametrize(
    ("rows", "complaint"),
    [
        ([("one", []), ("one", [])], "one stands twice"),
        ([("one", ["two"]), ("two", [])], "one needs two, which stands nowhere above it"),
        ([("kafka", [])], "kafka stands twice"),
    ],
)
def test_an_impossible_table_is_refused(tmp_path, rows, complaint):
    table = tmp_path / "table.toml"
    table.write_text(HEAD + "".join(ROW.format(name=name, needs=needs) for name, needs in rows))
    with pytest.raises(StackError, match=complaint):
        read_table(table)


def test_a_misspelt_field_is_refused(tmp_path):
    table = tmp_path / "table.toml"
    table.write_text(HEAD + ROW.format(name="one", needs=[]) + "prot = 1\n")
    with pytest.raises(StackError, match="unknown field `prot`"):
        read_table(table)


def test_an_unknown_variable_is_named(layout, tmp_path):
    table = tmp_path / "table.toml"
    table.write_text(HEAD + '[[process]]\nname = "one"\ncommand = ["${nobody}"]\ntask = true\n')
    plan = make_plan(layout, StackOptions(table=table), {})
    with pytest.raises(
        StackError, match="one: '\\$\\{nobody\\}' in the process table names something unknown"
    ):
        launch_of(plan.table.process[0], plan, variables(plan))
