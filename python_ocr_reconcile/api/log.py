"""The log as one JSON object a line, for programs that collect logs. Never any document contents."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any

import msgspec

from python_ocr_reconcile.dates import timestamp

ROOT = "python_ocr_reconcile"

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JSONLines(logging.Formatter):
    """A record with everything that was given as ``extra``."""

    def format(self, record: logging.LogRecord) -> str:
        """`record` as one line of JSON."""
        line: dict[str, Any] = {
            "time": timestamp(datetime.fromtimestamp(record.created, UTC)),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        line.update((name, value) for name, value in vars(record).items() if name not in _STANDARD)
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return msgspec.json.encode(line, enc_hook=str).decode()


def log_as_json(level: str) -> None:
    """Write the package's log to standard error as JSON lines, unless somebody has arranged it already."""
    logger = logging.getLogger(ROOT)
    if logger.handlers or logging.getLogger().handlers:
        return
    handler = logging.StreamHandler()
    handler.setFormatter(JSONLines())
    logger.addHandler(handler)
    logger.setLevel(level.upper())
