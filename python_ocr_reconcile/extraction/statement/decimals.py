"""The decimal mark of a statement and how many decimals its money has."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from operator import add

from python_ocr_reconcile.models.page import Word
from python_ocr_reconcile.money import DecimalMark

_HAS_DIGIT = re.compile(r"\d")
_NO_DIGIT = re.compile(r"\D")
_LAST_MARK = re.compile(r"[.,](?=\d{2}\D*$)")
_DATE = re.compile(r"^\d{1,4}[./-]\d{1,2}[./-]\d{2,4}\.?,?$")
_MARK_VOTE = re.compile(r"^[^\w]*\d[\d.,'’]*?([.,])(\d{2})[^\w]{0,2}$")
_GROUP_VOTE = re.compile(r"^[^\w]*\d{1,3}(?:([.,'’])\d{3})+[^\w]{0,2}$")


@dataclass(frozen=True, slots=True)
class MarkVotes:
    """What the figures of some pages say of the decimal mark; those of all pages decide."""

    points: int = 0
    commas: int = 0
    """Votes for either as the decimal mark."""
    grouped_by_points: int = 0
    grouped_by_commas: int = 0
    """Whole amounts in thousands."""
    pointed: int = 0
    """Amounts with decimals."""

    def __add__(self, other: MarkVotes) -> MarkVotes:
        return MarkVotes(*map(add, astuple(self), astuple(other)))

    @property
    def mark(self) -> tuple[DecimalMark, int]:
        """The decimal mark, and how many decimals money has."""
        whole = self.grouped_by_points + self.grouped_by_commas
        if whole and self.pointed < 0.4 * whole:  # yen and the like; foreign amounts in texts have decimals
            return ("." if self.grouped_by_commas >= self.grouped_by_points else ","), 0
        return ("," if self.commas > self.points else "."), 2


def mark_votes(words: Iterable[Word]) -> MarkVotes:
    """The votes of the figures among `words`."""
    votes = {".": 0, ",": 0}
    groups = {".": 0, ",": 0}
    pointed = 0
    for word in words:
        text = word.text
        if not _HAS_DIGIT.search(text) or _DATE.match(text):
            continue
        found = _MARK_VOTE.match(text)
        if found:
            # A date such as 12.03 votes too; grouped figures such as 1.234,56 cannot be one.
            other = "," if found[1] == "." else "."
            votes[found[1]] += 3 if other in text else 1 if _not_a_date(text) else 0
            pointed += 1 if _not_a_date(text) or other in text else 0
            continue
        group = _GROUP_VOTE.match(text)
        if group:
            groups[group[1] if group[1] in ".," else "."] += 1
    return MarkVotes(votes["."], votes[","], groups["."], groups[","], pointed)


def _not_a_date(text: str) -> bool:
    whole, part = _LAST_MARK.split(text, maxsplit=1)[0], _NO_DIGIT.sub("", text)[-2:]
    digits = _NO_DIGIT.sub("", whole)
    return not (
        len(digits) <= 2 and 1 <= int(digits or "0") <= 31 and 1 <= int(part) <= 12 and "," not in text
    )
