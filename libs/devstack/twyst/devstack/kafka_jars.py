"""Kafka's jars: resolved once into a lock with hashes, then fetched by that lock."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import jgo
import requests
from jgo.maven import MavenContext

from twyst.devstack.errors import StackError

KAFKA_VERSION = "4.3.1"
# slf4j-simple, not a log4j binding: those drag kafka-clients back to an older version in the same resolution.
_COORDINATES = f"org.apache.kafka:kafka_2.13:{KAFKA_VERSION}+org.slf4j:slf4j-simple:1.7.36"
_THREADS = 8
_ATTEMPTS = 3
_HEADER = "# Kafka's jars by SHA-256. Written by `twyst-stack lock`; do not edit.\n"

Progress = Callable[[int, int], None]


@dataclass(frozen=True, order=True)
class Jar:
    """One Maven artifact and the hash its file must have."""

    group: str
    artifact: str
    version: str
    sha256: str

    @property
    def path(self) -> Path:
        """Where a Maven repository keeps it."""
        return Path(
            *self.group.split("."), self.artifact, self.version, f"{self.artifact}-{self.version}.jar"
        )


def read_lock(lock: Path) -> tuple[Jar, ...]:
    rows = tomllib.loads(lock.read_text())["jar"]
    return tuple(Jar(row["group"], row["artifact"], row["version"], row["sha256"]) for row in rows)


def write_lock(lock: Path) -> int:
    """Resolve Kafka's dependencies at the Maven repository; the number of jars."""
    with tempfile.TemporaryDirectory() as cache:
        resolved = jgo.build(_COORDINATES, cache_dir=Path(cache)).lock_path
        rows = tomllib.loads(resolved.read_text())["dependencies"]
    jars = sorted(Jar(row["groupId"], row["artifactId"], row["version"], row["sha256"]) for row in rows)
    entries = [
        f'\n[[jar]]\ngroup = "{jar.group}"\nartifact = "{jar.artifact}"\nversion = "{jar.version}"\n'
        f'sha256 = "{jar.sha256}"\n'
        for jar in jars
    ]
    lock.parent.mkdir(parents=True, exist_ok=True)
    lock.write_text(_HEADER + "".join(entries))
    return len(jars)


def installed_classpath(lock: Path, home: Path) -> str | None:
    """The Java class path when every jar of this very lock was verified before, else None."""
    stamp = home / ".ready"
    if not stamp.is_file() or stamp.read_text() != _digest(lock):
        return None
    paths = [home / "repository" / jar.path for jar in read_lock(lock)]
    return os.pathsep.join(map(str, paths)) if all(path.is_file() for path in paths) else None


def install_jars(lock: Path, home: Path, progress: Progress = lambda _done, _total: None) -> str:
    """Fetch what is missing, verify all, stamp `.ready`; the Java class path. Safe to run twice at once."""
    ready = installed_classpath(lock, home)
    if ready is not None:
        return ready
    home.mkdir(parents=True, exist_ok=True)
    with _locked(home / ".lock"):
        jars = read_lock(lock)
        repository = home / "repository"
        with ThreadPoolExecutor(_THREADS, thread_name_prefix="kafka-jars") as pool:
            waiting = [pool.submit(_fetch, jar, repository) for jar in jars]
            for done, future in enumerate(as_completed(waiting), start=1):
                try:
                    future.result()
                except StackError:
                    pool.shutdown(cancel_futures=True)
                    raise
                progress(done, len(jars))
        (home / ".ready").write_text(_digest(lock))
    return os.pathsep.join(str(repository / jar.path) for jar in jars)


def _fetch(jar: Jar, repository: Path) -> None:
    """Bring one jar into the repository. A file that is damaged, or was cut off, is fetched once more."""
    path = repository / jar.path
    if path.is_file() and _sha256(path) == jar.sha256:
        return
    path.unlink(missing_ok=True)
    try:
        _download(jar, repository)
    except (requests.RequestException, RuntimeError) as error:
        path.unlink(missing_ok=True)
        raise StackError(
            f"{jar.path.name} could not be fetched from the Maven repository: Kafka's jars are needed once, "
            f"so connect to the network and run `make stack` ({type(error).__name__})."
        ) from error
    except OSError as error:
        path.unlink(missing_ok=True)
        raise StackError(
            f"{path} cannot be written ({error.strerror}): free some space and run `make stack`."
        ) from error
    if _sha256(path) != jar.sha256:
        path.unlink()
        raise StackError(f"{jar.path.name} does not have the hash that kafka.lock wants: refusing to run it.")


def _download(jar: Jar, repository: Path) -> None:
    """Of so many requests at once one may fail on a network that works; the last error is raised."""
    context = MavenContext(repo_cache=repository, timeout=30)
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            context.project(jar.group, jar.artifact).at_version(jar.version).artifact(
                packaging="jar"
            ).resolve()
        except (requests.RequestException, RuntimeError):
            if attempt == _ATTEMPTS:
                raise
            time.sleep(attempt)
        else:
            return


@contextlib.contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _digest(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()
