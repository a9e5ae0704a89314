"""What the columns and signs of a table mean: the interpretation under which most of the chain closes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, pairwise
from typing import Literal, NamedTuple, get_args

from python_ocr_reconcile.extraction.statement.balances import BALANCES, Fact
from python_ocr_reconcile.extraction.statement.figures import Figure
from python_ocr_reconcile.extraction.statement.rows import Row
from python_ocr_reconcile.extraction.statement.signs import (
    AmountClass,
    Segment,
    amount_of,
    class_of,
    directions_of,
    prior_directions,
)
from python_ocr_reconcile.extraction.statement.table import Table

Order = Literal["oldest_first", "newest_first", "days_newest_first", "within_days_newest_first"]
Owes = Literal["card", "loan"] | None
"""Whether the account is one on which money is owed."""
_ORDERS: tuple[Order, ...] = get_args(Order)


@dataclass(frozen=True, slots=True)
class Interpretation:
    """One way to read the table."""

    balance: int | None
    """The column of running balances."""
    amounts: tuple[int, ...]
    """The columns of amounts booked."""
    printed: Order
    order: tuple[int, ...]
    """Places of the rows in time order."""
    newest_first: bool
    owed: int
    """-1 where a balance without a mark is owed, as on cards; else 1."""
    directions: dict[AmountClass, int] = field(default_factory=dict)
    """1 money in, -1 money out, 0 where only the balances tell."""
    opening: Fact | None = None
    closing: Fact | None = None
    closed: int = 0
    """Rows in segments of the chain that close as read."""
    score: float = 0.0
    is_side_sure: bool = True
    """What is owed and what is in favour is told by signs, marks or heads, or by many rows."""


def balance_units(figure: Figure, owed: int, side: int = 0) -> int:
    """The balance as the account holder has it: what is owed is negative."""
    if side:
        return side * figure.units
    if figure.marker == "CR":
        return figure.units
    if figure.marker == "DR":
        return -figure.units
    return owed * figure.signed


def interpretations(table: Table, facts: Sequence[Fact], *, owes: Owes = None) -> Interpretation:
    """The best interpretation of `table`; `facts` are the balances printed outside it as well."""
    is_card = owes == "card"
    choices = [(*roles, order) for roles in _roles(table) for order in _ORDERS if _order(table, order)]
    if len(table.rows) > 2 * SAMPLE_ROWS:
        sample = replace(
            table,
            rows=table.rows[:SAMPLE_ROWS],
            anchors=[(place, fact) for place, fact in table.anchors if place < SAMPLE_ROWS],
        )
        choices.sort(key=lambda choice: -_judge(sample, facts, *choice, is_card=is_card).score)
        choices = choices[:SAMPLE_KEPT]
    if not choices:
        raise ValueError("a table has at least one column")
    best = max((_judge(table, facts, *choice, is_card=is_card) for choice in choices), key=lambda f: f.score)
    if owes is None:
        return replace(best, is_side_sure=not _gainsays(table, best))
    side = _owing(table, best, owes)
    if side.owed:
        best = _judge(table, facts, best.balance, best.amounts, best.printed, owed=-1, is_card=is_card)
    return replace(best, is_side_sure=side.is_sure and not _gainsays(table, best))


def _gainsays(table: Table, found: Interpretation) -> bool:
    """Whether amounts go against what their mark, their heading or their column's head calls them."""
    for (place, marker, heading), direction in found.directions.items():
        said = {"CR": 1, "DR": -1}.get(marker, 0)
        if not said and marker != "-":
            said = {"credit": 1, "debit": -1}.get(table.columns[place].role or "", 0)
            said = said or {"section_credit": 1, "section_debit": -1}.get(heading or "", 0)
        if said and direction == -said:
            return True
    return False


def _roles(table: Table) -> Iterator[tuple[int | None, tuple[int, ...]]]:
    """Columns that may be the balance and the amounts."""
    places = range(len(table.columns))
    for balance in [*reversed(places), None]:
        rest = [p for p in places if p != balance]
        if not rest:
            continue
        yield balance, tuple(rest)
        for size in (2, 1):
            if size < len(rest):
                for some in combinations(rest, size):
                    yield balance, some


SAMPLE_ROWS = 300
"""Rows of a long table on which its interpretations are compared; all rows decide between the best."""
SAMPLE_KEPT = 4


def _order(table: Table, order: Order) -> tuple[int, ...]:
    """Places of the rows in time order if printed in `order`; empty where another order is the same."""
    count = len(table.rows)
    forward = tuple(range(count))
    if order == "oldest_first":
        return forward
    if count < 2:
        return ()
    if order == "newest_first":
        return forward[::-1]
    days: list[list[int]] = []
    for place, row in enumerate(table.rows):
        text = row.date.text if row.date else ""
        before = table.rows[place - 1].date if place else None
        if days and before is not None and before.text == text:
            days[-1].append(place)
        else:
            days.append([place])
    if not 1 < len(days) < count:
        return ()
    if order == "days_newest_first":
        return tuple(p for day in reversed(days) for p in day)
    return tuple(p for day in days for p in reversed(day))


