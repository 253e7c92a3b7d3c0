"""Logs: one JSON object per line on stdout, or coloured lines when a person is looking.

What is bound with `bind` is on every line of the block, and nothing sensitive reaches a line (`redaction`).
"""

import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from types import MappingProxyType
from typing import Any, Final, TextIO

import msgspec

from twyst.runtime.redaction import redact, redact_value
from twyst.runtime.tracing import current_trace

_bound: ContextVar[Mapping[str, Any]] = ContextVar("twyst_log_fields", default=MappingProxyType({}))

# What the logging module itself puts on a record; everything else came as `extra` and is a field of the line.
_STANDARD_ATTRIBUTES: Final = frozenset(vars(logging.makeLogRecord({}))) | {
    "message",
    "asctime",
    "color_message",
}

_LEVEL_COLORS: Final = MappingProxyType(
    {
        "DEBUG": "\x1b[2m",
        "INFO": "\x1b[32m",
        "WARNING": "\x1b[33m",
        "ERROR": "\x1b[31m",
        "CRITICAL": "\x1b[41m",
    },
)
_RESET: Final = "\x1b[0m"


@contextmanager
def bind(**fields: Any) -> Iterator[None]:
    """Add fields to every log line inside the block, in this task and those that it starts."""
    token = _bound.set({**_bound.get(), **fields})
    try:
        yield
    finally:
        _bound.reset(token)


def bound_fields() -> Mapping[str, Any]:
    """The fields that are bound here."""
    return _bound.get()


class RedactionFilter(logging.Filter):
    """Rewrites each record before any formatter sees it: message, extras and traceback without secrets."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = redact(record.getMessage())
        record.args = ()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = redact(record.exc_text)
        for name in record.__dict__.keys() - _STANDARD_ATTRIBUTES:
            record.__dict__[name] = redact_value(record.__dict__[name], name)
        return True


class JsonFormatter(logging.Formatter):
    """One line of JSON: time, level, logger, service, message, trace id, bound fields, extras, traceback."""

    def __init__(self, service: str) -> None:
        super().__init__()
        self._service = service

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "service": self._service,
            "logger": record.name,
            "message": record.getMessage(),
            **_fields(record),
        }
        if record.exc_text:
            line["exception"] = record.exc_text
        return msgspec.json.encode(line, enc_hook=str).decode()


class HumanFormatter(logging.Formatter):
    """`12:30:01.250 INFO  order.worker  message  order_id=…` in colour."""

    def format(self, record: logging.LogRecord) -> str:
        time = datetime.fromtimestamp(record.created, UTC).strftime("%H:%M:%S.%f")[:-3]
        color = _LEVEL_COLORS.get(record.levelname, "")
        fields = " ".join(f"\x1b[2m{name}={_RESET}{value}" for name, value in _fields(record).items())
        line = f"{time} {color}{record.levelname:<8}{_RESET} {record.name}  {record.getMessage()}  {fields}".rstrip()
        return f"{line}\n{record.exc_text}" if record.exc_text else line


def configure_logging(service: str, level: str = "info", stream: TextIO | None = None) -> None:
    """Send all logs of the process to the stream (default stdout), replacing what was configured before."""
    target = stream or sys.stdout
    handler = logging.StreamHandler(target)
    handler.addFilter(RedactionFilter())
    handler.setFormatter(HumanFormatter() if target.isatty() else JsonFormatter(service))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    logging.captureWarnings(capture=True)
    # httpx logs every request's URL at INFO, and a URL of Stripe's carries object ids that belong on our own line.
    for noisy in ("httpx", "httpcore", "aiokafka"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def _fields(record: logging.LogRecord) -> dict[str, Any]:
    trace = current_trace()
    fields: dict[str, Any] = {} if trace is None else {"trace_id": trace.trace_id}
    fields.update({name: redact_value(value, name) for name, value in _bound.get().items()})
    fields.update(
        (name, value) for name, value in record.__dict__.items() if name not in _STANDARD_ATTRIBUTES
    )
    return fields
