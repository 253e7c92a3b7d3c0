"""A pid alone does not say which process is meant."""

import os
import signal

from twyst.devstack.identity import ProcessIdentity


def test_a_running_process_is_recognised(sleeper):
    process = sleeper()
    identity = ProcessIdentity.of(process.pid)
    assert identity is not None
    assert identity.is_running()


def test_a_dead_process_has_no_identity(sleeper):
    process = sleeper()
    identity = ProcessIdentity.of(process.pid)
    process.kill()
    # Not yet waited for: a zombie does not run either.
    assert identity.wait_until_gone(5)
    process.wait()
    assert ProcessIdentity.of(process.pid) is None


def test_a_pid_that_belongs_to_another_process_now_is_left_alone(sleeper):
    process = sleeper()
    stale = ProcessIdentity(process.pid, "an earlier start")
    assert not stale.is_running()
    stale.send(signal.SIGKILL)
    stale.kill_group()
    stale.stop(grace_seconds=0)
    assert process.poll() is None


def test_stop_asks_first(sleeper):
    process = sleeper()
    ProcessIdentity.of(process.pid).stop(grace_seconds=5)
    assert process.wait() == -signal.SIGTERM


def test_stop_kills_what_does_not_listen(sleeper):
    process = sleeper()
    os.kill(process.pid, signal.SIGSTOP)
    ProcessIdentity.of(process.pid).stop(grace_seconds=0.1)
    # Stopped as it was, it would have kept the first signal waiting for ever.
    assert process.wait() in (-signal.SIGTERM, -signal.SIGKILL)