def ends(
    table: Table, facts: Sequence[Fact], *, newest_first: bool
) -> tuple[list[Fact], list[Fact], list[tuple[int, Fact]]]:
    """Candidates for the opening and the closing balance, strongest first, and balances between rows."""
    count = len(table.rows)
    dated = _by_date([f for f in facts if f.kind.startswith("balance_at") and f.date_text])
    named: dict[str, list[Fact]] = {"opening": [], "closing": []}
    weak: dict[str, list[Fact]] = {"opening": [], "closing": []}
    between: list[tuple[int, Fact]] = []
    place_of = {id(fact): place for place, fact in table.anchors}
    elsewhere = {
        (f.kind, f.figure.units) for f in facts if place_of.get(id(f)) in (None, 0, count) and f.kind in named
    }
    for fact in facts:
        if fact.kind not in BALANCES:
            continue
        place = place_of.get(id(fact))
        at = None if place is None else "start" if place == 0 else "end" if place == count else "middle"
        if fact.kind in named:
            if (
                at == "middle" and (fact.kind, fact.figure.units) not in elsewhere
            ):  # not a summary on every page
                between.append((place or 0, fact))
            named[fact.kind].append(fact)
        elif at == "middle":
            between.append((place or 0, fact))
        elif at is not None:
            weak["closing" if (at == "start") == newest_first else "opening"].append(fact)
        elif id(fact) in dated:
            weak[dated[id(fact)]].append(fact)
    return named["opening"] + weak["opening"], named["closing"] + weak["closing"], between


def _by_date(facts: Sequence[Fact]) -> dict[int, str]:
    """Of balances that only a date tells apart, the first is the opening and the last the closing."""
    texts = list(dict.fromkeys(f.date_text for f in facts))
    if len(texts) < 2:
        return {id(f): "closing" for f in facts}
    return {id(f): "opening" if f.date_text == texts[0] else "closing" for f in facts}


def _judge(
    table: Table,
    facts: Sequence[Fact],
    balance: int | None,
    amounts: tuple[int, ...],
    printed: Order,
    *,
    is_card: bool,
    owed: int = 1,
) -> Interpretation:
    order, newest_first = _order(table, printed), printed in ("newest_first", "days_newest_first")
    openings, closings, between = ends(table, facts, newest_first=newest_first)
    priors = prior_directions(table, amounts, is_card=is_card)
    # Two amounts in one row are not one entry: one of the columns is something else.
    crowded = sum(
        1 for row in table.rows if sum(p in row.cells and row.cells[p].units > 0 for p in amounts) > 1
    )
    best: Interpretation | None = None
    for opening in _distinct(openings, owed):
        for closing in _distinct(closings, owed):
            segments, loose, bare = _segments(table, balance, amounts, order, opening, closing, between, owed)
            directions, closed, links, gaps = directions_of(segments, priors)
            # Each printed balance that is met counts, not the rows it covers: to pass over the balances
            # between would make one long chain of a statement in which a figure has been altered.
            score = links - 0.15 * gaps - 0.05 * loose - 0.7 * bare
            score -= 0.5 * crowded
            score += _role_prior(table, balance, amounts) + _order_prior(
                table, order, newest_first=newest_first
            )
            score += 0.2 * (opening is not None) + 0.2 * (closing is not None)
            if best is None or score > best.score + 1e-9:
                best = Interpretation(
                    balance,
                    amounts,
                    printed,
                    order,
                    newest_first,
                    owed,
                    directions,
                    opening,
                    closing,
                    closed,
                    score,
                )
    if best is None:
        raise ValueError("there is always the choice of no balance")
    return best


def _distinct(facts: Sequence[Fact], owed: int) -> list[Fact | None]:
    """One fact for each value, the strongest first; at most 4, and ``None`` only where there is none."""
    kept: dict[int, Fact] = {}
    for fact in facts:
        kept.setdefault(balance_units(fact.figure, owed, fact.side), fact)
    return [*list(kept.values())[:4]] or [None]


