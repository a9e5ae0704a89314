"""The database: where it is, how it is opened, and the two kinds of transaction.

SQLite runs in WAL with ``synchronous=FULL``: what has been acknowledged survives a power cut. A write
transaction begins with BEGIN IMMEDIATE, so that a writer waits for its turn; begun deferred, 2,248 of 2,400
concurrent writes failed with "database is locked", begun immediate none did.
"""

from __future__ import annotations

import os
import random
import sqlite3
import time
import weakref
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import URL, Connection, Dialect, Engine, create_engine, event, func, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError, StatementError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.dates import now
from python_ocr_reconcile.errors import InputError, SchemaViolationError, StorageError, StorageFullError
from python_ocr_reconcile.spent import DATABASE_SECONDS
from python_ocr_reconcile.storage.prepared import NO_VALUES, Found, Prepared

BUSY_TIMEOUT_MS = 30_000
"""How long a writer waits for the others on SQLite before it gives up."""
_RETRY_SECONDS = (0.0005, 0.002)
"""Between two attempts of a waiting writer. SQLite's own waiting slows down to one look in 100 ms, so that
who has waited longest is served last: in 55 s of 16 writers one waited 7.7 s. Here each has the same chance,
and the pauses are short beside a transaction, so that little time passes in which nobody writes."""
CHECKPOINT_PAGES = 4_000
"""Of the log, until SQLite writes them to the file itself: 16 MB. An upload is 40 pages (two dozen indexes),
the same ones again and again, and with SQLite's own 1,000 every 25th waits until they are written."""
CONNECT_TIMEOUT_S = 10
OLDEST_POSTGRESQL = 15


@dataclass(frozen=True, slots=True)
class Look:
    """Runs prepared statements that change nothing; on SQLite by the driver, else in one transaction."""

    connection: Connection | sqlite3.Connection
    dialect: Dialect

    def rows(self, prepared: Prepared, values: Mapping[str, Any] = NO_VALUES) -> Sequence[Found]:
        """What the statement gives."""
        if isinstance(self.connection, sqlite3.Connection):
            return prepared.on_sqlite(self.connection, self.dialect, values)
        return prepared.rows(self.connection, values)

    def first(self, prepared: Prepared, values: Mapping[str, Any] = NO_VALUES) -> Found | None:
        """The first of `rows`."""
        rows = self.rows(prepared, values)
        return rows[0] if rows else None

    def moment(self) -> datetime:
        """See `moment`."""
        return now() if isinstance(self.connection, sqlite3.Connection) else moment(self.connection)


