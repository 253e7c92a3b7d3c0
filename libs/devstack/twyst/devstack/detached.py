"""A supervisor in the background that outlives the shell, and the foreground's wait for it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence

from twyst.devstack.errors import StackError
from twyst.devstack.identity import ProcessIdentity
from twyst.devstack.layout import StackLayout
from twyst.devstack.record import read_record

_POLL_SECONDS = 0.2
_STOP_SECONDS = 60.0


def start_detached(layout: StackLayout, arguments: Sequence[str], echo: Callable[[str], None]) -> None:
    """Run `up` with these arguments in its own session; return when the stack is ready.

    Its lines are echoed. Raises StackError when it ends before; a Ctrl-C stops it.
    """
    layout.prepare()
    log = layout.log_of("stack")
    log.write_bytes(b"")
    with log.open("ab") as output:
        background = subprocess.Popen(
            [sys.executable, "-m", "twyst.devstack", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
            cwd=layout.root,
        )
    shown = 0
    try:
        while True:
            ended = background.poll() is not None
            record = read_record(layout.state)
            ready = record is not None and record.ready and record.supervisor.pid == background.pid
            text = log.read_text(errors="replace")
            complete = text.rfind("\n") + 1
            for line in text[shown:complete].splitlines():
                echo(line)
            shown = complete
            # Another `up` may have been quicker; then ours says so and ends well.
            if ready or background.poll() == 0:
                return
            if ended:
                raise StackError("The stack did not start; the reason stands above.")
            time.sleep(_POLL_SECONDS)
    except KeyboardInterrupt:
        background.send_signal(signal.SIGTERM)
        background.wait()
        raise


def stop_supervisor(layout: StackLayout) -> bool:
    """Stop the running supervisor, which stops everything else; False when none runs."""
    record = read_record(layout.state)
    if record is None:
        return False
    supervisor: ProcessIdentity = record.supervisor
    if supervisor.pid == os.getpid():
        raise StackError("The supervisor cannot wait for its own end.")
    supervisor.stop(grace_seconds=_STOP_SECONDS)
    return True