def _segments(
    table: Table,
    balance: int | None,
    amounts: tuple[int, ...],
    order: tuple[int, ...],
    opening: Fact | None,
    closing: Fact | None,
    between: Sequence[tuple[int, Fact]],
    owed: int,
) -> tuple[list[Segment], int, int]:
    """Stretches of rows between known balances; rows outside any; dated rows without an amount."""
    known: int | None = balance_units(opening.figure, owed, opening.side) if opening else None
    anchors = _anchors_in_time(between, order)
    sums: Counter[AmountClass] = Counter()
    rows, loose, bare = 0, 0, 0
    segments: list[Segment] = []
    count = len(order)

    def close(value: int) -> None:
        nonlocal known, sums, rows, loose
        if rows and known is not None:
            segments.append(Segment(value - known, dict(sums), rows))
        elif rows:
            loose += rows
        known, sums, rows = value, Counter(), 0

    for time, place in enumerate(order):
        row = table.rows[place]
        found = amount_of(row, amounts)
        if found and not (row.optional and balance is None):
            sums[class_of(row, *found)] += found[1].units
            rows += 1
        elif found is None and not row.optional and not (balance is not None and balance in row.cells):
            bare += 1
        figure = row.cells.get(balance) if balance is not None else None
        fact = anchors.get(time + 1)
        if figure is not None and not figure.doubtful:
            close(balance_units(figure, owed))
        elif fact is not None:
            close(balance_units(fact.figure, owed, fact.side))
    if closing is not None and (rows or known is None):
        close(balance_units(closing.figure, owed, closing.side))
    return segments, loose + (rows if count else 0), bare


def _anchors_in_time(between: Sequence[tuple[int, Fact]], order: tuple[int, ...]) -> dict[int, Fact]:
    count = len(order)
    if order == tuple(range(count)):
        return dict(between)
    if order == tuple(range(count))[::-1]:
        return {count - place: fact for place, fact in between}
    return {}


def _role_prior(table: Table, balance: int | None, amounts: tuple[int, ...]) -> float:
    """How well the heads fit; below one row of the chain each, decisive where nothing can close."""
    score = 0.0
    for place, column in enumerate(table.columns):
        used = "balance" if place == balance else "amount" if place in amounts else "none"
        role = column.role
        if role == "balance":
            score += {"balance": 0.9, "amount": -0.9, "none": -0.3}[used]
        elif role in ("debit", "credit", "amount"):
            score += {"amount": 0.6, "balance": -0.9, "none": -0.9}[used]
        elif role == "other_figure":
            score += {"none": 0.9, "amount": -0.6, "balance": -0.9}[used]
        else:
            last = place == len(table.columns) - 1
            score += {"balance": 0.3 if last and place else -0.2, "amount": 0.1, "none": -0.4}[used]
    return score


def _order_prior(table: Table, order: tuple[int, ...], *, newest_first: bool) -> float:
    """Rows mostly stand as their dates go."""
    ups = downs = 0
    days = [_sortable(row) for row in table.rows if row.date]
    for before, after in pairwise(days):
        if before and after and before != after and before[0] == after[0]:
            ups += after > before
            downs += after < before
    plain = order in (tuple(range(len(order))), tuple(range(len(order)))[::-1])
    if ups == downs:
        return 0.0 if plain and not newest_first else -0.5
    agrees = (downs > ups) == newest_first
    return (1.0 if agrees else -1.0) - (0.0 if plain else 0.4)


def _sortable(row: Row) -> tuple[int, int, int] | None:
    if row.date is None or not row.date.readings:
        return None
    reading = row.date.readings[0]
    return reading.year or 0, reading.month, reading.day


class _Side(NamedTuple):
    owed: bool
    """A balance without a sign is owed."""
    is_sure: bool


_CLEAR_MAJORITY = 3
"""Rows by which purchases outnumber payments for their number to tell."""


def _owing(table: Table, found: Interpretation, owes: Owes) -> _Side:
    """Whether a card or loan prints what is owed without a sign.

    A mark or a head that says credit, on amounts that then lower the balance, tells for certain. Otherwise
    most rows of a card are purchases, and raise what is owed; a loan is never in favour.
    """
    raised = lowered = told = 0
    for row in table.rows:
        amount = amount_of(row, found.amounts)
        if not amount:
            continue
        place, figure = amount
        direction = found.directions.get(class_of(row, *amount), 1)
        raised += direction > 0
        lowered += direction < 0
        role = table.columns[place].role
        is_credit = figure.marker == "CR" or (role == "credit" and figure.marker != "-")
        is_debit = figure.marker == "DR" or (role == "debit" and figure.marker != "-")
        told += direction * (1 if is_credit else -1 if is_debit else 0)
    facts = [f for f in (found.opening, found.closing) if f]
    signed = any(f.figure.marker in ("-", "DR") for f in facts)
    if found.closed and told:
        return _Side(told < 0, is_sure=True)
    if owes == "loan":
        return _Side(not signed, is_sure=True)
    if found.closed:
        plus = any(marker == "+" for _, marker, _ in found.directions)  # both signs are printed, and meant
        return _Side(
            raised >= lowered and not (plus and signed),
            is_sure=(plus and signed) or abs(raised - lowered) >= _CLEAR_MAJORITY,
        )
    return _Side(not signed, is_sure=False)
