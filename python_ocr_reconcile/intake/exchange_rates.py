"""A table of exchange rates from a file: CSV of date, from, to, rate; or as the European Central Bank has it.

The bank's shape (``Date,USD,JPY,...,``) states what one euro is worth in each currency, a day a line, ``N/A``
where a currency had no rate. Any line that is not understood refuses the file: a rate is never guessed.
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from python_ocr_reconcile.config import DOCUMENT_LIMITS
from python_ocr_reconcile.dates import date_readings
from python_ocr_reconcile.errors import RatesError
from python_ocr_reconcile.intake.encodings import encoding_of
from python_ocr_reconcile.models.rates import ExchangeRates, series_of

EURO = "EUR"
_PAIRS = ("date", "from", "to", "rate")
_CODE = re.compile(r"[A-Z]{3}")
_RATE = re.compile(r"\d{1,15}(?:\.\d{1,15})?", re.ASCII)
_NONE = frozenset({"", "N/A", "n/a", "-"})
_DELIMITERS = ",;\t"

Stated = tuple[int, date, str, str, Decimal]
"""Line of the file, day, one unit of which currency, is worth so much of which, how much."""


def exchange_rates(data: bytes, name: str) -> ExchangeRates:
    """The table in `data`, the bytes of a file called `name`.

    Raises `RatesError` with ``line`` (1-based) in its details where it is about one line.
    """
    lines, delimiter = _lines(data)
    heading = [cell.strip() for cell in lines[0]]
    folded = [cell.casefold() for cell in heading]
    if set(_PAIRS) <= set(folded):
        stated = _pairs(lines[1:], [folded.index(column) for column in _PAIRS], delimiter)
        pivot = None
    elif folded[0] == "date" and all(_CODE.fullmatch(cell) for cell in heading[1:] if cell):
        stated = _against_the_euro(lines[1:], heading, delimiter)
        pivot = EURO
    else:
        raise RatesError("The first line is neither date,from,to,rate nor Date and currency codes.", line=1)
    known = _each_once(stated)
    if not known:
        raise RatesError("There is no rate in the file.")
    return ExchangeRates(
        name=name,
        table_hash=hashlib.sha256(data).hexdigest(),
        pivot=pivot or _pivot(known),
        series=series_of((day, base, quote, rate) for (day, base, quote), (_, rate) in known.items()),
    )


def _lines(data: bytes) -> tuple[list[list[str]], str]:
    """Every line as cells, blank ones at the end left out, and what separates the cells."""
    encoding = encoding_of(data)
    if encoding is None:
        raise RatesError("The file is not text; a table of rates is CSV.")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        raise RatesError(f"The file is cut off, or is not the {encoding.upper()} it begins as.") from None
    first = text.lstrip("\n\r").partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    try:
        lines = list(csv.reader(text.splitlines(), delimiter=delimiter, strict=True))
    except csv.Error as problem:
        raise RatesError(f"The file is not CSV: {problem}.") from None
    while lines and not any(cell.strip() for cell in lines[-1]):
        lines.pop()
    if not lines or not lines[0]:
        raise RatesError("The file is empty, or its first line is.")
    return lines, delimiter


def _pairs(lines: Sequence[Sequence[str]], columns: Sequence[int], delimiter: str) -> Iterator[Stated]:
    for number, cells in enumerate(lines, 2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) <= max(columns):
            raise RatesError(f"Line {number} has {len(cells)} cells, too few.", line=number)
        day, base, quote, rate = (cells[column].strip() for column in columns)
        base, quote = _currency(base, number), _currency(quote, number)
        if base == quote:
            raise RatesError(f"Line {number}: {base} has no rate against itself.", line=number)
        yield number, _day(day, number), base, quote, _rate(rate, number, delimiter)


def _against_the_euro(
    lines: Sequence[Sequence[str]], heading: Sequence[str], delimiter: str
) -> Iterator[Stated]:
    for number, cells in enumerate(lines, 2):
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) > len(heading) and any(cell.strip() for cell in cells[len(heading) :]):
            raise RatesError(f"Line {number} has more cells than the first line.", line=number)
        day = _day(cells[0].strip(), number)
        for currency, cell in zip(heading[1:], cells[1:], strict=False):
            rate = cell.strip()
            if rate not in _NONE and currency not in ("", EURO):
                yield number, day, EURO, currency, _rate(rate, number, delimiter)


def _each_once(stated: Iterator[Stated]) -> dict[tuple[date, str, str], tuple[int, Decimal]]:
    known: dict[tuple[date, str, str], tuple[int, Decimal]] = {}
    for number, day, base, quote, rate in stated:
        before = known.setdefault((day, base, quote), (number, rate))
        if before[1] != rate:
            raise RatesError(
                f"Lines {before[0]} and {number} state two rates from {base} to {quote} on {day}.",
                line=number,
            )
        if len(known) > DOCUMENT_LIMITS.rates:
            raise RatesError(f"The file has more than {DOCUMENT_LIMITS.rates:,} rates.", line=number)
    return known


def _pivot(known: dict[tuple[date, str, str], tuple[int, Decimal]]) -> str | None:
    """The one currency that every rate is from or to; the euro where there are two: a table of one pair."""
    pairs = {frozenset((base, quote)) for _, base, quote in known}
    shared = frozenset.intersection(*pairs)
    return EURO if EURO in shared else min(shared, default=None)


def _currency(text: str, number: int) -> str:
    code = text.upper()
    if not _CODE.fullmatch(code):
        raise RatesError(f"Line {number}: a currency is three letters (ISO 4217).", line=number)
    return code


def _day(text: str, number: int) -> date:
    days = {reading.value for reading in date_readings(text)} - {None}
    if len(days) != 1:
        raise RatesError(f"Line {number}: the date is not one day; write it as 2024-05-31.", line=number)
    (day,) = days
    assert day is not None  # noqa: S101 - for the type checker
    return day


def _rate(text: str, number: int, delimiter: str) -> Decimal:
    # A decimal comma is safe only where commas do not separate cells.
    digits = text if delimiter == "," else text.replace(",", ".")
    if not _RATE.fullmatch(digits) or not Decimal(digits):
        raise RatesError(f"Line {number}: a rate is a number above zero, without grouping.", line=number)
    return Decimal(digits)
