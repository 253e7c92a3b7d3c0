"""What a process of the stack is doing."""

from enum import StrEnum


class Status(StrEnum):
    """`ended` is a death, `stopped` an order; a task is `done`."""

    WAITING = "waiting"
    STARTING = "starting"
    READY = "ready"
    DONE = "done"
    ENDED = "ended"
    STOPPED = "stopped"
