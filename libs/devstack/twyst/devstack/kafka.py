"""A real Apache Kafka broker (KRaft) on the Java runtime from a wheel."""

from __future__ import annotations

import asyncio
import base64
import logging
import os
import shutil
import subprocess
import uuid
from dataclasses import dataclass
from pathlib import Path
from string import Template

from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError

from twyst.devstack.child import Launch
from twyst.devstack.errors import StackError
from twyst.devstack.java import java_executable
from twyst.devstack.kafka_jars import Progress, install_jars
from twyst.devstack.layout import StackLayout
from twyst.devstack.leftovers import mark, stop_leftovers

_NAME = "kafka"
_STOP_SECONDS = 20.0
_HEAP = ("-Xms128m", "-Xmx384m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
_LOGGING = (
    "-Dorg.slf4j.simpleLogger.defaultLogLevel=warn",
    "-Dorg.slf4j.simpleLogger.log.kafka.server=info",
    "-Dorg.slf4j.simpleLogger.showDateTime=true",
    "-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd'T'HH:mm:ss.SSSX",
)


@dataclass(frozen=True)
class EmbeddedKafka:
    """One broker on two loopback ports, its data below the stack's state folder."""

    layout: StackLayout
    port: int
    controller_port: int

    @property
    def bootstrap(self) -> str:
        return f"127.0.0.1:{self.port}"

    async def prepare(self, progress: Progress = lambda _done, _total: None) -> Launch:
        """Fetch jars and format the disk when that is still to do; the program to start."""
        classpath = await asyncio.to_thread(install_jars, self.layout.kafka_lock, self.layout.jars, progress)
        await asyncio.to_thread(self._prepare, classpath)
        return self._launch(classpath)

    async def is_ready(self) -> bool:
        return await kafka_answers(self.bootstrap)

    @property
    def _home(self) -> Path:
        return self.layout.data / "kafka"

    @property
    def _properties(self) -> Path:
        return self._home / "server.properties"

    def _prepare(self, classpath: str) -> None:
        """The ports may differ from the last run, so the properties are written at every start."""
        stop_leftovers(self.layout.state, _NAME)
        self._home.mkdir(mode=0o700, parents=True, exist_ok=True)
        template = Template((self.layout.root / "deploy" / "local" / "server.properties").read_text())
        log_folder = self._home / "log"
        self._properties.write_text(
            template.substitute(port=self.port, controller_port=self.controller_port, data=log_folder)
        )
        formatted = self._home / ".formatted"
        if formatted.exists():
            return
        # Without the stamp an earlier format was cut off: what it left cannot be trusted.
        shutil.rmtree(log_folder, ignore_errors=True)
        cluster_id = base64.urlsafe_b64encode(uuid.uuid4().bytes).rstrip(b"=").decode()
        # One word, because an id may begin with a hyphen.
        options = ("format", f"--cluster-id={cluster_id}", "-c", str(self._properties))
        result = subprocess.run(
            [*_java(classpath), "kafka.tools.StorageTool", *options],
            capture_output=True,
            text=True,
            check=False,
        )
        if result.returncode != 0:
            raise StackError(
                f"Kafka could not format {log_folder}: {result.stderr.strip() or result.stdout.strip()}"
            )
        formatted.touch()

    def _launch(self, classpath: str) -> Launch:
        return Launch(
            name=_NAME,
            argv=(*_java(classpath), "kafka.Kafka", str(self._properties)),
            log=self.layout.log_of(_NAME),
            cwd=self._home,
            env={**os.environ, **mark(self.layout.state, _NAME)},
            grace_seconds=_STOP_SECONDS,
        )


async def kafka_answers(bootstrap: str) -> bool:
    """True when a broker there answers a metadata request."""
    quiet = logging.getLogger("aiokafka")
    before = quiet.level
    # aiokafka logs every refused connection; while a broker starts that is expected.
    quiet.setLevel(logging.CRITICAL)
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap, request_timeout_ms=3000)
    try:
        await admin.start()
        await admin.describe_cluster()
    except (KafkaError, OSError):
        return False
    finally:
        await admin.close()
        quiet.setLevel(before)
    return True


def _java(classpath: str) -> tuple[str, ...]:
    return (str(java_executable()), *_HEAP, *_LOGGING, "-cp", classpath)
