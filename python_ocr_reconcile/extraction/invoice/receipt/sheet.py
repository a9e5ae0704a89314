"""Several receipts on one page: laid side by side on the glass, or glued below one another.

The page is cut along gutters and gaps again and again (the XY cut of Nagy and Seth), and a cut stands only
where a whole receipt is left on both sides of it: a shop, a day and a total each. So the gap between goods
and prices is no gutter, and the slip of the card under its own receipt stays with it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from statistics import median

import msgspec

from python_ocr_reconcile.extraction.invoice.kind import is_till_receipt
from python_ocr_reconcile.extraction.invoice.receipt.currency import with_currency
from python_ocr_reconcile.extraction.invoice.receipt.day import sale_day
from python_ocr_reconcile.extraction.invoice.receipt.number import receipt_number
from python_ocr_reconcile.extraction.invoice.receipt.seller import has_head, seller
from python_ocr_reconcile.extraction.invoice.receipt.solution import solve_receipt
from python_ocr_reconcile.extraction.invoice.receipt.till import till_lines
from python_ocr_reconcile.extraction.invoice.rows import read_rows
from python_ocr_reconcile.extraction.layout import Line, lines_of
from python_ocr_reconcile.extraction.lexicon import load_lexicon
from python_ocr_reconcile.extraction.locale import vote
from python_ocr_reconcile.models.page import Page, Word

# Tried at each step, the likeliest first; each costs a reading of both sides.
MOST_GUTTERS, MOST_GAPS = 3, 8
MOST_RECEIPTS = 12
# Of the lines of two receipts side by side, a third is level by chance; of a table's, nearly all are.
MOST_LEVEL = 0.8


@dataclass(frozen=True, slots=True)
class Marks:
    """What tells a receipt from another."""

    total: Decimal
    day: date | None
    number: str | None


def receipts_on(page: Page, whole: list[Line] | None = None) -> list[list[Line]]:
    """The lines of each receipt on the page, in reading order; of the page where it holds one or none.

    `whole` are the lines of the page, where they are at hand.
    """
    whole = whole if whole is not None else lines_of(page)
    if not _may_hold_several(whole):
        return [whole]
    glass = _Glass(page)
    words = [w for w in page.words if w.text.strip()]
    parts = [glass.lines(part) for part in _divided(glass, words, MOST_RECEIPTS)]
    # Scraps beside the receipts, such as a note on the sheet, are of none of them.
    parts = [part for part in parts if _marks(part, faint=True)]
    return parts if len(parts) > 1 else [whole]


class _Glass:
    """A page while it is cut: what stands on a part of it is worked out once, however often it is asked."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._lines: dict[tuple[int, ...], list[Line]] = {}
        self._marks: dict[tuple[int, ...], Marks | None] = {}

    def lines(self, words: Sequence[Word]) -> list[Line]:
        """The lines that `words` of the page make by themselves."""
        # The words live as long as the page and the lines do, so their ids name them.
        key = tuple(map(id, words))
        if key not in self._lines:
            self._lines[key] = lines_of(msgspec.structs.replace(self._page, words=list(words)))
        return self._lines[key]

    def marks(self, words: Sequence[Word]) -> Marks | None:
        """As `marks_of` of their lines."""
        key = tuple(map(id, words))
        if key not in self._marks:
            self._marks[key] = _marks(self.lines(words))
        return self._marks[key]


def marks_of(lines: Sequence[Line]) -> Marks | None:
    """The marks of a whole receipt on `lines`: ``None`` where a shop, a day or a total is wanting."""
    return _marks(lines)


def _may_hold_several(lines: Sequence[Line]) -> bool:
    """Whether two sums and two payments are named at all: it spares every other page the work."""
    return _names(lines, {"total", "payable"}) >= 2 and _names(lines, {"cash", "card", "change"}) >= 2


def _names(lines: Sequence[Line], keys: set[str]) -> int:
    """How often the lines name one of `keys`."""
    lexicon = load_lexicon("receipt")
    return sum(label.key in keys for line in lines for label in lexicon.find(line.words))


def _marks(lines: Sequence[Line], *, faint: bool = False) -> Marks | None:
    """As `marks_of`; where it is `faint`, a receipt whose head or day cannot be read has them too."""
    if len(lines) < 5 or not _names(lines, {"total", "payable", "sub", "card"}):
        return None
    locale = vote(lines)
    if not is_till_receipt(read_rows(lines, locale)):
        return None
    till = till_lines(lines)
    solution = solve_receipt(till)
    named = seller(till) is not None and has_head(till)
    if solution.total is None or not (named or faint):
        return None
    day = sale_day(till, with_currency(till, locale))
    number = receipt_number(till)
    if day is None and number is None and not faint:
        return None
    return Marks(solution.total.value, day.value if day else None, str(number.value) if number else None)


