"""Run PostgreSQL's programs as root: the server refuses root, so root becomes somebody else for it.

A user namespace is tried first, because it needs no change of owner and works below a home folder that nobody else
may enter. Where namespaces are forbidden, `setpriv` runs the programs as nobody, which then must be able to reach them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from functools import cache
from pathlib import Path

from twyst.devstack.errors import StackError

_NOBODY = 65534


def run_as_somebody(binaries: Path, data: Path) -> tuple[str, ...]:
    """The words to put before a PostgreSQL command; empty for a normal user. `data` exists already."""
    if os.geteuid() != 0:
        return ()
    if _namespaces_work():
        return ("unshare", "--user", "--map-user=1000", "--map-group=1000", "--")
    return _become_nobody(binaries, data)


def how_to_run(user_id: int) -> str:
    """As whom PostgreSQL will run when that user starts it, in words. Raises StackError when it cannot."""
    if user_id != 0:
        return f"normal user {user_id}"
    if _namespaces_work():
        return "root; PostgreSQL runs in a user namespace"
    _require_setpriv()
    return "root; PostgreSQL runs as nobody (setpriv)"


@cache
def _namespaces_work() -> bool:
    if shutil.which("unshare") is None:
        return False
    probe = ("unshare", "--user", "--map-user=1000", "--map-group=1000", "--", "true")
    return subprocess.run(probe, capture_output=True, check=False).returncode == 0


def _become_nobody(binaries: Path, data: Path) -> tuple[str, ...]:
    _require_setpriv()
    prefix = ("setpriv", f"--reuid={_NOBODY}", f"--regid={_NOBODY}", "--clear-groups", "--")
    for path in (data, *data.rglob("*")):
        os.chown(path, _NOBODY, _NOBODY, follow_symlinks=False)
    for wanted in (("-x", str(binaries / "postgres")), ("-w", str(data))):
        if subprocess.run([*prefix, "test", *wanted], capture_output=True, check=False).returncode != 0:
            raise StackError(
                f"PostgreSQL refuses to run as root and the user nobody cannot reach {wanted[1]}: "
                "run as a normal user, or move the checkout out of a private folder."
            )
    return prefix


def _require_setpriv() -> None:
    if shutil.which("setpriv") is None:
        raise StackError(
            "PostgreSQL refuses to run as root and neither `unshare --user` nor `setpriv` works here: "
            "run as a normal user, or install util-linux."
        )
