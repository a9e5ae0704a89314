"""Amounts as files write them: the decimal mark by vote over all of them, never by one alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from python_ocr_reconcile.money import DecimalMark, parse_amount

_SPACES = re.compile(r"[\s\u00a0\u202f\u2007]+")
_TWO_PLACES = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class MarkVote:
    """The decimal mark of a file, and whether anything in it settles that."""

    mark: DecimalMark
    sure: bool


def decimal_mark(texts: Iterable[str], likely: DecimalMark = ".") -> MarkVote:
    """The decimal mark under which `texts` were written; `likely` where none of them tells.

    Both marks in one figure, a mark before one or two digits, and a mark that comes twice settle it. A single
    mark before three digits is taken for thousands, and is no proof: 1.234 may have three decimals.
    """
    firm: Counter[DecimalMark] = Counter()
    loose: Counter[DecimalMark] = Counter()
    for text in texts:
        digits = re.sub(r"[^\d.,]", "", text).strip(".,")
        dots, commas = digits.count("."), digits.count(",")
        if not dots and not commas:
            continue
        last: DecimalMark = "." if digits.rfind(".") > digits.rfind(",") else ","
        other: DecimalMark = "," if last == "." else "."
        if dots and commas:
            firm[last] += 1
        elif dots + commas > 1:
            firm[other] += 1
        elif len(digits) - digits.rfind(last) - 1 == 3:
            loose[other] += 1
        else:
            firm[last] += 1
    if firm:
        mark, votes = firm.most_common(1)[0]
        return MarkVote(mark, sure=votes == sum(firm.values()))
    if loose:
        return MarkVote(loose.most_common(1)[0][0], sure=False)
    return MarkVote(likely, sure=True)


def amount(text: str, mark: DecimalMark) -> Decimal | None:
    """The amount of `text`, its sign kept even at zero; ``None`` where it is none.

    At least two decimals where a mark is written, as the other formats write them.
    """
    bare = _SPACES.sub(" ", text).strip()
    if bare.startswith((".", ",", "-.", "-,")):  # ".50" is what some programs write of half a unit
        bare = re.sub(r"^(-?)", r"\g<1>0", bare, count=1)
    bare = bare.rstrip(".,") if bare[-2:-1].isdigit() else bare
    read = parse_amount(bare, mark)
    if read is None:
        return None
    value = read.value
    if value == 0 and re.match(r"^\W*[-\u2212]", bare):
        value = value.copy_abs().copy_negate()
    exponent = value.as_tuple().exponent
    return value.quantize(_TWO_PLACES) if exponent == -1 else value
