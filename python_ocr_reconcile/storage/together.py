"""Small changes of several threads in one transaction: on SQLite each waits for the disk, one after another.

Who comes while another waits for its turn to write is taken along. None is told that it is done before the
transaction of all is on disk; where one of them is refused, each is done anew in a transaction of its own.
"""

from __future__ import annotations

import os
import threading
import time
import weakref
from collections.abc import Callable
from typing import Any, TypeVar, cast

from sqlalchemy import Connection

from python_ocr_reconcile.storage.engine import Database, pause

T = TypeVar("T")

_JUST_NOW = 0.002
"""Seconds."""


class _Change:
    """What one thread wants to write, and what came of it."""

    def __init__(self, work: Callable[[Connection], Any]) -> None:
        self.work = work
        self.done = False
        """Whether it is committed, or refused for good."""
        self.result: Any = None
        self.problem: Exception | None = None


class Together:
    """The writers of this process that do not mind whose transaction they are in."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._begin()
        begin = weakref.WeakMethod(self._begin)

        def begin_anew() -> None:
            """The threads of the parent are not here, whatever they held."""
            if (method := begin()) is not None:
                method()

        os.register_at_fork(after_in_child=begin_anew)

    def _begin(self) -> None:
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        self._waiting: list[_Change] = []
        self._ended = 0.0

    def write(self, work: Callable[[Connection], T]) -> T:
        """What `work` gives, once it is committed. It may be called again, in another transaction.

        It must change nothing but the database, and what it reads may have been written a moment ago by
        another in the same transaction. Raises what it raises, and what `Database.write` raises.
        """
        if not self._database.is_sqlite:  # a server has its own way to write for several at once
            with self._database.write() as connection:
                return work(connection)
        mine = _Change(work)
        with self._lock:
            self._waiting.append(mine)
        with self._turn:
            try:
                if not mine.done:
                    self._write_all()
                    self._ended = time.monotonic()
            finally:
                with self._lock:
                    self._waiting = [change for change in self._waiting if change is not mine]
        if mine.problem is not None:
            raise mine.problem
        assert mine.done  # noqa: S101 - else it raised
        return cast("T", mine.result)

    def _write_all(self) -> None:
        """Write what waits when it is our turn."""
        if time.monotonic() - self._ended < _JUST_NOW:
            pause()  # other processes wait as well, and have had no chance
        taken: list[_Change] = []
        try:
            with self._database.write() as connection:
                with self._lock:
                    taken, self._waiting = self._waiting, []
                for change in taken:
                    change.result = change.work(connection)
            for change in taken:
                change.done = True
        except Exception:
            if not taken:  # the database cannot be had; the others will see
                raise
            for change in taken:
                self._write_one(change)
        finally:
            with self._lock:  # where this thread was told to end, the others write theirs
                self._waiting = [change for change in taken if not change.done] + self._waiting

    def _write_one(self, change: _Change) -> None:
        try:
            with self._database.write() as connection:
                change.result = change.work(connection)
        except Exception as problem:  # noqa: BLE001 - the thread that waits for it is told
            change.problem = problem
        change.done = True
