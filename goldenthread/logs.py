"""Logs as lines of JSON, each with the request it belongs to. Nothing a stranger sent is in them but its path."""

from __future__ import annotations

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Final, TextIO

from goldenthread.errors import BadParameter

LEVELS: Final = ("debug", "info", "warning", "error")
REQUEST: Final[ContextVar[str]] = ContextVar("request", default="")  # the id of the request that is being answered
WORDY: Final = ("httpx2", "httpcore2", "python_multipart")  # at lower levels they tell addresses and what was sent
_WRITTEN: Final = json.JSONEncoder(ensure_ascii=False, default=str)
FACTS: Final = "facts"  # the key of `extra` whose entries become fields of a line


class Lines(logging.Formatter):
    """One line of JSON a record: time, level, source, message, request, facts, and the trace of a failure."""

    def format(self, record: logging.LogRecord) -> str:
        said: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "source": record.name,
            "message": record.getMessage(),
        }
        if request := REQUEST.get():
            said["request"] = request
        said |= getattr(record, FACTS, {})
        if record.exc_info:
            said["trace"] = self.formatException(record.exc_info)
        return _WRITTEN.encode(said)


def install(stream: TextIO, level: str) -> None:
    """Sends the logs of the whole process to `stream`, from `level` on. Raises BadParameter for no such level."""
    if level not in LEVELS:
        raise BadParameter(f"the log level must be one of {', '.join(LEVELS)}")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Lines())
    root = logging.getLogger()
    for old in root.handlers[:]:
        root.removeHandler(old)
    root.addHandler(handler)
    root.setLevel(level.upper())
    for name in WORDY:
        logging.getLogger(name).setLevel(logging.WARNING)