class Database:
    """An open database. `read` and `write` each give a connection within one transaction."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @property
    def location(self) -> str:
        """The SQLite file, or the URL of the server without its password."""
        url = self.engine.url
        return url.database or "" if self.is_sqlite else url.render_as_string(hide_password=True)

    @property
    def is_sqlite(self) -> bool:
        """Else it is PostgreSQL."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that changes nothing and waits for no writer.

        Raises `StorageError` in place of what the driver raises.
        """
        with (
            DATABASE_SECONDS.during("read"),
            storage_errors(),
            self._connection(begin="BEGIN") as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def look(self) -> Iterator[Look]:
        """What runs prepared statements that change nothing; each sees what was committed before it.

        SQLite makes a transaction of each by itself. Raises what `read` raises.
        """
        if not self.is_sqlite:
            with self.read() as connection:
                yield Look(connection, self.engine.dialect)
            return
        with DATABASE_SECONDS.during("read"), storage_errors():
            held = self.engine.raw_connection()
            try:
                driver = held.driver_connection
                assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - tells the type checker
                yield Look(driver, self.engine.dialect)
            finally:
                held.close()

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that is committed, durably, when the block ends, and undone if it raises."""
        with (
            DATABASE_SECONDS.during("write"),
            storage_errors(),
            self._connection(begin="BEGIN IMMEDIATE") as connection,
            connection.begin(),
        ):
            yield connection

    @contextmanager
    def _connection(self, *, begin: str) -> Iterator[Connection]:
        with self.engine.connect() as connection:
            if self.is_sqlite:
                yield connection.execution_options(begin=begin)
            else:
                yield connection.execution_options(postgresql_readonly=begin != "BEGIN IMMEDIATE")

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A `read` in which every statement sees the same state, whoever writes meanwhile."""
        with storage_errors(), self.engine.connect() as connection:
            if self.is_sqlite:  # each of its read transactions is one
                connection.execution_options(begin="BEGIN")
            else:
                connection.execution_options(postgresql_readonly=True, isolation_level="REPEATABLE READ")
            with connection.begin():
                yield connection

    def ping(self) -> None:
        """Raise `StorageError` unless the database answers."""
        with self.read() as connection:
            connection.execute(select(1))

    def close(self) -> None:
        """Close every connection that is not in use; the next use would open new ones."""
        self.engine.dispose()


def open_database(settings: Settings) -> Database:
    """The database that `settings.database_url` names: a file path, ``sqlite://`` or ``postgresql://``.

    Nothing is connected yet. Raises `InputError` for another kind of database and for one in memory.
    """
    url = database_url(settings.database_url)
    engine = _sqlite(url) if url.get_backend_name() == "sqlite" else _postgresql(url, settings)
    _leave_connections_to_parent(engine)
    return Database(engine)


def database_url(text: str) -> URL:
    """`text` as an SQLAlchemy URL; what has no scheme is the path of an SQLite file."""
    if "://" not in text:
        if text in ("", ":memory:"):
            raise InputError("a database in memory would lose what was acknowledged: name a file")
        return URL.create("sqlite", database=str(Path(text).expanduser().absolute()))
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise InputError("the database URL cannot be understood") from None
    if url.drivername in ("sqlite", "sqlite+pysqlite"):
        return database_url(url.database or "")
    if url.drivername in ("postgres", "postgresql", "postgresql+psycopg"):
        return url.set(drivername="postgresql+psycopg")
    raise InputError(
        f"a {url.drivername} database cannot be used: name an SQLite file or a postgresql:// URL"
    )


def _sqlite(url: URL) -> Engine:
    # A connection is cheap and waits for its turn inside SQLite, so the pool never refuses one.
    engine = create_engine(url, pool_size=5, max_overflow=-1, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _: Any) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself: `begin` below does
        # SQLite folds the case of ASCII only; with this "MÜLLER" is found by "müller", as on PostgreSQL.
        connection.create_function("lower", 1, _lower, deterministic=True)
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = FULL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - tells the type checker
        if connection.get_execution_options().get("begin") == "BEGIN":
            driver.execute("BEGIN")
        else:
            _begin_immediate(driver)

    return engine


def _begin_immediate(connection: sqlite3.Connection) -> None:
    """Begin to write when it is our turn; of those who wait, each has the same chance to be next."""
    deadline = time.monotonic() + BUSY_TIMEOUT_MS / 1_000
    connection.execute("PRAGMA busy_timeout = 0")
    try:
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as problem:
                if problem.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                    raise
                pause()
            else:
                return
    finally:
        connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")


def pause() -> None:
    """Between two attempts of a writer to get its turn."""
    time.sleep(random.uniform(*_RETRY_SECONDS))  # noqa: S311 - a lottery, not a secret


def _lower(text: Any) -> Any:
    return text.lower() if isinstance(text, str) else text


def _postgresql(url: URL, settings: Settings) -> Engine:
    return create_engine(
        url,
        pool_size=settings.database_pool_size,
        max_overflow=settings.database_max_overflow,
        pool_recycle=settings.database_pool_recycle,
        pool_pre_ping=True,  # a restarted server costs one round trip, not an error
        hide_parameters=True,
        connect_args={"connect_timeout": CONNECT_TIMEOUT_S, "application_name": "ocr-reconcile"},
    )


def _leave_connections_to_parent(engine: Engine) -> None:
    """After a fork the child opens its own: a connection shared by two processes corrupts both."""
    reference = weakref.ref(engine)

    def forget() -> None:
        if (inherited := reference()) is not None:
            inherited.dispose(close=False)

    os.register_at_fork(after_in_child=forget)


def moment(connection: Connection) -> datetime:
    """The present, to the millisecond, by the one clock that all workers on this database share."""
    if connection.dialect.name == "sqlite":
        return now()
    at: datetime = connection.execute(
        select(func.date_trunc("milliseconds", func.clock_timestamp()))
    ).scalar_one()
    return at


@contextmanager
def storage_errors() -> Iterator[None]:
    """Turn what SQLAlchemy and the drivers raise into our errors; none of them carries any stored value.

    The original is cut off: the detail of a PostgreSQL error quotes the row it was about.
    """
    try:
        yield
    except DBAPIError as problem:
        raise _translated(problem.orig) from None
    except sqlite3.Error as problem:  # from `begin`, which SQLAlchemy does not wrap
        raise _translated(problem) from None
    except StatementError as problem:  # raised by a column type, while the value was bound
        if isinstance(problem.orig, SchemaViolationError | ValueError | TypeError):
            raise problem.orig from None
        raise StorageError(f"the database refused the statement ({type(problem).__name__})") from None
    except PoolTimeoutError:
        raise StorageError("every connection to the database is in use") from None
    except SQLAlchemyError as problem:
        raise StorageError(f"the database cannot be used ({type(problem).__name__})") from None


def _translated(problem: BaseException | None) -> Exception:
    if isinstance(problem, sqlite3.Error):
        name = getattr(problem, "sqlite_errorname", None)
        full = name == "SQLITE_FULL"
        return (StorageFullError if full else StorageError)(str(problem), sqlite_error=name)
    if isinstance(problem, psycopg.Error):
        state = problem.sqlstate
        reason = problem.diag.message_primary or "the database server cannot be reached"
        if state == "53100":  # disk_full
            return StorageFullError(reason, sqlstate=state)
        if state and state.startswith("22"):  # data exceptions: a value that the server cannot hold
            return SchemaViolationError("the document holds a value that the database cannot", sqlstate=state)
        return StorageError(reason, sqlstate=state)
    return StorageError(f"the database cannot be used ({type(problem).__name__})")
