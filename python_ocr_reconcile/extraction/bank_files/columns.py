"""Which column of a table holds what: by its heading, and by its cells where a heading means two things."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from python_ocr_reconcile.extraction.bank_files.calendar import day_of
from python_ocr_reconcile.extraction.bank_files.currencies import is_currency
from python_ocr_reconcile.extraction.bank_files.grid import Cell, Row, text_of
from python_ocr_reconcile.extraction.lexicon import fold
from python_ocr_reconcile.money import parse_amount

_BRACKETED = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_DATES = ("date", "made", "value_date")
_MONEY = ("amount", "debit", "credit", "balance")
_TOLD = 0.8
"""Share of the cells of a column that must be what its heading says; the rest may be of a trailer."""
_SAMPLED = 400


@cache
def _table() -> dict[str, Any]:
    path = files("python_ocr_reconcile").joinpath("lexicon/bank_columns.toml")
    return tomllib.loads(path.read_text("utf-8"))


def plain(text: str) -> str:
    """A heading, label or mark as it is compared."""
    return fold(text).replace("#", " ").strip()


@cache
def _headings() -> dict[str, list[tuple[str, str]]]:
    """Plain heading to its roles, each with its language."""
    found: dict[str, list[tuple[str, str]]] = {}
    for role, by_language in _table()["columns"].items():
        for language, names in by_language.items():
            for name in names:
                found.setdefault(plain(name), []).append((role, language))
    return found


@cache
def marks(kind: str) -> frozenset[str]:
    """The plain words of ``[marks.KIND]`` in every language."""
    return frozenset(mark_of(word) for words in _table()["marks"][kind].values() for word in words)


def mark_of(text: str) -> str:
    """A mark as it is compared: ``+`` and ``-`` stay what they are."""
    return plain(text) or text.strip()


@cache
def labels(kind: str) -> tuple[str, ...]:
    """The plain words of ``[labels.KIND]`` in every language, the longest first."""
    words = {plain(word) for words in _table()["labels"][kind].values() for word in words}
    return tuple(sorted(words, key=len, reverse=True))


@lru_cache(maxsize=4096)
def roles_of(heading: str) -> tuple[tuple[str, str], ...]:
    """What `heading` may be, each role with its language; currencies and brackets in it do not matter."""
    bare = plain(_BRACKETED.sub(" ", heading))
    words = [word for word in bare.split() if not is_currency(word.upper()) and word != "euros"]
    while words and words[-1] in ("in", "en", "a"):
        words.pop()
    tries = (plain(heading), bare, " ".join(words), " ".join(words).rstrip("0123456789 "))
    found = next((_headings()[t] for t in tries if t in _headings()), None)
    return tuple(found if found is not None else _text_in(words))


def _text_in(words: Sequence[str]) -> list[tuple[str, str]]:
    """A heading that has one for text among its words; figures are never told by a part of a heading."""
    for word in words:
        texts = [found for found in _headings().get(word, []) if found[0] == "description"]
        if texts:
            return texts
    return []


@dataclass(slots=True)
class Columns:
    """The columns of one table by role; of some roles there may be several."""

    by_role: dict[str, list[int]] = field(default_factory=dict)
    names: list[str] = field(default_factory=list)
    languages: Counter[str] = field(default_factory=Counter)

    def one(self, role: str) -> int | None:
        """The first column of `role`."""
        found = self.by_role.get(role)
        return found[0] if found else None

    def name(self, column: int) -> str:
        """Its heading, or its number where it has none."""
        named = self.names[column] if column < len(self.names) else ""
        return named or f"column {column + 1}"


def is_heading(row: Row) -> bool:
    """Whether `row` heads a table: a date and an amount are among its headings."""
    roles = [{role for role, _ in roles_of(text_of(cell))} for cell in row.cells]
    named = [found for found in roles if found]
    dated = any(found & set(_DATES) for found in roles)
    moneyed = any(found & set(_MONEY) for found in roles)
    return dated and moneyed and len(named) >= 2 and not any(_is_figure(cell) for cell in row.cells)


def _is_figure(cell: Cell) -> bool:
    return not isinstance(cell, str) or bool(re.fullmatch(r"[-+]?\d[\d.,' ]*\d", cell.strip()))


def columns_of(heading: Row, body: Sequence[Row]) -> Columns:
    """The columns under `heading`, as what is in them bears out."""
    found = Columns(names=[text_of(cell).strip() for cell in heading.cells])
    taken: set[str] = set()
    # A row of the trailer says nothing of a column: it has a label and a figure, and no third cell.
    wide = sum(bool(name) for name in found.names)
    sample = [row for row in body[:_SAMPLED] if _filled(row) == wide or _filled(row) >= max(3, wide / 2)]
    for column, name in enumerate(found.names):
        for role, language in sorted(roles_of(name), key=lambda found: found[0] == "description"):
            if role in taken and role not in ("description", "reference", "counterparty_name"):
                continue
            if not _bears_out(role, column, sample):
                continue
            found.by_role.setdefault(role, []).append(column)
            found.languages[language] += 1
            taken.add(role)
            break
    _add_unnamed_flag(found, sample)
    _tell_whose_account(found, sample)
    return found


def _add_unnamed_flag(found: Columns, body: Sequence[Row]) -> None:
    """Marks of debit and credit right of the amount may stand under no heading at all."""
    amount = found.one("amount")
    if amount is None or "flag" in found.by_role or any(amount + 1 in c for c in found.by_role.values()):
        return
    cells = [text_of(row.cells[amount + 1]) for row in body if amount + 1 < len(row.cells)]
    known = marks("debit") | marks("credit")
    if cells and len(cells) == len(body) and all(mark_of(cell) in known for cell in cells):
        found.by_role["flag"] = [amount + 1]


def _tell_whose_account(found: Columns, body: Sequence[Row]) -> None:
    """An account behind the name of the other party is that party's; so is one that some rows leave out."""
    column, name = found.one("account"), found.one("counterparty_name")
    if column is None or name is None or "counterparty_account" in found.by_role:
        return
    cells = [text_of(row.cells[column]).strip() for row in body if column < len(row.cells)]
    if "" in cells or column > name:
        found.by_role["counterparty_account"] = found.by_role.pop("account")


