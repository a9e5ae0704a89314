"""Logs as JSON lines on standard error, for machines that collect them; never contents of documents.

What a call passes as ``extra`` (``upload_id``, ``code``, ``seconds``) becomes keys of the line.
"""

from __future__ import annotations

import logging
import traceback
from datetime import UTC, datetime

import msgspec

from python_ocr_reconcile.dates import timestamp

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "color_message"}


class JSONFormatter(logging.Formatter):
    """One record, one line, one JSON object."""

    def format(self, record: logging.LogRecord) -> str:
        """The record as JSON with ``time``, ``level``, ``logger``, ``message`` and its extra keys."""
        line = {
            "time": timestamp(datetime.fromtimestamp(record.created, UTC)),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **{key: value for key, value in vars(record).items() if key not in _STANDARD},
        }
        if record.exc_info and record.exc_info[0]:
            # Kind and place, never the message: a library may quote the document in it.
            line["exception"] = record.exc_info[0].__name__
            line["trace"] = "".join(traceback.format_tb(record.exc_info[2]))
        return msgspec.json.encode(line, enc_hook=str).decode()


def configure_logging(level: str) -> None:
    """Send this package's logs to standard error from `level` (debug, info, warning, error) up.

    Where a host application has arranged its logging already, that stands.
    """
    package = logging.getLogger("python_ocr_reconcile")
    if package.handlers or logging.getLogger().handlers:
        return
    handler = logging.StreamHandler()
    handler.setFormatter(JSONFormatter())
    package.addHandler(handler)
    package.setLevel(level.upper())
    queue = logging.getLogger("huey")  # it tells of each job; only what goes wrong is of interest
    queue.addHandler(handler)
    queue.setLevel(logging.WARNING)
