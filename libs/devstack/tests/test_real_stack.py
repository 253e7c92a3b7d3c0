"""The whole way with a real broker and a real database: start, kill, come back, stop, leave nothing.

Small programs stand in for the services; the servers, the command line and the files are the real ones.
"""

import asyncio
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import asyncpg
import httpx
import msgspec
import pytest
from aiokafka.admin import AIOKafkaAdminClient

from twyst.contracts.topics import ORDERS_EVENTS
from twyst.devstack.identity import ProcessIdentity
from twyst.devstack.leftovers import marked_processes
from twyst.devstack.ports import Ports
from twyst.devstack.record import read_record
from twyst.devstack.stack_file import read_stack_file
from twyst.testing.waiting import eventually

pytestmark = pytest.mark.integration

TABLE = Path(__file__).with_name("processes.toml")


@pytest.fixture
def stack(layout):
    """Runs a command of the stack under test; whatever happens, nothing of it stays."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TWYST_")}

    def run(*words):
        command = [sys.executable, "-m", "twyst.devstack", "--state", str(layout.state), *words]
        return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)

    yield run
    run("down")


def up(stack, *words):
    result = stack("up", "--detach", "--table", str(TABLE), *words)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def elsewhere():
    """Ports of this test's own."""
    ports = Ports()
    names = ("kafka", "postgres", "sandbox", "gateway", "order-api")
    return [word for name in names for word in ("--port", f"{name}={ports.any()}")]


async def test_a_stack_survives_kill_9_of_its_broker_and_of_its_supervisor(stack, layout):
    output = await asyncio.to_thread(up, stack, *elsewhere())
    assert "Twyst is up." in output
    first = read_stack_file(layout.state)
    assert_described(first, layout.state)
    await assert_usable(first)

    broker = next(process.pid for process in first.processes if process.name == "kafka")
    os.kill(broker, signal.SIGKILL)
    await eventually(lambda: has_status(layout, "kafka", "ended"))
    assert stack("status").returncode == 1
    assert stack("start", "kafka").returncode == 0
    assert stack("status").returncode == 0
    await assert_usable(read_stack_file(layout.state))
    await assert_up_brings_back(layout, stack)

    supervisor = read_record(layout.state).supervisor
    orphans = [process.identity for process in marked_processes(layout.state)]
    os.kill(supervisor.pid, signal.SIGKILL)
    assert supervisor.wait_until_gone(5)
    assert "left over" in stack("status").stdout
    output = await asyncio.to_thread(up, stack, *elsewhere())
    assert not any(identity.is_running() for identity in orphans)
    again = read_stack_file(layout.state)
    assert again.webhook_secrets == first.webhook_secrets
    await assert_usable(again)

    running_already = await asyncio.to_thread(stack, "up", "--detach", "--table", str(TABLE))
    assert running_already.returncode == 0
    assert "running already" in running_already.stdout
    assert again.urls["order"] in running_already.stdout
    moved = await asyncio.to_thread(stack, "up", "--detach", "--table", str(TABLE), "--port", "kafka=1")
    assert moved.returncode == 1
    assert "running already, with kafka on" in moved.stderr

    assert stack("down").returncode == 0
    assert marked_processes(layout.state) == []
    assert read_stack_file(layout.state) is None


async def assert_up_brings_back(layout, stack):
    """What ended and is not restarted by itself, both servers at once."""
    described = read_stack_file(layout.state)
    for process in described.processes:
        if process.name in ("kafka", "postgres"):
            os.kill(process.pid, signal.SIGKILL)
            await eventually(lambda name=process.name: has_status(layout, name, "ended"))
    output = await asyncio.to_thread(up, stack)
    assert "kafka is back" in output
    assert "postgres is back" in output
    assert stack("status").returncode == 0
    await assert_usable(read_stack_file(layout.state))


def assert_described(described, state):
    assert stat.S_IMODE((state / "stack.json").stat().st_mode) == 0o600
    assert described.venues == [{"venue_id": "v1", "table_id": "t1"}]
    assert described.urls["web"] is None
    names = [process.name for process in described.processes]
    assert names == ["kafka", "postgres", "sandbox", "gateway", "order-api"]
    assert all(ProcessIdentity.of(process.pid) for process in described.processes)
    assert "migrating postgresql://order_migra" in (state / "logs" / "order-migrate.log").read_text()


async def assert_usable(described):
    """Topics and databases are there, and the services were told where."""
    admin = AIOKafkaAdminClient(bootstrap_servers=described.kafka["bootstrap"])
    await admin.start()
    assert ORDERS_EVENTS.name in await admin.list_topics()
    await admin.close()
    connection = await asyncpg.connect(described.postgres["order"])
    assert await connection.fetchval("SHOW fsync") == "on"
    assert await connection.fetchval("SHOW default_transaction_read_only") == "on"
    await connection.close()
    async with httpx.AsyncClient(trust_env=False) as client:
        environment = msgspec.json.decode((await client.get(described.urls["order"] + "/readyz")).content)
    assert environment["TWYST_KAFKA_BOOTSTRAP"] == described.kafka["bootstrap"]


async def has_status(layout, name, status):
    record = read_record(layout.state)
    return record is not None and any((p.name, p.status) == (name, status) for p in record.processes)
