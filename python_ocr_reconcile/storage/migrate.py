"""Bring a database to the schema of this code: at every start, and on the operator's command.

Two processes that start at once both succeed: one migrates under a lock, the other waits and finds it done.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, column, inspect, select, table, text

from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.errors import InputError, StorageError
from python_ocr_reconcile.storage.engine import OLDEST_POSTGRESQL, Database, open_database
from python_ocr_reconcile.storage.migrations import HEAD

VERSION_TABLE = "production_schema_version"
"""Not Alembic's own ``alembic_version``: the database may be that of an app with migrations of its own."""

_LOCK = 0x6F6372_7265636F  # "ocrreco": the advisory lock of PostgreSQL under which one process migrates
_FOLDER = Path(__file__).with_name("migrations")


@dataclass(frozen=True, slots=True)
class Revision:
    """One step in the schema's history."""

    revision: str
    down_revision: str | None
    """The step before; ``None`` for the first."""
    message: str


def upgrade(settings: Settings, revision: str = "head") -> str | None:
    """Bring the database up to `revision`; gives the revision it is then at."""
    return _change(settings, lambda config: _alembic().upgrade(config, revision))


def downgrade(settings: Settings, revision: str) -> str | None:
    """Take the database down to `revision`, ``base`` for no tables at all: rows go with their tables."""
    return _change(settings, lambda config: _alembic().downgrade(config, revision))


def current(settings: Settings) -> str | None:
    """The revision that the database is at; ``None`` before the first."""
    database = open_database(settings)
    try:
        if database.is_sqlite and not Path(database.location).exists():
            return None
        return revision_of(database)
    finally:
        database.close()


def history() -> list[Revision]:
    """Every revision that this code knows, newest first."""
    return [
        Revision(step.revision, step.down_revision, step.doc)
        for step in _script_directory().walk_revisions()
        if step.down_revision is None or isinstance(step.down_revision, str)
    ]


def ensure_current(database: Database) -> None:
    """Migrate `database` to `HEAD` unless it is there.

    Raises `StorageError` where it was made by a newer version of this package, or cannot be opened.
    """
    with _one_at_a_time(database):
        if revision_of(database) != HEAD:
            with database.write() as connection:
                _lock(connection)
                _refuse_newer(_revision(connection))
                _alembic().upgrade(_config(connection), "head")


def revision_of(database: Database) -> str | None:
    """The revision that `database` is at."""
    with database.read() as connection:
        return _revision(connection)


def _change(settings: Settings, step: Callable[[Any], None]) -> str | None:
    from alembic.util import CommandError

    database = open_database(settings)
    try:
        with _one_at_a_time(database), database.write() as connection:
            _lock(connection)
            _refuse_newer(_revision(connection))
            try:
                step(_config(connection))
            except CommandError as problem:
                raise InputError(f"the database cannot be migrated: {problem}") from None
            return _revision(connection)
    finally:
        database.close()


@contextmanager
def _one_at_a_time(database: Database) -> Iterator[None]:
    """On SQLite, keep other processes from opening the same file for the first time.

    Turning a new file to WAL answers "database is locked" at once, whatever the busy timeout, if two try.
    The lock is on the folder, so that no lock file is left beside the database.
    """
    if not database.is_sqlite:
        yield
        return
    path = Path(database.location)
    try:
        folder = os.open(path.parent, os.O_RDONLY)
    except FileNotFoundError:
        # Not made here: a name mistyped, or a volume that is not mounted, would pass for an empty database.
        raise StorageError(
            f"there is no folder {path.parent} for the database: make it, or name another database"
        ) from None
    except OSError as problem:
        raise StorageError(f"the folder of the database cannot be used: {problem.strerror}") from None
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _lock(connection: Connection) -> None:
    """Wait until no other process migrates; on SQLite a write transaction already has the file to itself."""
    if connection.dialect.name == "sqlite":
        return
    version = connection.execute(text("SHOW server_version_num")).scalar_one()
    if int(version) < OLDEST_POSTGRESQL * 10_000:
        raise StorageError(
            f"PostgreSQL {OLDEST_POSTGRESQL} or newer is needed; this is {int(version) // 10_000}"
        )
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found: str | None = connection.execute(
        select(column("version_num")).select_from(table(VERSION_TABLE))
    ).scalar()
    return found


def _refuse_newer(revision: str | None) -> None:
    known = [step.revision for step in history()]
    if revision is not None and revision not in known:
        raise StorageError(
            f"the database was made by a newer version of this program: its schema is {revision}, "
            f"and this one knows none beyond {known[0]}. Install that version again, or restore a backup.",
            revision=revision,
            newest_known=known[0],
        )


# Alembic is imported where it is used: it takes 0.2 s, and a database already current does not need it.


def _alembic() -> Any:
    from alembic import command

    return command


def _config(connection: Connection | None = None) -> Any:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def _script_directory() -> Any:
    from alembic.script import ScriptDirectory

    return ScriptDirectory.from_config(_config())
