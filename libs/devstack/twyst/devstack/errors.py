"""The one error an operator of the local stack sees."""

from __future__ import annotations


class StackError(Exception):
    """One sentence that says what is wrong and what cures it. The command line prints it and exits with 1."""


class AlreadyRunningError(StackError):
    """Another supervisor holds the state folder."""
