"""Words to lines, lines to segments, numbers to right-aligned columns.

Everything here works on the boxes alone; what the text means is for `lexicon` and `spans` to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

import msgspec
import numpy as np

from python_ocr_reconcile.models.evidence import BBox
from python_ocr_reconcile.models.page import Page, Word

MUCH_LARGER = 1.6
"""Times the height of a word."""


LEAST_SPACED = 4
"""Capitals of their own in a row, close together, are one word."""


class Segment(msgspec.Struct, frozen=True, eq=False, gc=False):
    """Words of one line with no wide gap between them: a cell, a label, a run of prose."""

    page: int
    words: tuple[Word, ...]
    text: str
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def height(self) -> float:
        """Of the box, in points."""
        return self.y1 - self.y0


class Line(msgspec.Struct, frozen=True, eq=False, gc=False):
    """Words that stand on one baseline, left to right, cut into segments at wide gaps."""

    page: int
    index: int
    """0-based place on its page, from the top."""
    words: tuple[Word, ...]
    segments: tuple[Segment, ...]
    x0: float
    y0: float
    x1: float
    y1: float
    em: float
    """Font size in points, estimated from the boxes."""

    @property
    def text(self) -> str:
        """All words, one space between them."""
        return " ".join(word.text for word in self.words)

    @property
    def height(self) -> float:
        """Of the box, in points."""
        return self.y1 - self.y0


def box_of(words: Iterable[Word | Segment]) -> BBox:
    """The box around `words`; they must not be none."""
    each = iter(words)
    first = next(each)
    x0, y0, x1, y1 = first.x0, first.y0, first.x1, first.y1
    for word in each:  # one pass, no calls: four generators over the words took 5% of reading a page
        x0 = word.x0 if word.x0 < x0 else x0  # noqa: FURB136
        y0 = word.y0 if word.y0 < y0 else y0  # noqa: FURB136
        x1 = word.x1 if word.x1 > x1 else x1  # noqa: FURB136
        y1 = word.y1 if word.y1 > y1 else y1  # noqa: FURB136
    return round(x0, 2), round(y0, 2), round(x1, 2), round(y1, 2)


def least_confidence(words: Iterable[Word]) -> float | None:
    """The OCR confidence of the worst of `words`; ``None`` where no OCR was involved."""
    return min((w.confidence for w in words if w.confidence is not None), default=None)


# "Total:12,50" and "Date:31.03.2024" are one word for the reader and two for us. Times (12:30) and
# addresses of the web (https://) keep their colon.
_GLUED = re.compile(r"^([^\W\d_][^:]*:|[Nn](?:[°ºo]|[Rr])\.?(?=\d))(?!//)(\S+)$")


def split_glued(word: Word) -> list[Word]:
    """A label and its value where they are printed without a space, each with its share of the box."""
    found = _GLUED.match(word.text) if word.text[:1].isalpha() else None
    if not found:
        return [word]
    cut = word.x0 + (word.x1 - word.x0) * len(found[1]) / len(word.text)
    return [
        Word(found[1], word.x0, word.y0, cut, word.y1, word.confidence),
        Word(found[2], cut, word.y0, word.x1, word.y1, word.confidence),
    ]


def lines_of(page: Page) -> list[Line]:
    """The lines of `page` from top to bottom.

    A word joins the line whose nearest word (in x) it is level with, so a scan that is still a degree or
    two askew does not break. Words much taller than the page's text are placed last: a large heading must
    not tie the two small lines beside it together.
    """
    words = [part for word in page.words if word.text.strip() for part in split_glued(word)]
    if not words:
        return []
    usual = median(w.y1 - w.y0 for w in words) or 1.0
    slope = _slope(words, usual)
    if slope:
        words = [_Level.of(word, slope) for word in words]
    low = sorted((w for w in words if w.y1 - w.y0 <= 1.7 * usual), key=lambda w: w.y0 + w.y1)
    tall = [w for w in words if w.y1 - w.y0 > 1.7 * usual]
    rows: list[list[Word]] = []
    for word in low:
        row = _level_row(word, rows[-6:], usual)
        if row is None:
            rows.append([word])
        else:
            row.append(word)
    for word in tall:
        level = [row for row in rows if _stands_with(word, _nearest(word, row))]
        if len(level) == 1 or (level and all(w.y1 - w.y0 > 1.7 * usual for w in level[0])):
            level[0].append(word)
        else:
            rows.append([word])
    rows.sort(key=lambda row: sum(w.y0 + w.y1 for w in row) / len(row))
    if slope:
        rows = [[w.word for w in row if isinstance(w, _Level) and w.word] for row in rows]
    return [_line(page.number, index, sorted(row, key=lambda w: w.x0)) for index, row in enumerate(rows)]


class _Level(Word, frozen=True, array_like=True, gc=False):
    """A word of a skewed page, moved to where it would stand on a level one."""

    word: Word | None = None

    @classmethod
    def of(cls, word: Word, slope: float) -> _Level:
        shift = slope * (word.x0 + word.x1) / 2
        return cls(word.text, word.x0, word.y0 - shift, word.x1, word.y1 - shift, word.confidence, word)


# Slopes that are tried, in points per point: up to 2 degrees, beyond which reading has turned the page.
_SLOPES = np.linspace(-0.036, 0.036, 37)


def _slope(words: Sequence[Word], usual: float) -> float:
    """How much the lines of the page rise or fall; 0 where turning it would not sharpen them.

    The right slope gathers the centres of the words into the fewest rows. On scans straightened to within
    a degree, a row of a table still drops by a whole line height over the width of the page.
    """
    if len(words) < 12:
        return 0.0
    y = np.array([(w.y0 + w.y1) / 2 for w in words])
    if len(np.unique(np.round(y, 1))) <= 0.4 * len(y):
        return 0.0  # typeset: centres repeat to a tenth of a point, which skewed words never do
    x = np.array([(w.x0 + w.x1) / 2 for w in words])
    rows = np.floor((y[None, :] - _SLOPES[:, None] * x[None, :]) / (0.3 * usual)).astype(np.int64)
    rows -= rows.min()
    scores = np.array([_sharpness(np.bincount(row)) for row in rows])
    best = int(scores.argmax())
    return float(_SLOPES[best]) if scores[best] > 1.12 * scores[len(_SLOPES) // 2] else 0.0


def _sharpness(counts: np.ndarray[tuple[int], np.dtype[np.int64]]) -> float:
    # Neighbouring bins count together, or a row on the border of two would look like two.
    return float((counts[:-1] + counts[1:]).astype(float) @ (counts[:-1] + counts[1:]))


def _level_row(word: Word, rows: Sequence[list[Word]], usual: float) -> list[Word] | None:
    best, best_offset = None, 1e9
    centre = (word.y0 + word.y1) / 2
    for row in rows:
        # Words come by height, so the last of a row is its lowest: most rows are out of reach at once.
        if centre - (row[-1].y0 + row[-1].y1) / 2 > 0.8 * usual:
            continue
        near = _nearest(word, row)
        offset = abs(centre - (near.y0 + near.y1) / 2)
        if offset < best_offset and _is_level(word, near, limit=0.45) and not _covers(word, row, usual):
            best, best_offset = row, offset
    return best


def _nearest(word: Word, row: Sequence[Word]) -> Word:
    if len(row) == 1:
        return row[0]
    centre = word.x0 + word.x1
    best, least = row[0], abs(row[0].x0 + row[0].x1 - centre)
    for other in row:
        distance = abs(other.x0 + other.x1 - centre)
        if distance < least:
            best, least = other, distance
    return best


def _stands_with(tall: Word, word: Word) -> bool:
    """Whether a tall word is of the line of `word`: level with it, or beside it on the same baseline.

    OCR draws the box of one word of a heading taller than the others when dirt or a rule lies above it.
    """
    height = tall.y1 - tall.y0
    gap = max(tall.x0 - word.x1, word.x0 - tall.x1)
    on_baseline = abs(tall.y1 - word.y1) <= 0.25 * height and gap <= 0.6 * height
    return on_baseline or _is_level(tall, word, limit=0.25)


def _is_level(word: Word, other: Word, limit: float) -> bool:
    # Boxes of a text layer reach from ascender to descender and overlap those of the next line, so it is
    # the distance of the centres that tells: lines are at least 0.8 of that height apart.
    tallest = max(word.y1 - word.y0, other.y1 - other.y0)
    return abs(word.y0 + word.y1 - other.y0 - other.y1) / 2 <= limit * tallest


def _covers(word: Word, row: Sequence[Word], usual: float) -> bool:
    """Whether `word` lies on top of a word already in `row`, as the next line of tight print does."""
    x0, x1, least = word.x0, word.x1, 0.4 * usual
    for other in row:
        shared = (x1 if x1 < other.x1 else other.x1) - (x0 if x0 > other.x0 else other.x0)  # noqa: FURB136
        if shared > least and shared > 0.5 * min(x1 - x0, other.x1 - other.x0):
            return True
    return False


def _line(page: int, index: int, words: list[Word]) -> Line:
    height = median(w.y1 - w.y0 for w in words)
    # OCR boxes hug the ink (about 0.75 of the font size with an ascender); a text layer's do not (1.2).
    em = height / (1.2 if words[0].confidence is None else 0.8) or 1.0
    if len(words) >= LEAST_SPACED:
        words = _unspaced(words, em)
    segments, run = [], [words[0]]
    for word in words[1:]:
        gap = word.x0 - run[-1].x1
        if gap > 1.0 * em or (gap > 0.5 * em and _differ_in_size(run[-1], word)):
            segments.append(_segment(page, run))
            run = []
        run.append(word)
    segments.append(_segment(page, run))
    x0, y0, x1, y1 = box_of(segments)
    return Line(page, index, tuple(words), tuple(segments), x0, y0, x1, y1, em)


def _unspaced(words: list[Word], em: float) -> list[Word]:
    """The words of a line, those that are set letter by letter ("R E C H N U N G") as one each."""
    runs: list[list[Word]] = []
    for word in words:
        last = runs[-1][-1] if runs else None
        if last and _is_capital(word) and _is_capital(last) and word.x0 - last.x1 < em:
            runs[-1].append(word)
        else:
            runs.append([word])
    kept: list[Word] = []
    for run in runs:
        if len(run) >= LEAST_SPACED:
            run = [Word("".join(word.text for word in run), *box_of(run), least_confidence(run))]  # noqa: PLW2901
        kept += run
    return kept


def _is_capital(word: Word) -> bool:
    return len(word.text) == 1 and word.text.isupper()


def _differ_in_size(one: Word, two: Word) -> bool:
    """Whether two words of a text layer are set in plainly different sizes: a letterhead beside an address.

    The boxes of OCR are as high as the letters in them, and tell no size.
    """
    low, high = sorted((one.y1 - one.y0, two.y1 - two.y0))
    return one.confidence is None and two.confidence is None and high > MUCH_LARGER * low


def line_of(page: int, index: int, words: Sequence[Word]) -> Line:
    """`words` as the line `index` of `page`, in order from the left; they must not be none."""
    return _line(page, index, sorted(words, key=lambda w: w.x0))


def joined(one: Line, other: Line) -> Line:
    """The words of two lines as one line, in order from the left."""
    return _line(one.page, one.index, sorted((*one.words, *other.words), key=lambda w: w.x0))


def _segment(page: int, words: list[Word]) -> Segment:
    x0, y0, x1, y1 = box_of(words)
    return Segment(page, tuple(words), " ".join(w.text for w in words), x0, y0, x1, y1)


@dataclass(frozen=True, slots=True)
class Column:
    """Edges that stand above one another."""

    x: float
    """Their common edge, in points."""
    members: tuple[int, ...]
    """Indices into the boxes that were given."""


def edge_columns(edges: Sequence[float], tolerance: float = 4.0) -> list[Column]:
    """Clusters of `edges` (right edges of numbers, left edges of text), left to right.

    An edge joins a cluster within `tolerance` points of its neighbour; give more for a skewed scan.
    """
    order = sorted(range(len(edges)), key=lambda i: edges[i])
    groups: list[list[int]] = []
    for i in order:
        if groups and edges[i] - edges[groups[-1][-1]] <= tolerance:
            groups[-1].append(i)
        else:
            groups.append([i])
    return [Column(median(edges[i] for i in group), tuple(sorted(group))) for group in groups]
