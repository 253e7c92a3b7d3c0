"""Run PostgreSQL's programs as somebody they accept.

They refuse root, and `initdb` refuses a user id without a name (as in a container started with `--user`). A
user namespace in which we are nobody is tried first, because it needs no change of owner and works below a
home folder that nobody else may enter. Where namespaces are forbidden, root becomes nobody with `setpriv`,
who then must be able to reach the programs and the data.
"""

from __future__ import annotations

import os
import pwd
import shutil
import stat
import subprocess
from functools import cache
from pathlib import Path

from twyst.devstack.errors import StackError

_SETPRIV = ("setpriv", "--clear-groups")


def run_as_somebody(binaries: Path, data: Path) -> tuple[str, ...]:
    """The words to put before a PostgreSQL command; empty for a normal user. `data` exists already."""
    user_id = os.geteuid()
    if _is_accepted(user_id):
        return ()
    namespace = _namespace()
    if namespace is not None:
        # An earlier start may have given the cluster to nobody, whose files a namespace of ours shows as a
        # stranger's.
        if user_id == 0:
            _give_to(user_id, data)
        return namespace
    _require_setpriv(user_id)
    return _become_nobody(binaries, data)


def how_to_run(user_id: int) -> str:
    """As whom PostgreSQL will run when that user starts it, in words. Raises StackError when it cannot."""
    if _is_accepted(user_id):
        return f"normal user {user_id}"
    if _namespace() is not None:
        return f"user {user_id}; PostgreSQL runs in a user namespace"
    _require_setpriv(user_id)
    return "root; PostgreSQL runs as nobody (setpriv)"


def _is_accepted(user_id: int) -> bool:
    return user_id != 0 and any(entry.pw_uid == user_id for entry in pwd.getpwall())


def _nobody() -> pwd.struct_passwd:
    """A named user without rights; by convention nobody, else any."""
    others = [entry for entry in pwd.getpwall() if entry.pw_uid != 0]
    if not others:
        raise StackError(
            "/etc/passwd has no user but root, whom PostgreSQL refuses: add one, for example `nobody`."
        )
    return next((entry for entry in others if entry.pw_name == "nobody"), others[-1])


@cache
def _namespace() -> tuple[str, ...] | None:
    """The words that run a program as nobody in a namespace of its own, None where that is forbidden."""
    if shutil.which("unshare") is None:
        return None
    words = ("unshare", "--user", f"--map-user={_nobody().pw_uid}", f"--map-group={_nobody().pw_gid}", "--")
    works = subprocess.run([*words, "true"], capture_output=True, check=False).returncode == 0
    return words if works else None


def _become_nobody(binaries: Path, data: Path) -> tuple[str, ...]:
    nobody = _nobody()
    prefix = (*_SETPRIV, f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--")
    _give_to(nobody.pw_uid, data)
    # Passing through the stack's own private folders to the cluster is all that nobody may do in them.
    for folder in (data.parent, data.parent.parent):
        folder.chmod(folder.stat().st_mode | stat.S_IXOTH)
    for wanted in (("-x", str(binaries / "postgres")), ("-w", str(data))):
        if subprocess.run([*prefix, "test", *wanted], capture_output=True, check=False).returncode != 0:
            raise StackError(
                f"PostgreSQL refuses to run as root and the user {nobody.pw_name} cannot reach {wanted[1]}: "
                "run as a normal user, or move the checkout out of a private folder."
            )
    return prefix


def _give_to(user_id: int, data: Path) -> None:
    if data.stat().st_uid != user_id:
        for path in (*data.rglob("*"), data):
            os.chown(path, user_id, -1, follow_symlinks=False)


def _require_setpriv(user_id: int) -> None:
    if user_id != 0:
        raise StackError(
            f"PostgreSQL refuses user id {user_id}, which has no name, and `unshare --user` does not work "
            "here: add the user to /etc/passwd or run as another one."
        )
    if shutil.which("setpriv") is None:
        raise StackError(
            "PostgreSQL refuses to run as root and neither `unshare --user` nor `setpriv` works here: "
            "run as a normal user, or install util-linux."
        )
