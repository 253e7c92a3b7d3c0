"""Where the stack keeps its files: the checkout, and the state folder below it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from twyst.devstack.errors import StackError

_NEEDED_BYTES = 500_000_000
_LONG_LOG_BYTES = 10_000_000


def project_root() -> Path:
    """The checkout this package is installed from (the package is always an editable install)."""
    for folder in Path(__file__).resolve().parents:
        if (folder / "deploy" / "local" / "kafka.lock").is_file():
            return folder
    raise StackError(
        "deploy/local was not found above the devstack package: run the stack from a checkout of Twyst."
    )


@dataclass(frozen=True)
class StackLayout:
    """All paths of one stack. `state` is `.twyst` for `make up` and a temporary folder in tests."""

    root: Path
    state: Path

    @classmethod
    def of_project(cls, state: Path | None = None) -> StackLayout:
        root = project_root()
        return cls(root=root, state=(state or root / ".twyst").resolve())

    @property
    def jars(self) -> Path:
        """Kafka's jars belong to the checkout, so every stack of it shares them."""
        return self.root / ".twyst" / "kafka"

    @property
    def kafka_lock(self) -> Path:
        return self.root / "deploy" / "local" / "kafka.lock"

    @property
    def data(self) -> Path:
        return self.state / "data"

    @property
    def logs(self) -> Path:
        return self.state / "logs"

    def log_of(self, process: str) -> Path:
        return self.logs / f"{process}.log"

    def rotate_logs(self) -> None:
        """Put long logs aside, one generation; called while nothing writes to them."""
        for log in self.logs.glob("*.log"):
            if log.stat().st_size > _LONG_LOG_BYTES:
                log.replace(log.with_suffix(".log.1"))

    def prepare(self, *, needed_bytes: int = _NEEDED_BYTES) -> None:
        """Create the folders, private to the user: they will hold secrets and every order's data.

        Raises StackError when they cannot be written or the disk is nearly full.
        """
        try:
            for folder in (self.state, self.data, self.logs):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            _require_space(self.state, needed_bytes)
            probe = self.state / ".writable"
            probe.write_bytes(b"x" * 4096)
            probe.unlink()
        except OSError as error:
            raise StackError(
                f"{self.state} cannot be written ({error.strerror}): free some space or fix its owner, "
                "then try again."
            ) from error


def _require_space(folder: Path, needed_bytes: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < needed_bytes:
        raise StackError(
            f"Only {free // 1_000_000} MB are free where {folder} lies and Kafka and PostgreSQL need "
            f"{needed_bytes // 1_000_000}: free some space, then try again."
        )
