"""A large CAMT message as two, for two processes to read at once, and what they read as one again.

Each half is a whole message: the head, its share of the statements or entries, and the tail. What the other
half has leaves its line ends behind, so that every line keeps its number.
"""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

from python_ocr_reconcile.extraction.bank_files.camt import agreed_currency
from python_ocr_reconcile.extraction.bank_files.entries import BankFile

M = TypeVar("M")

LARGE_BYTES = 4 << 20
"""Some 7,000 entries: half a second, which is what another process takes to start."""
MOST_LINES = 5_000_000
"""That one half may leave to the other as line ends: a parser takes 10 MB of white space at once."""
HEAD_BYTES = 1 << 16
"""Within which the first statement begins."""
_HIDING = (b"<!--", b"<![CDATA[", b"<!DOCTYPE")
"""Where there is one of these, what looks like the end of an entry may be text."""
_STATEMENT = re.compile(rb"<((?:[\w.-]+:)?)(Stmt|Rpt|Ntfctn)[\s>]")
_LEAST_SHARE = 0.25
"""Of the file, for either half."""


class Cut(StrEnum):
    """Where a message was divided."""

    NOT = "not"
    BETWEEN_STATEMENTS = "between"
    IN_A_STATEMENT = "within"


class Halves(NamedTuple, Generic[M]):
    """A message in two."""

    cut: Cut
    messages: tuple[M, ...]
    """One where it is not cut."""


def halves(data: bytes) -> Halves[bytes]:
    """`data`, cut near its middle: between two statements, or between two entries of the only one.

    Not cut where it is small, or where it is not plain enough to know where an entry ends.
    """
    whole = Halves(Cut.NOT, (data,))
    found = _STATEMENT.search(data, 0, HEAD_BYTES)
    if len(data) < LARGE_BYTES or found is None or any(sign in data for sign in _HIDING):
        return whole
    prefix, name = found.groups()
    if messages := _divided(data, prefix + name):
        return Halves(Cut.BETWEEN_STATEMENTS, messages)
    end = b"</" + prefix + name
    if data.find(end) == data.rfind(end) and (messages := _divided(data, prefix + b"Ntry")):
        return Halves(Cut.IN_A_STATEMENT, messages)
    return whole


def joined(cut: Cut, parts: list[BankFile]) -> BankFile | None:
    """What the halves of a message say, as if it had been read whole; ``None`` where they do not fit."""
    first, *rest = parts
    for other in rest:
        if cut is Cut.IN_A_STATEMENT:
            if len(first.statements) != 1 or len(other.statements) != 1:
                return None
            (statement,), (more,) = first.statements, other.statements
            statement.entries.extend(more.entries)
            statement.currency = agreed_currency(statement)
        else:
            first.statements.extend(other.statements)
    return first


def _divided(data: bytes, name: bytes) -> tuple[bytes, bytes] | None:
    """`data` in two, between two neighbours that are named `name`."""
    tag, closing = re.escape(name), b"</" + name + b">"
    between = re.compile(b"(</" + tag + rb">)\s*<" + tag + rb"[\s>]")
    neighbours = between.search(data, len(data) // 2)
    first = re.search(b"<" + tag + rb"[\s>]", data)
    if neighbours is None or first is None or neighbours.end() > (1 - _LEAST_SHARE) * len(data):
        return None
    begin, cut, end = first.start(), neighbours.end(1), data.rindex(closing) + len(closing)
    lines = data.count(b"\n", begin, cut), data.count(b"\n", cut, end)
    if max(lines) > MOST_LINES:
        return None
    return (
        data[:cut] + b"\n" * lines[1] + data[end:],
        data[:begin] + b"\n" * lines[0] + data[cut:],
    )
