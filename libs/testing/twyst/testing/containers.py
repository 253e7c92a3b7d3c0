"""Kafka and PostgreSQL in containers: the official images that docker-compose.yml uses too."""

from __future__ import annotations

import io
import os
import tarfile
import textwrap
from pathlib import Path

import docker
from docker.errors import DockerException
from testcontainers.core.container import DockerContainer

KAFKA_IMAGE = "apache/kafka:4.3.1"
POSTGRES_IMAGE = "postgres:18"

_KAFKA_PORT = 9092
_PROTOCOLS = "PLAINTEXT:PLAINTEXT,BROKER:PLAINTEXT,CONTROLLER:PLAINTEXT"
_START_SCRIPT = "/tmp/start.sh"  # noqa: S108 (inside the container)


def engine_answers() -> bool:
    """True when a Docker engine is there. Without a socket and without DOCKER_HOST nobody is asked."""
    if not (os.environ.get("DOCKER_HOST") or Path("/var/run/docker.sock").exists()):
        return False
    try:
        client = docker.from_env(timeout=5)
        try:
            client.ping()
        finally:
            client.close()
    except (DockerException, OSError):
        return False
    return True


class ApacheKafkaContainer(DockerContainer):
    """The `apache/kafka` image, which testcontainers' own Kafka class cannot run.

    The broker must advertise the port that the engine maps, known only after the start: so the container
    waits for a start script that is copied in when the port is known.
    """

    def __init__(self, image: str = KAFKA_IMAGE) -> None:
        super().__init__(image)
        self.with_exposed_ports(_KAFKA_PORT)
        self.with_kwargs(
            entrypoint=[
                "sh",
                "-c",
                f"while [ ! -f {_START_SCRIPT} ]; do sleep 0.1; done; exec sh {_START_SCRIPT}",
            ]
        )

    @property
    def bootstrap(self) -> str:
        return f"{self.get_container_host_ip()}:{self.get_exposed_port(_KAFKA_PORT)}"

    def start(self) -> ApacheKafkaContainer:
        super().start()
        self.get_wrapped_container().put_archive("/", _archive(_START_SCRIPT, self._script()))
        return self

    def _script(self) -> str:
        return textwrap.dedent(f"""\
            export KAFKA_NODE_ID=1
            export KAFKA_PROCESS_ROLES=broker,controller
            export KAFKA_LISTENERS=PLAINTEXT://:{_KAFKA_PORT},BROKER://127.0.0.1:9093,CONTROLLER://127.0.0.1:9094
            export KAFKA_ADVERTISED_LISTENERS=PLAINTEXT://{self.bootstrap},BROKER://127.0.0.1:9093
            export KAFKA_LISTENER_SECURITY_PROTOCOL_MAP={_PROTOCOLS}
            export KAFKA_INTER_BROKER_LISTENER_NAME=BROKER
            export KAFKA_CONTROLLER_LISTENER_NAMES=CONTROLLER
            export KAFKA_CONTROLLER_QUORUM_VOTERS=1@127.0.0.1:9094
            export KAFKA_AUTO_CREATE_TOPICS_ENABLE=false
            export KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS=3
            export KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR=1
            export KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR=1
            export KAFKA_TRANSACTION_STATE_LOG_MIN_ISR=1
            export KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS=0
            export KAFKA_HEAP_OPTS='-Xms128m -Xmx384m'
            exec /etc/kafka/docker/run
            """)


def _archive(path: str, text: str) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        entry = tarfile.TarInfo(path.lstrip("/"))
        content = text.encode()
        entry.size = len(content)
        entry.mode = 0o755
        archive.addfile(entry, io.BytesIO(content))
    return buffer.getvalue()
