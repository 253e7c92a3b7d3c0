"""Kafka's jars are those of the lock, or are not run."""

import hashlib
import re
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from jgo.maven import MavenContext

from twyst.devstack import kafka_jars
from twyst.devstack.errors import StackError
from twyst.devstack.kafka_jars import install_jars, installed_classpath, read_lock

CONTENT = b"a jar"
JAR = ("org.example", "tool", "1.0", hashlib.sha256(CONTENT).hexdigest())
ENTRY = '[[jar]]\ngroup = "{}"\nartifact = "{}"\nversion = "{}"\nsha256 = "{}"\n'


@pytest.fixture
def lock(tmp_path):
    path = tmp_path / "kafka.lock"
    path.write_text(ENTRY.format(*JAR))
    return path


@pytest.fixture
def home(tmp_path, lock):
    """A folder in which the lock's one jar lies already."""
    home = tmp_path / "home"
    jar = home / "repository" / read_lock(lock)[0].path
    jar.parent.mkdir(parents=True)
    jar.write_bytes(CONTENT)
    return home


@pytest.fixture
def no_network(monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")


def test_the_real_lock_names_every_jar_once_and_no_address(layout):
    jars = read_lock(layout.kafka_lock)
    assert len({(jar.group, jar.artifact) for jar in jars}) == len(jars) > 40
    assert all(re.fullmatch("[0-9a-f]{64}", jar.sha256) for jar in jars)
    assert "://" not in layout.kafka_lock.read_text()


def test_jars_that_are_there_are_verified_and_stamped(lock, home, no_network):
    seen = []
    assert installed_classpath(lock, home) is None
    classpath = install_jars(lock, home, lambda done, total: seen.append((done, total)))
    assert classpath.endswith("tool-1.0.jar")
    assert seen == [(1, 1)]
    assert installed_classpath(lock, home) == classpath


def test_another_lock_or_a_missing_jar_invalidates_the_stamp(lock, home, no_network):
    install_jars(lock, home)
    (home / "repository" / read_lock(lock)[0].path).unlink()
    assert installed_classpath(lock, home) is None
    lock.write_text(ENTRY.format("org.example", "tool", "2.0", "0" * 64))
    assert installed_classpath(lock, home) is None


def test_without_network_the_error_says_what_to_do(lock, tmp_path, no_network):
    with pytest.raises(
        StackError,
        match=r"tool-1\.0\.jar could not be fetched .* connect to the network and run `make stack`",
    ):
        install_jars(lock, tmp_path / "empty")


class Repository(BaseHTTPRequestHandler):
    """A Maven repository that fails the first request."""

    asked = 0

    def do_GET(self):
        Repository.asked += 1
        self.send_response(503 if Repository.asked == 1 else 200)
        self.end_headers()
        self.wfile.write(CONTENT)

    def log_message(self, *_):
        """The test's output is no access log."""


def test_one_failed_request_is_repeated(lock, tmp_path, monkeypatch):
    with ThreadingHTTPServer(("127.0.0.1", 0), Repository) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        remote = {"central": f"http://127.0.0.1:{server.server_port}"}
        monkeypatch.setattr(kafka_jars, "MavenContext", partial(MavenContext, remote_repos=remote))
        install_jars(lock, tmp_path / "empty")
        server.shutdown()
    assert Repository.asked > 1


def test_a_damaged_jar_is_not_run(lock, home, no_network):
    (home / "repository" / read_lock(lock)[0].path).write_bytes(b"another jar")
    with pytest.raises(StackError):
        install_jars(lock, home)
    assert installed_classpath(lock, home) is None
