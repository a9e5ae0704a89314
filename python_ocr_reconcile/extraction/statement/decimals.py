"""The decimal mark of a statement and how many decimals its money has."""

from __future__ import annotations

import re
from collections.abc import Sequence

from python_ocr_reconcile.models.page import Word
from python_ocr_reconcile.money import DecimalMark

_HAS_DIGIT = re.compile(r"\d")
_NO_DIGIT = re.compile(r"\D")
_LAST_MARK = re.compile(r"[.,](?=\d{2}\D*$)")
_DATE = re.compile(r"^\d{1,4}[./-]\d{1,2}[./-]\d{2,4}\.?,?$")
_MARK_VOTE = re.compile(r"^[^\w]*\d[\d.,'’]*?([.,])(\d{2})[^\w]{0,2}$")
_GROUP_VOTE = re.compile(r"^[^\w]*\d{1,3}(?:([.,'’])\d{3})+[^\w]{0,2}$")


def decimal_mark(words: Sequence[Word]) -> tuple[DecimalMark, int]:
    """The decimal mark of the document and how many decimals its money has, by vote of its figures."""
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
    mark: DecimalMark = "," if votes[","] > votes["."] else "."
    whole = groups["."] + groups[","]
    if whole and pointed < 0.4 * whole:  # yen and the like; foreign amounts in descriptions have decimals
        return ("." if groups[","] >= groups["."] else ","), 0
    return mark, 2


def _not_a_date(text: str) -> bool:
    whole, part = _LAST_MARK.split(text, maxsplit=1)[0], _NO_DIGIT.sub("", text)[-2:]
    digits = _NO_DIGIT.sub("", whole)
    return not (
        len(digits) <= 2 and 1 <= int(digits or "0") <= 31 and 1 <= int(part) <= 12 and "," not in text
    )
