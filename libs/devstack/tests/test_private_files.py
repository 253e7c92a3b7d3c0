"""Files are replaced in one step and are private."""

import json
import stat
import threading

import pytest

from twyst.devstack.errors import StackError
from twyst.devstack.private_files import write_private
from twyst.devstack.record import read_record
from twyst.devstack.stack_file import read_stack_file, stack_file_path


def test_a_reader_never_sees_half_a_file(tmp_path):
    path = tmp_path / "stack.json"
    contents = [json.dumps([number] * 20_000).encode() for number in (1, 2)]
    write_private(path, contents[0])
    done = threading.Event()

    def write():
        for turn in range(200):
            write_private(path, contents[turn % 2])
        done.set()

    writer = threading.Thread(target=write)
    writer.start()
    while not done.is_set():
        assert path.read_bytes() in contents
    writer.join()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_another_user_left_readable_becomes_private(tmp_path):
    path = tmp_path / "stack.json"
    path.write_text("old")
    path.chmod(0o644)
    write_private(path, b"new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    with pytest.raises(StackError, match=r"secrets\.json cannot be written"):
        write_private(tmp_path / "missing" / "secrets.json", b"")


def test_files_that_are_missing_or_torn_say_nothing(tmp_path):
    assert read_stack_file(tmp_path) is None
    assert read_record(tmp_path) is None
    stack_file_path(tmp_path).write_text("{")
    (tmp_path / "supervisor.json").write_text("{")
    assert read_stack_file(tmp_path) is None
    assert read_record(tmp_path) is None


def test_long_logs_are_put_aside(layout):
    layout.prepare()
    layout.log_of("kafka").write_bytes(b"x" * 10_000_001)
    layout.log_of("gateway").write_bytes(b"short")
    layout.rotate_logs()
    assert sorted(path.name for path in layout.logs.iterdir()) == ["gateway.log", "kafka.log.1"]
