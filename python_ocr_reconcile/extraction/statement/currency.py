"""What currency an account is held in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from python_ocr_reconcile.extraction.locale import currencies_of_places
from python_ocr_reconcile.extraction.statement.figures import CURRENCY_CODES
from python_ocr_reconcile.extraction.statement.lines import PrintedLine
from python_ocr_reconcile.money import CURRENCY_SYMBOLS

_CURRENCY_IN_WORD = re.compile(r"[€£₹¥₩₺₽₫₪₦₱฿₴]|(?:US|A|C|CA|S|HK|NZ|R)\$|\$")


_ENOUGH = 1000
"""Lines that tell by the places in them where nothing around the table does."""


def currency_of(lines: Sequence[PrintedLine], table_lines: frozenset[int]) -> str | None:
    """The currency named around the rows of the table, else in them, else that of the country.

    What a table converts from ("USD 31.20 at 1.0812") may be named there more often than what it holds.
    """
    rows = [
        line.index
        for line in lines
        if line.index in table_lines and line.dates and line.figures and not line.labels
    ]
    around = [line for line in lines if not rows or not rows[0] <= line.index <= rows[-1]]
    return _named(around) or _named(lines) or _of_country(around) or _of_country(lines[:_ENOUGH])


def _named(lines: Sequence[PrintedLine]) -> str | None:
    """The currency named most often: by code, or by a symbol that only one currency has."""
    votes: Counter[str] = Counter()
    for line in lines:
        for word in line.words:
            text = word.text.strip("():,.;")
            if text in CURRENCY_CODES:
                votes[text] += 2
            elif text in CURRENCY_SYMBOLS:
                votes[CURRENCY_SYMBOLS[text]] += 1
            elif len(text) <= 16 and (symbol := _CURRENCY_IN_WORD.search(text)):
                code = CURRENCY_SYMBOLS.get(symbol[0])
                if code:
                    votes[code] += 1
                elif symbol[0] == "$":
                    votes["USD"] += 1
            elif text.lower() in ("euro", "euros"):
                votes["EUR"] += 1
    return votes.most_common(1)[0][0] if votes else None


def _of_country(lines: Sequence[PrintedLine]) -> str | None:
    """The currency of the country that an account or an address tells."""
    votes = Counter(code for line in lines for code in currencies_of_places(line.line.text))
    return votes.most_common(1)[0][0] if votes else None
