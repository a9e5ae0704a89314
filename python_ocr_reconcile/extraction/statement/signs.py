"""Which way the amounts of a table go: what marks, heads and headings say, and what the balances bear out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from python_ocr_reconcile.extraction.statement.figures import Figure
from python_ocr_reconcile.extraction.statement.rows import Row
from python_ocr_reconcile.extraction.statement.table import Table

AmountClass = tuple[int, str, str | None]
"""Column, marker and heading of an amount: amounts of one class go in one direction."""


@dataclass(frozen=True, slots=True)
class Segment:
    """The rows between two printed balances."""

    moved: int
    sums: dict[AmountClass, int]
    rows: int


def amount_of(row: Row, amounts: Sequence[int]) -> tuple[int, Figure] | None:
    """The column and figure of the amount booked in `row`."""
    here = [(place, row.cells[place]) for place in amounts if place in row.cells]
    if len(here) > 1:
        # "0.00" in the column that is not used; a doubtful figure beside a clear one.
        here = [pair for pair in here if pair[1].units and not pair[1].doubtful] or here[:1]
    return here[0] if here else None


def class_of(row: Row, place: int, figure: Figure) -> AmountClass:
    """The class of an amount; a plus sign is as good as CR."""
    return place, figure.marker, row.heading


def directions_of(
    segments: Sequence[Segment], priors: dict[AmountClass, int]
) -> tuple[dict[AmountClass, int], int, int, int]:
    """The direction of each class by what closes, the rows covered, and the balances met and missed."""
    votes: dict[AmountClass, Counter[int]] = {}
    for segment in segments:
        if segment.rows == 1:
            ((kind, units),) = segment.sums.items()
            if units and abs(segment.moved) == units:
                votes.setdefault(kind, Counter())[1 if segment.moved > 0 else -1] += 1
    directions = dict(priors)
    for kind, count in votes.items():
        most, least = max(count.values()), min(count[1], count[-1])
        # A column without signs goes both ways; one stray row in a long column is a misprint.
        free = (least >= 2 and least >= 0.1 * most) or (least == 1 and most <= 4)
        directions[kind] = 0 if free else 1 if count[1] >= count[-1] else -1
    several = [s for s in segments if s.rows > 1]
    open_classes = [k for k in dict.fromkeys(k for s in several for k in s.sums) if k not in votes]
    if several and 0 < len(open_classes) <= 6:
        directions = _best_signs(several, directions, open_classes)
    met = [segment for segment in segments if _closes(segment, directions)]
    return directions, sum(s.rows for s in met), len(met), len(segments) - len(met)


def _best_signs(
    segments: Sequence[Segment], directions: dict[AmountClass, int], open_classes: Sequence[AmountClass]
) -> dict[AmountClass, int]:
    best, best_key = directions, (-1, 0)
    for signs in product((1, -1), repeat=len(open_classes)):
        tried = {**directions, **dict(zip(open_classes, signs, strict=True))}
        agreed = sum(tried[k] == directions.get(k, 1) for k in open_classes)
        key = (sum(s.rows for s in segments if _closes(s, tried)), agreed)
        if key > best_key:
            best, best_key = tried, key
    return best


def _closes(segment: Segment, directions: dict[AmountClass, int]) -> bool:
    if segment.rows == 1:
        ((kind, units),) = segment.sums.items()
        direction = directions.get(kind, 1)
        return abs(segment.moved) == units if direction == 0 else segment.moved == direction * units
    return segment.moved == sum(directions.get(k, 1) * units for k, units in segment.sums.items())


def prior_directions(table: Table, amounts: tuple[int, ...], *, is_card: bool) -> dict[AmountClass, int]:
    """Which way each class goes as far as heads, marks and headings say."""
    classes: Counter[AmountClass] = Counter()
    for row in table.rows:
        found = amount_of(row, amounts)
        if found:
            classes[class_of(row, *found)] += 1
    return {kind: _prior(table, kind, classes, is_card=is_card) for kind in classes}


def _prior(table: Table, kind: AmountClass, classes: Counter[AmountClass], *, is_card: bool) -> int:
    place, marker, heading = kind
    if marker in ("CR", "DR"):
        return 1 if marker == "CR" else -1
    marks = Counter[str]()
    for (column, mark, _), count in classes.items():
        if column == place:
            marks[mark] += count
    role = table.columns[place].role
    minus = marker == "-"
    if role in ("debit", "credit"):
        way = -1 if role == "debit" else 1
        # A minus in a column of debits is either how all of them are printed, or a reversal.
        usual = marks["-"] > marks[""] + marks["+"]
        return -way if minus and not (usual and role == "debit") else way
    if heading is not None and marks["-"] == 0:
        return 1 if heading == "section_credit" else -1
    if is_card:
        # A card prints purchases plain and payments with a minus, unless most figures carry the minus.
        mostly = marks["-"] > marks[""] + marks["+"]
        return (-1 if minus else 1) if mostly or marks["+"] else (1 if minus else -1)
    if minus:
        return -1
    return -1 if marker == "" and marks["CR"] and not marks["-"] and not marks["DR"] else 1
