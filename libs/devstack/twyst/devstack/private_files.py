"""Files that only their owner may read, replaced in one step so that no reader ever sees half of one."""

from __future__ import annotations

import os
from pathlib import Path

from twyst.devstack.errors import StackError


def write_private(path: Path, content: bytes, *, sync: bool = False) -> None:
    """Replace the file atomically; mode 0600 from the first byte on.

    `sync` is for what a power cut must not take.
    """
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        unfinished.unlink(missing_ok=True)
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as handle:
            handle.write(content)
            if sync:
                handle.flush()
                os.fsync(handle.fileno())
        unfinished.replace(path)
    except OSError as error:
        raise StackError(
            f"{path} cannot be written ({error.strerror}): free some space or fix its owner, then try again."
        ) from error