def _filled(row: Row) -> int:
    return sum(bool(text_of(cell).strip()) for cell in row.cells)


def _bears_out(role: str, column: int, body: Sequence[Row]) -> bool:
    """Whether the cells of `column` can be what `role` says."""
    cells = [
        row.cells[column] for row in body if column < len(row.cells) and text_of(row.cells[column]).strip()
    ]
    if role in _DATES:
        cells = [cell for cell in cells if mark_of(text_of(cell)) not in marks("pending")]
    if not cells:
        return role != "flag"
    test = {
        **dict.fromkeys(_DATES, _is_date),
        **dict.fromkeys(_MONEY, _is_amount),
        "currency": lambda cell: is_currency(text_of(cell).strip().upper()),
        "flag": lambda cell: mark_of(text_of(cell)) in marks("debit") | marks("credit"),
        "account": lambda cell: sum(c.isdigit() for c in text_of(cell)) >= 4,
        "counterparty_account": lambda cell: any(c.isdigit() for c in text_of(cell)),
    }.get(role)
    if test is None:
        return True
    return sum(map(test, cells)) >= max(1, min(_TOLD * len(cells), len(cells) - 1))


def _is_date(cell: Cell) -> bool:
    if isinstance(cell, str):
        return any(day_of(cell, order) for order in ("dmy", "mdy", "ymd"))
    return text_of(cell).count("-") == 2


def _is_amount(cell: Cell) -> bool:
    if isinstance(cell, str):
        text = " ".join(cell.split())
        return parse_amount(text, ".") is not None or parse_amount(text, ",") is not None
    return text_of(cell).count("-") < 2
