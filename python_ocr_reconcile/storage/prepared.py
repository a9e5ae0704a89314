"""Statements that every request runs, made ready once.

SQLite answers most of them in 2 to 10 us, and SQLAlchemy's way there and back is 20 to 90, much of it while
all other writers wait for the transaction to end. So on SQLite they go to the driver as SQLAlchemy compiled
them, each value through the types of its column; on PostgreSQL, which is further away, SQLAlchemy runs them.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect, Select
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import Delete, Insert, Update

Convert = Callable[[Any], Any] | None
Found = Mapping[str, Any]
"""One row, by the names of its columns."""
NO_VALUES: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class _Bound:
    """One place in a statement where a value goes."""

    name: str
    convert: Convert
    fixed: bool
    """Whether the statement has the value itself."""
    value: Any


@dataclass(frozen=True, slots=True)
class _Compiled:
    text: str
    bounds: Sequence[_Bound]
    names: Sequence[str]
    converts: Sequence[tuple[str, Callable[[Any], Any]]]
    """Of the columns whose values are not what the driver gives."""


class Prepared:
    """One statement; what differs from run to run are its bound values."""

    def __init__(
        self, statement: Select[Any] | Insert | Update | Delete, columns: Sequence[str] | None = None
    ) -> None:
        """`columns` are those that an insert or update without values of its own is given."""
        self.statement = statement
        self._columns = columns
        self._compiled: _Compiled | None = None

    def rows(self, connection: Connection, values: Mapping[str, Any] = NO_VALUES) -> Sequence[Found]:
        """What the statement gives with `values`; it runs in the transaction of `connection`."""
        if connection.dialect.name == "sqlite":
            driver = connection.connection.driver_connection
            assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - tells the type checker
            return self.on_sqlite(driver, connection.dialect, values)
        result = connection.execute(self.statement, values)
        return [dict(row) for row in result.mappings()] if result.returns_rows else []

    def first(self, connection: Connection, values: Mapping[str, Any] = NO_VALUES) -> Found | None:
        """The first of `rows`."""
        rows = self.rows(connection, values)
        return rows[0] if rows else None

    def on_sqlite(
        self, driver: sqlite3.Connection, dialect: Dialect, values: Mapping[str, Any]
    ) -> Sequence[Found]:
        """`rows` by an SQLite connection. Raises what the driver raises, and what the column types raise."""
        compiled = self._compiled
        if compiled is None:
            compiled = self._compiled = _compile(self.statement, self._columns, dialect)
        bound = [
            value if one.convert is None else one.convert(value)
            for one in compiled.bounds
            for value in [one.value if one.fixed else values[one.name]]
        ]
        found = [
            dict(zip(compiled.names, row, strict=True))
            for row in driver.execute(compiled.text, bound).fetchall()
        ]
        for row in found:
            for name, convert in compiled.converts:
                row[name] = convert(row[name])
        return found


def _compile(
    statement: Select[Any] | Insert | Update | Delete, columns: Sequence[str] | None, dialect: Dialect
) -> _Compiled:
    made = statement.compile(dialect=dialect, column_keys=None if columns is None else list(columns))
    assert isinstance(made, SQLCompiler)  # noqa: S101 - tells the type checker
    bounds = []
    for name in made.positiontup or ():
        bind = made.binds[name]
        convert = bind.type.dialect_impl(dialect).bind_processor(dialect)
        bounds.append(_Bound(name, convert, fixed=not bind.required, value=bind.effective_value))
    given = [(str(one.key), one.type) for one in statement.exported_columns]
    converts = [(name, kind.dialect_impl(dialect).result_processor(dialect, None)) for name, kind in given]
    return _Compiled(
        text=str(made),
        bounds=bounds,
        names=[name for name, _ in given],
        converts=[(name, convert) for name, convert in converts if convert is not None],
    )
