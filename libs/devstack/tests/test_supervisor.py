"""The supervisor, with small programs instead of servers."""

import asyncio
import os
import signal
import sys

import pytest

from twyst.devstack.child import Launch
from twyst.devstack.control import ControlServer, send_command
from twyst.devstack.errors import StackError
from twyst.devstack.record import ControlAddress
from twyst.devstack.status import Status
from twyst.devstack.supervisor import Supervisor
from twyst.devstack.units import Unit
from twyst.testing.waiting import eventually


@pytest.fixture
async def supervise(tmp_path):
    """Makes a supervisor; everything it runs is stopped after the test."""
    made = []

    def make(*units):
        supervisor = Supervisor(units, say=lines.append, changed=lambda: None)
        made.append(supervisor)
        return supervisor

    lines = make.lines = []
    yield make
    for supervisor in made:
        await supervisor.stop_all()


@pytest.fixture
def unit(tmp_path):
    """Makes a unit that runs a line of Python and is ready when the line has printed something."""

    def make(name, code, **options):
        log = tmp_path / f"{name}.log"

        async def prepare():
            log.unlink(missing_ok=True)
            return Launch(
                name, (sys.executable, "-u", "-c", code), log, tmp_path, os.environ, grace_seconds=5
            )

        async def is_ready():
            return log.exists() and log.stat().st_size > 0

        return Unit(name, is_ready=is_ready, prepare=prepare, **options)

    return make


SERVE = "import time; print('up'); time.sleep(600)"


async def test_units_start_after_what_they_need(supervise, unit, tmp_path):
    marker = tmp_path / "migrated"
    migrate = unit("migrate", f"import time; time.sleep(0.2); open({str(marker)!r}, 'w')", task=True)
    api = unit(
        "api",
        f"import os; assert os.path.exists({str(marker)!r}); {SERVE}",
        needs=("migrate",),
        restarts=True,
    )
    supervisor = supervise(migrate, api)
    await supervisor.start_all()
    assert [process.status for process in supervisor.processes.values()] == [Status.DONE, Status.READY]
    assert [line.split()[:2] for line in supervise.lines] == [["migrate", "done"], ["api", "ready"]]


async def test_a_service_that_dies_is_started_again(supervise, unit):
    supervisor = supervise(unit("api", SERVE, restarts=True))
    await supervisor.start_all()
    process = supervisor.processes["api"]
    first = process.child.identity
    os.kill(first.pid, signal.SIGKILL)
    await eventually(lambda: _is(process, restarts=1))
    assert process.child.identity != first
    assert supervise.lines[1] == "api ended with signal 9; starting it again"


async def test_a_server_that_dies_stays_down_until_it_is_asked_for(supervise, unit):
    supervisor = supervise(unit("kafka", SERVE))
    await supervisor.start_all()
    process = supervisor.processes["kafka"]
    os.kill(process.child.identity.pid, signal.SIGKILL)
    await eventually(lambda: _has_status(process, Status.ENDED))
    assert supervise.lines[-1] == "kafka ended with signal 9; `twyst-stack start kafka` brings it back"
    await supervisor.start("kafka")
    assert process.status is Status.READY


async def test_a_stopped_service_stays_stopped_and_starts_on_demand(supervise, unit):
    supervisor = supervise(unit("api", SERVE, restarts=True))
    await supervisor.start_all()
    process = supervisor.processes["api"]
    identity = process.child.identity
    await supervisor.stop("api")
    assert (process.status, process.child, identity.is_running()) == (Status.STOPPED, None, False)
    await supervisor.restart("api")
    assert process.status is Status.READY
    with pytest.raises(StackError, match="api is running already"):
        await supervisor.start("api")


async def test_a_failing_start_names_the_log_and_its_last_lines(supervise, unit):
    broken = unit("api", "import sys; sys.exit('twyst: TWYST_ENVIRONMENT is missing')", restarts=True)

    async def never():
        return False

    supervisor = supervise(Unit("api", is_ready=never, prepare=broken.prepare, restarts=True))
    with pytest.raises(
        StackError, match=r"api ended while it started: see .*api\.log\.\n.*TWYST_ENVIRONMENT is missing"
    ):
        await supervisor.start_all()


async def test_a_failing_task_stops_what_comes_after(supervise, unit):
    supervisor = supervise(
        unit("migrate", "import sys; sys.exit('no such table')", task=True),
        unit("api", SERVE, needs=("migrate",)),
    )
    with pytest.raises(StackError, match=r"migrate failed with exit code 1: see .*\n.*no such table"):
        await supervisor.start_all()
    assert supervisor.processes["api"].child is None


async def test_a_cancelled_start_leaves_nothing_running(supervise, unit):
    slow = unit("slow", "import time; time.sleep(600)")
    supervisor = supervise(slow, unit("api", SERVE))
    starting = asyncio.create_task(supervisor.start_all())
    await eventually(lambda: _is(supervisor.processes["slow"], restarts=0, running=True))
    identity = supervisor.processes["slow"].child.identity
    starting.cancel()
    await asyncio.gather(starting, return_exceptions=True)
    assert not identity.is_running()
    await supervisor.stop_all()
    assert all(process.child is None for process in supervisor.processes.values())


async def test_commands_reach_the_supervisor_with_its_token_only(supervise, unit):
    supervisor = supervise(unit("api", SERVE, restarts=True))
    await supervisor.start_all()
    control = ControlServer(
        {"start": supervisor.start, "stop": supervisor.stop, "restart": supervisor.restart}
    )
    address = await control.open()
    try:
        await send_command(address, "stop", "api")
        assert supervisor.processes["api"].status is Status.STOPPED
        with pytest.raises(StackError, match="There is no process kitchen: the stack has api"):
            await send_command(address, "start", "kitchen")
        with pytest.raises(StackError, match="does not know this token"):
            await send_command(ControlAddress(address.port, "guess"), "start", "api")
        assert supervisor.processes["api"].status is Status.STOPPED
    finally:
        await control.close()


async def _is(process, *, restarts, running=True):
    return (
        process.restarts == restarts
        and (process.child is not None) == running
        and process.status is not Status.WAITING
    )


async def _has_status(process, status):
    return process.status is status
