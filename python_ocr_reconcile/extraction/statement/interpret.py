"""What the columns and signs of a table mean: the interpretation under which most of the chain closes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from itertools import combinations

from python_ocr_reconcile.dates import date_readings
from python_ocr_reconcile.extraction.statement.balances import BALANCES, Fact
from python_ocr_reconcile.extraction.statement.interpretation import Interpretation, Owes, balance_units
from python_ocr_reconcile.extraction.statement.owing import owing
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
from python_ocr_reconcile.extraction.statement.time_order import TimeOrder, time_orders


def interpretations(table: Table, facts: Sequence[Fact], *, owes: Owes = None) -> Interpretation:
    """The best interpretation of `table`; `facts` are the balances printed outside it as well."""
    is_card = owes == "card"
    orders = time_orders(table.rows)
    choices = [
        (*roles, printed) for roles in _roles(table) for printed, order in orders.items() if order.places
    ]
    if len(table.rows) > 2 * SAMPLE_ROWS:
        sample = replace(
            table,
            rows=table.rows[:SAMPLE_ROWS],
            anchors=[(place, fact) for place, fact in table.anchors if place < SAMPLE_ROWS],
        )
        of_sample = time_orders(sample.rows)
        choices.sort(key=lambda c: -_judge(sample, facts, c[0], c[1], of_sample[c[2]], is_card=is_card).score)
        choices = choices[:SAMPLE_KEPT]
    if not choices:
        raise ValueError("a table has at least one column")
    judged = (
        _judge(table, facts, balance, amounts, orders[printed], is_card=is_card)
        for balance, amounts, printed in choices
    )
    best = max(judged, key=lambda f: f.score)
    if owes is None:
        return replace(best, is_side_sure=not _gainsays(table, best))
    side = owing(table, best, owes)
    if side.owed:
        order = orders[best.printed]
        best = _judge(table, facts, best.balance, best.amounts, order, owed=-1, is_card=is_card)
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
    ends_of = Counter(place_of.get(id(f)) for f in facts if id(f) in dated)
    together = {id(f) for f in facts if id(f) in dated and ends_of[place_of.get(id(f))] > 1}
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
        elif at is not None and id(fact) not in together:
            weak["closing" if (at == "start") == newest_first else "opening"].append(fact)
        elif id(fact) in dated:  # outside the table, or together at one end of it
            weak[dated[id(fact)]].append(fact)
    return named["opening"] + weak["opening"], named["closing"] + weak["closing"], between


def _by_date(facts: Sequence[Fact]) -> dict[int, str]:
    """Of balances that only a date tells apart, the first is the opening and the last the closing."""
    texts = list(dict.fromkeys(f.date_text for f in facts if f.date_text))
    if len(texts) < 2:
        return {id(f): "closing" for f in facts}
    first = {_earliest(texts, order) for order in ("dmy", "mdy")}
    opening = first.pop() if len(first) == 1 else texts[0]
    return {id(f): "opening" if f.date_text == opening else "closing" for f in facts}


def _earliest(texts: Sequence[str], order: str) -> str:
    """The text that names the first day, by `order` where it could be two; `texts[0]` where a year lacks."""
    days: list[date] = []
    for text in texts:
        readings = sorted(date_readings(text), key=lambda r: (not r.certain, r.order != order))
        days += [r.value for r in readings if r.value][:1]
    return texts[days.index(min(days))] if len(days) == len(texts) else texts[0]


def _judge(
    table: Table,
    facts: Sequence[Fact],
    balance: int | None,
    amounts: tuple[int, ...],
    order: TimeOrder,
    *,
    is_card: bool,
    owed: int = 1,
) -> Interpretation:
    openings, closings, between = ends(table, facts, newest_first=order.newest_first)
    priors = prior_directions(table, amounts, is_card=is_card)
    # Two amounts in one row are not one entry: one of the columns is something else.
    crowded = sum(_is_crowded(row, amounts) for row in table.rows) if len(amounts) > 1 else 0
    fit = _role_prior(table, balance, amounts) + order.prior
    best: Interpretation | None = None
    for opening in _distinct(openings, owed):
        for closing in _distinct(closings, owed):
            segments, loose, bare = _segments(
                table, balance, amounts, order.places, opening, closing, between, owed
            )
            directions, closed, links, gaps = directions_of(segments, priors)
            # Each printed balance that is met counts, not the rows it covers: to pass over the balances
            # between would make one long chain of a statement in which a figure has been altered.
            score = links - 0.15 * gaps - 0.05 * loose - 0.7 * bare
            score -= 0.5 * crowded
            score += fit
            score += 0.2 * (opening is not None) + 0.2 * (closing is not None)
            if best is None or score > best.score + 1e-9:
                best = Interpretation(
                    balance,
                    amounts,
                    order.printed,
                    order.places,
                    order.newest_first,
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


def _is_crowded(row: Row, amounts: tuple[int, ...]) -> bool:
    return sum(p in row.cells and row.cells[p].units > 0 for p in amounts) > 1


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
