"""What a killed supervisor leaves is found by its mark, without any file."""

from twyst.devstack.leftovers import mark, marked_processes, stack_of, stop_leftovers


def test_only_the_stacks_own_processes_are_stopped(sleeper, tmp_path):
    ours = sleeper(**mark(tmp_path, "gateway"))
    other_stack = sleeper(**mark(tmp_path / "other", "gateway"))
    stranger = sleeper()
    assert stop_leftovers(tmp_path) == ["gateway"]
    assert ours.wait() != 0
    assert other_stack.poll() is None
    assert stranger.poll() is None


def test_one_process_may_be_named(sleeper, tmp_path):
    kafka, gateway = sleeper(**mark(tmp_path, "kafka")), sleeper(**mark(tmp_path, "gateway"))
    assert stop_leftovers(tmp_path, "kafka") == ["kafka"]
    assert kafka.wait() != 0
    assert [process.name for process in marked_processes(tmp_path)] == ["gateway"]
    assert gateway.poll() is None


def test_a_process_tells_its_stack(sleeper, tmp_path):
    assert stack_of(sleeper(**mark(tmp_path, "web")).pid) == str(tmp_path)
    assert stack_of(sleeper().pid) is None
