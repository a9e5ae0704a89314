"""Uploads by a part of a text: a word that few hold is found once, and a list then asks for those rows alone.

A list in some order walks its index until a page is full. For a word that many hold that is soon; for a rare
one it would walk over every row. So the rows are looked for first, and where they are few they are named.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import ColumnElement, Connection, Table, and_, or_, select

from python_ocr_reconcile.storage.tables import SEARCHED

FEW = 1_000
"""Rows that are named in a statement; of so many in 100,000 a page of a list is soon full."""
Wanted = Mapping[str, str]
"""``search``: part of any text of an upload; ``vendor``: part of a vendor's name."""


def holding(connection: Connection, kind: str, wanted: Wanted) -> list[ColumnElement[bool]]:
    """The conditions of `wanted` on the table of `kind`, case aside; ``%`` and ``_`` stand for themselves."""
    table, searched = SEARCHED[kind]
    columns = {"search": searched, "vendor": ("vendors",)}
    is_sqlite = connection.dialect.name == "sqlite"
    return [
        or_(*(_holds(table.c[name], text, is_sqlite=is_sqlite) for name in columns[which]))
        for which, text in wanted.items()
    ]


def few_holding(
    connection: Connection, kind: str, wanted: Wanted, own: Iterable[ColumnElement[bool]]
) -> Sequence[int] | None:
    """The keys of the rows of `kind` that `wanted` asks for; ``None`` where they are many."""
    table: Table = SEARCHED[kind][0]
    here = select(table.c.id).where(*own, *holding(connection, kind, wanted)).limit(FEW + 1)
    found = connection.execute(here).scalars().all()
    return None if len(found) > FEW else found


def _holds(column: ColumnElement[str], text: str, *, is_sqlite: bool) -> ColumnElement[bool]:
    """On SQLite by its own LIKE, which knows the case of ASCII: to call `lower` for each row takes long.

    Where `text` has other letters, LIKE leaves them open, and `lower` is called for what then is left.
    """
    if not is_sqlite:
        return column.icontains(text, autoescape=True)
    known = re.sub(r"([%_/])", r"/\1", text)
    like = column.like("%" + re.sub(r"[^\x00-\x7f]+", "%", known) + "%", escape="/")
    return like if text.isascii() else and_(like, column.icontains(text, autoescape=True))
