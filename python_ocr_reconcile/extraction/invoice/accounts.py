"""The account to pay to: an IBAN whose check digits hold, as printed or with the slips of OCR turned back."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from schwifty import IBAN
from schwifty.exceptions import SchwiftyException
from stdnum import iban as iban_number
from stdnum import numdb

from python_ocr_reconcile.extraction.invoice.found import Found, found_in
from python_ocr_reconcile.extraction.invoice.row import Row
from python_ocr_reconcile.extraction.invoice.slips import LETTERS_AS_DIGITS, digits_like

# Countries whose account numbers carry check digits of their own, over bank and account. Two checks that
# agree leave one reading; the two digits of the IBAN alone let one wrong number in 97 pass, and there are
# dozens of ways to misread one digit.
_CHECKED_TWICE = frozenset(["BE", "ES", "FI", "FR", "IT", "MC", "NO", "PT", "SM"])
_AS_LETTERS = str.maketrans("01285", "OIZBS")
_BEGIN = re.compile(r"^[A-Z]{2}[0-9OoQDIlZSB]{2}[A-Z0-9]*$", re.IGNORECASE)
_PART = re.compile(r"^[A-Z0-9]{1,34}$", re.IGNORECASE)


def find_iban(rows: Sequence[Row]) -> Found | None:
    """The first account number whose check digits hold; else one that had to be mended."""
    mended: Found | None = None
    for row in rows:
        for start, end, text in _runs(row):
            if iban_number.is_valid(text, check_country=False):
                return found_in(row.line, start, end, text, "checksum", 0.0)
            if row.noisy and mended is None:
                value = _mended(text)
                mended = found_in(row.line, start, end, value, "repaired", 0.2) if value else None
    return mended


def _runs(row: Row) -> Iterator[tuple[int, int, str]]:
    """Every run of words as long as an IBAN of the country that it begins with: (start, end, text)."""
    words = [w.text.strip(":,;.()|·-").removeprefix("IBAN").strip(":") for w in row.line.words]
    for start, word in enumerate(words):
        if not _BEGIN.match(word):
            continue
        length = _length(word[:2].upper())
        text = ""
        for end in range(start, min(start + 12, len(words))):
            if not length or not _PART.match(words[end]):
                break
            text += words[end].upper()
            if len(text) >= length:
                if len(text) == length:
                    yield start, end + 1, text
                break


@cache
def _structure(country: str) -> str:
    """The class of each character of an account number in `country`: "n" digit, "a" letter, "c" either."""
    _, facts = numdb.get("iban").info(country)[0]
    return "".join(kind * int(count) for count, kind in re.findall(r"(\d+)!([nac])", facts.get("bban", "")))


def _length(country: str) -> int:
    structure = _structure(country)
    return len(structure) + 4 if structure else 0


def _mended(text: str) -> str | None:
    """The one valid account number that `text` may be a misreading of, ``None`` where there is not one."""
    classes = "aann" + _structure(text[:2])
    plain = "".join(
        c.translate(LETTERS_AS_DIGITS) if kind == "n" else c.translate(_AS_LETTERS) if kind == "a" else c
        for c, kind in zip(text, classes, strict=True)
    )
    if iban_number.is_valid(plain, check_country=False):
        return plain
    if plain[:2] not in _CHECKED_TWICE:
        return None
    near = {
        plain[:i] + other + plain[i + 1 :]
        for i, char in enumerate(plain)
        if char.isdigit()
        for other in digits_like(char)
    }
    left = [n for n in near if iban_number.is_valid(n, check_country=False) and _holds_twice(n)]
    return left[0] if len(left) == 1 else None


def _holds_twice(number: str) -> bool:
    try:
        IBAN(number, validate_bban=True)
    except SchwiftyException:
        return False
    return True