def _divided(glass: _Glass, words: list[Word], most: int) -> list[list[Word]]:
    """The words in parts of which each, but for scraps, is one receipt."""
    if len(words) < 24 or most < 2:
        return [words]
    for left, right in _by_gutters(words):
        if _is_one_table(glass, left, right):
            continue
        if _holds(glass, left) and _holds(glass, right):
            return [*_divided(glass, left, most - 1), *_divided(glass, right, most - 1)]
    for upper, lower in _by_gaps(glass, words):
        one = glass.marks(upper)
        other = glass.marks(lower) if one else None
        if one and other and not _same(one, other):
            return [*_divided(glass, upper, most - 1), *_divided(glass, lower, most - 1)]
    return [words]


def _holds(glass: _Glass, words: list[Word]) -> bool:
    """Whether there is a receipt among the words, by itself or beside others."""
    if len(words) < 12:
        return False
    if glass.marks(words) is not None:
        return True
    return any(glass.marks(part) is not None for halves in _by_gutters(words) for part in halves)


def _is_one_table(glass: _Glass, left: list[Word], right: list[Word]) -> bool:
    """Whether the gutter runs between two columns of one paper.

    Its lines go on behind the gutter on the same baselines, which those of two papers do by chance only; or
    both sides state the same total.
    """
    ours, theirs = glass.lines(left), glass.lines(right)
    level = sum(any(abs(a.y0 + a.y1 - b.y0 - b.y1) < 0.3 * b.height for a in ours) for b in theirs)
    if level > MOST_LEVEL * min(len(ours), len(theirs)):
        return True
    one, other = glass.marks(left), glass.marks(right)
    return one is not None and other is not None and _same(one, other)


def _same(one: Marks, other: Marks) -> bool:
    """Whether the two may be one sale: a receipt and the slip of its card, two columns of an invoice."""
    apart = bool(one.number and other.number) and one.number != other.number and one.day != other.day
    return one.total == other.total and not apart


def _by_gutters(words: Sequence[Word]) -> list[tuple[list[Word], list[Word]]]:
    """The words left and right of each wide gutter that next to no word crosses, the widest first."""
    plain = [w for w in words if _is_plain(w)]
    if len(plain) < 24:
        return []
    height = median(w.y1 - w.y0 for w in plain)
    x0, x1 = min(w.x0 for w in plain), max(w.x1 for w in plain)
    step = max(height / 4, (x1 - x0) / 400)
    crossed = [0] * (int((x1 - x0) / step) + 2)
    for word in plain:
        for cell in range(int((word.x0 - x0) / step), int((word.x1 - x0) / step) + 1):
            crossed[cell] += 1
    gutters: list[tuple[float, float]] = []
    run = 0
    for cell, count in enumerate([*crossed[:-1], len(plain)]):
        if count <= len(plain) // 150:
            run += 1
            continue
        if run * step >= 0.8 * height and run < cell:
            gutters.append((run * step, x0 + (cell - run / 2) * step))
        run = 0
    found = []
    for _, x in sorted(gutters, reverse=True)[:MOST_GUTTERS]:
        left = [w for w in words if (w.x0 + w.x1) / 2 < x]
        right = [w for w in words if (w.x0 + w.x1) / 2 >= x]
        found.append((left, right))
    return found


def _is_plain(word: Word) -> bool:
    """No speck, and no stain that OCR made letters of: those lie across gutters too."""
    sure = word.confidence is None or word.confidence > 0.4
    return sure and sum(c.isalnum() for c in word.text) > 1


def _by_gaps(glass: _Glass, words: list[Word]) -> list[tuple[list[Word], list[Word]]]:
    """The words above and below each place where a receipt may end, the likeliest first."""
    lines = glass.lines(words)
    if len(lines) < 12:
        return []
    till = till_lines(lines)
    pitches = [b.line.y0 - a.line.y0 for a, b in pairwise(till)]
    usual = max(median(pitches), 1.0)
    sums = [line.place for line in till if {"total", "payable"} & set(line.keys)]
    first_sum, last_sum = (sums[0], sums[-1]) if sums else (len(till), 0)
    ranked: list[tuple[float, int]] = []
    for place in range(5, len(till) - 4):
        gap = pitches[place - 1] / usual
        if first_sum < place <= last_sum and has_head(till[place : place + 9]):
            named = seller(till[place : place + 6])
            begins = named is not None and named.words[0] in till[place].line.words
            ranked.append((min(gap, 4.0) + 1.5 * begins, place))
    found = []
    for _, place in sorted(ranked, reverse=True)[:MOST_GAPS]:
        upper = [w for line in till[:place] for w in line.line.words]
        found.append((upper, [w for line in till[place:] for w in line.line.words]))
    return found
