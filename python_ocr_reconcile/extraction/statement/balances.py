"""Labelled figures: opening and closing balances, carried lines, totals and counts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from python_ocr_reconcile.dates import date_readings
from python_ocr_reconcile.extraction.lexicon import Label, fold, load_lexicon
from python_ocr_reconcile.extraction.statement.figures import Figure, direction_of
from python_ocr_reconcile.extraction.statement.lines import PrintedLine
from python_ocr_reconcile.models.page import Word

BALANCES = frozenset(
    {
        "opening",
        "closing",
        "brought_forward",
        "carried_forward",
        "balance_at",
        "balance_at_credit",
        "balance_at_debit",
    }
)
"""Kinds of facts that are balances; the rest are totals, counts and figures outside the chain."""


_MOST_BARE_WORDS = 3


@dataclass(slots=True, eq=False)
class Fact:
    """A figure with its label."""

    kind: str
    figures: tuple[Figure, ...]
    """What stands behind the label; the last one is the balance of a balance line."""
    label_line: int
    value_line: int
    """Index of the line that the figures stand on."""
    leads: bool
    """The label is the first thing on its line, dates aside: a line of its own, not a cell of a box."""
    date_text: str | None
    count: int | None = None
    is_one_word: bool = False
    """Its label is a single word."""
    side: int = 0
    """-1 where words or the column of debits say that it is owed, 1 where they say the contrary, 0 where only
    the figure itself does."""

    @property
    def figure(self) -> Figure:
        """The figure that counts."""
        return self.figures[-1]


def facts_of(lines: Sequence[PrintedLine], headers: frozenset[int]) -> list[Fact]:
    """Every labelled figure, in the order of the document; `headers` are the lines that head a table."""
    found: list[Fact] = []
    for line in lines:
        if line.index in headers:
            continue
        if line.labels:
            found += _facts_on(lines, line)
        elif (bare := _bare_balance(line)) is not None:
            found.append(bare)
    return found


def _bare_balance(line: PrintedLine) -> Fact | None:
    """The balance of a line of a date, figures and otherwise the word for it alone: "31.01. SALDO 5.00"."""
    taken = {i for day in line.dates for i in range(day.start, day.end)}
    taken |= {i for figure in line.figures for i in range(figure.start, figure.end)}
    rest = [word.text for i, word in enumerate(line.words) if i not in taken]
    if not line.dates or not line.figures or not 1 <= len(rest) <= _MOST_BARE_WORDS:
        return None
    named = load_lexicon("statement_columns").meaning(" ".join(rest), noisy=line.noisy)
    if named is None or "balance" not in named[0].keys:
        return None
    figures = tuple(line.figures)
    return Fact("balance_at", figures, line.index, line.index, leads=True, date_text=line.dates[0].text)


def _facts_on(lines: Sequence[PrintedLine], line: PrintedLine) -> list[Fact]:
    labels = [label for label in line.labels if _is_labelling(line, label)]
    found: list[Fact] = []
    for place, label in enumerate(labels):
        following = labels[place + 1].start if place + 1 < len(labels) else len(line.words)
        count = _count(line, label, following) if label.key.startswith("count") else None
        if label.key.startswith("count"):
            if count is not None:
                found.append(
                    Fact(label.key, (), line.index, line.index, leads=False, date_text=None, count=count)
                )
            continue
        figures = [f for f in line.figures if label.end <= f.start < following and not _too_doubtful(f)]
        value_line = line.index
        if not figures and label is labels[0]:
            figures = _before(line, label)
        if not figures:
            figures, value_line = _below(lines, line, label)
        if figures:
            found.append(
                Fact(
                    label.key,
                    tuple(figures),
                    line.index,
                    value_line,
                    leads=label is labels[0] and value_line == line.index,
                    date_text=_date_in_cell(lines, line, label, value_line)
                    or _date_after(line, label, following),
                    is_one_word=label.end - label.start == 1,
                    side={"balance_at_debit": -1, "balance_at_credit": 1}.get(label.key, 0),
                )
            )
    return found


def _too_doubtful(figure: Figure) -> bool:
    return figure.doubtful and not figure.marked


_CONNECTOR = re.compile(r"^[\W\d_]*$")
# One word such as "total" or "purchases" starts many a description; it labels only where nothing follows it.
_EXTRA_WORDS = {1: 0, 2: 2}


def _is_labelling(line: PrintedLine, label: Label) -> bool:
    """Whether `label` names a figure, rather than being the beginning of a sentence or a description."""
    words = line.words
    dated = {i for d in line.dates for i in range(d.start, d.end)}
    figured = {i for f in line.figures if not f.doubtful for i in range(f.start, f.end)}
    labelled = {i for other in line.labels for i in range(other.start, other.end)}
    before = [
        i for i in range(_segment_start(line, label.start), label.start)
        if i not in dated and i not in figured and i not in labelled and len(fold(words[i].text)) > 4
    ]  # fmt: skip
    if before:
        return False
    if line.dates and label.start > line.dates[0].end and _is_direction(words[label.start : label.end]):
        return False  # "03-09-2024  Bakery  Af  12,50": an entry
    extra = 0
    for i in range(label.end, len(words)):
        if i in figured or any(other.start == i for other in line.labels):
            break
        if i > label.end and words[i].x0 - words[i - 1].x1 > 1.0 * line.line.em and extra == 0:
            break
        text = words[i].text
        if i in dated or _CONNECTOR.match(text) or len(fold(text)) <= 3 or text.startswith("("):
            continue
        extra += 1
    length = sum(1 for w in words[label.start : label.end] if len(fold(w.text)) > 2)
    # "Kontostand am 30.04.2024, Auszug Nr. 4": a balance that is dated is named beyond doubt.
    dated_balance = label.key in BALANCES and label.end in dated
    return extra <= (3 if dated_balance else _EXTRA_WORDS.get(length, 3))


def _is_direction(words: Sequence[Word]) -> bool:
    return len(words) == 1 and direction_of(words[0].text) is not None


def _cell(line: PrintedLine, label: Label) -> Sequence[Word]:
    """The words of the label, and what belongs to them up to the next cell: "Alter Saldo per 31.01.2024"."""
    end = label.end
    others = {other.start for other in line.labels}
    while (
        end < len(line.words)
        and end not in others
        and line.words[end].x0 - line.words[end - 1].x1 <= 1.0 * line.line.em
    ):
        end += 1
    return line.words[label.start : end]


def _segment_start(line: PrintedLine, place: int) -> int:
    start = 0
    for segment in line.line.segments:
        if start <= place < start + len(segment.words):
            return start
        start += len(segment.words)
    return place


def _count(line: PrintedLine, label: Label, following: int) -> int | None:
    for word in line.words[label.end : following]:
        if re.fullmatch(r"\d{1,5}", word.text):
            return int(word.text)
    return None


def _date_after(line: PrintedLine, label: Label, following: int) -> str | None:
    return next((d.text for d in line.dates if label.end <= d.start < following), None)


def _date_in_cell(
    lines: Sequence[PrintedLine], line: PrintedLine, label: Label, value_line: int
) -> str | None:
    """The date that ends a label which goes on below itself, above its figure: "Balance on 30|June"."""
    cell = _cell(line, label)
    after = [word for word in line.words if word.x0 > cell[-1].x1]
    left, right = cell[0].x0 - 6, min((word.x0 for word in after), default=float("inf"))
    below = [w for at in range(line.index + 1, value_line) for w in lines[at].words if left <= w.x0 < right]
    text = " ".join(word.text for word in [*cell[label.end - label.start :], *below])
    return text if date_readings(text) else None


def _before(line: PrintedLine, label: Label) -> list[Figure]:
    """The figures before a label that only dates and figures stand before: in such rows the text is last."""
    figures = [f for f in line.figures if f.end <= label.start and f.marked]
    taken = {i for f in figures for i in range(f.start, f.end)}
    taken |= {i for d in line.dates for i in range(d.start, d.end)}
    return figures if label.key in BALANCES and set(range(label.start)) <= taken else []


def _below(lines: Sequence[PrintedLine], line: PrintedLine, label: Label) -> tuple[list[Figure], int]:
    """Figures under the label, as in a box of several cells; none where a row of a table begins there."""
    words = _cell(line, label)
    left, right = min(w.x0 for w in words) - 6, max(w.x1 for w in words) + 6
    for below in lines[line.index + 1 : line.index + 4]:
        if below.page != line.page or below.line.y0 - line.line.y1 > 3.0 * line.line.em:
            break
        if below.dates and below.figures and below.dates[0].start < below.figures[0].start:
            break
        under = [f for f in below.figures if f.x0 < right and f.edge > left and not f.doubtful]
        if under:
            return under[:1], below.index
        if below.labels or below.figures:
            break
    return [], line.index
