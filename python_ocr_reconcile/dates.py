"""Dates as they are printed, and the clock: timezone-aware UTC, nothing naive.

A printed date may have several readings (03/04/2024). `date_readings` gives all of them; the document's
date order, found by vote, chooses one through `parse_date`.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from importlib.resources import files
from typing import Literal

DateOrder = Literal["dmy", "mdy", "ymd"]


def now() -> datetime:
    """The present moment, UTC, to the millisecond."""
    moment = datetime.now(UTC)
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)


def timestamp(moment: datetime) -> str:
    """`moment` as ISO 8601 in UTC with milliseconds: ``2024-05-31T08:15:00.000Z``."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class DateReading:
    """One way to read a printed date."""

    day: int
    month: int
    year: int | None
    """``None`` where only day and month are printed; `on` places it in a year."""
    order: DateOrder
    certain: bool
    """True where what is printed settles the order: a month name, the year first, a day above 12."""

    def on(self, year: int) -> date | None:
        """The date in `year`, ``None`` if there is no such day (29 February)."""
        try:
            return date(year, self.month, self.day)
        except ValueError:
            return None

    @property
    def value(self) -> date | None:
        """The date, ``None`` without a year or where the day does not exist."""
        return None if self.year is None else self.on(self.year)


@cache
def month_names() -> dict[str, int]:
    """Every month name and short form of the lexicon, folded, to its number."""
    table = tomllib.loads(files("python_ocr_reconcile").joinpath("lexicon/months.toml").read_text("utf-8"))
    return {
        name: number for months in table.values() for number, names in enumerate(months, 1) for name in names
    }


@lru_cache(maxsize=16_384)
def fold_month(text: str) -> int | None:
    """The number of the month that `text` names, accents, case and full stops aside."""
    bare = unicodedata.normalize("NFKD", text.casefold().rstrip("."))
    return month_names().get("".join(c for c in bare if not unicodedata.combining(c)))


_SEP = r"\s*[./\-–]\s*|\s+"
_NUMERIC = re.compile(rf"^(\d{{1,4}})(?:{_SEP})(\d{{1,2}})(?:(?:{_SEP})(\d{{2,4}}))?\.?$")
_SOLID = re.compile(r"^(19|20)\d{2}(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])$")
_TIME = re.compile(
    r"[T ](?:[01]?\d|2[0-3])[:.h][0-5]\d(?::[0-5]\d)?(?:\.\d+)?\s*(?:Z|[AaPp]\.?[Mm]\.?|[+-]\d{2}:?\d{2})?$"
)
_NAME = re.compile(r"[^\W\d_]{3}")
_WEEKDAY = re.compile(r"^[^\W\d_]{2,12}\.?,?\s+(?=\d)")
_DAY_NAME = re.compile(
    r"^(\d{1,2})(?:st|nd|rd|th|er|º|°|\.)?(?:[\s./\-–,]|de\b|del\b|of\b)*([^\W\d_]{3,12})\.?(?:[\s./\-–,']|de\b|del\b|of\b)*(\d{4}|\d{2})?$",
    re.IGNORECASE,
)
_NAME_DAY = re.compile(
    r"^([^\W\d_]{3,12})\.?[\s./\-–]*(\d{1,2})(?:st|nd|rd|th)?(?:[\s./\-–,']+(\d{4}|\d{2}))?$", re.IGNORECASE
)
_YEAR_NAME_DAY = re.compile(r"^(\d{4})[\s./\-–]+([^\W\d_]{3,12})\.?[\s./\-–]+(\d{1,2})$")


def _year(text: str | None) -> int | None:
    if text is None:
        return None
    # Two digits: 1970 to 2069, as POSIX strptime does, with the pivot moved for archives of this century.
    return int(text) if len(text) == 4 else 2000 + int(text) if int(text) < 70 else 1900 + int(text)


def _reading(
    year: int | None, month: int, day: int, order: DateOrder, *, certain: bool
) -> DateReading | None:
    if not (1 <= month <= 12 and 1 <= day <= 31) or (year is not None and not 1900 <= year <= 2199):
        return None
    found = DateReading(day, month, year, order, certain)
    return found if found.on(year if year is not None else 2024) else None


def date_readings(text: str) -> list[DateReading]:
    """Every way to read `text` as one date, empty if it is none.

    >>> [r.order for r in date_readings("03/04/2024")]
    ['dmy', 'mdy']
    >>> date_readings("31. März 2024")[0].value
    datetime.date(2024, 3, 31)
    """
    return list(_date_readings(text))


@lru_cache(maxsize=16_384)
def _date_readings(text: str) -> tuple[DateReading, ...]:
    text = _TIME.sub("", " ".join(text.split()).strip(" ,;:"))
    if _SOLID.match(text):
        found = [_reading(int(text[:4]), int(text[4:6]), int(text[6:]), "ymd", certain=True)]
    elif numeric := _NUMERIC.match(text):
        found = _numeric(numeric[1], numeric[2], numeric[3])
    elif _NAME.search(text):
        found = _named(text) or _named(_WEEKDAY.sub("", text))
    else:
        found = []
    return tuple(reading for reading in found if reading is not None)


def _numeric(a: str, b: str, c: str | None) -> list[DateReading | None]:
    """Readings of two or three numbers: the year first where it has four digits, else last."""
    if len(a) == 4:
        return [_reading(int(a), int(b), int(c), "ymd", certain=True)] if c and len(c) <= 2 else []
    if len(a) == 3 or (c is not None and len(c) == 3):
        return []
    found = [
        _reading(_year(c), int(b), int(a), "dmy", certain=int(a) > 12),
        _reading(_year(c), int(a), int(b), "mdy", certain=int(b) > 12),
    ]
    if c and len(c) == 2 and len(a) == 2:
        found.append(_reading(_year(a), int(b), int(c), "ymd", certain=False))
    return found


def _named(text: str) -> list[DateReading | None]:
    """The reading of a date with the month's name, in a list, which is empty where there is none."""
    if m := _DAY_NAME.match(text):
        year, month, day, order = m[3], m[2], m[1], "dmy"
    elif m := _YEAR_NAME_DAY.match(text):
        year, month, day, order = m[1], m[2], m[3], "ymd"
    elif m := _NAME_DAY.match(text):
        year, month, day, order = m[3], m[1], m[2], "mdy"
    else:
        return []
    number = fold_month(month)
    return [_reading(_year(year), number, int(day), order, certain=True)] if number else []  # type: ignore[arg-type]


def parse_date(text: str, order: DateOrder = "dmy") -> date | None:
    """The date that `text` prints where `order` settles what is open; ``None`` if it is not a full date.

    >>> parse_date("03/04/2024", "mdy")
    datetime.date(2024, 3, 4)
    """
    readings = [r for r in date_readings(text) if r.value]
    best = min(readings, key=lambda r: (not r.certain, r.order != order), default=None)
    return best.value if best else None
