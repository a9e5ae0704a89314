"""One statement solved: its table interpreted, its chain run, each row with the value it proved to have."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from python_ocr_reconcile.extraction.statement.balances import Fact
from python_ocr_reconcile.extraction.statement.chain import BREAK, Link, Solved, solve
from python_ocr_reconcile.extraction.statement.figures import Figure
from python_ocr_reconcile.extraction.statement.interpret import ends, interpretations
from python_ocr_reconcile.extraction.statement.interpretation import Interpretation, Owes, balance_units
from python_ocr_reconcile.extraction.statement.misreadings import misread_cost
from python_ocr_reconcile.extraction.statement.rows import Row
from python_ocr_reconcile.extraction.statement.signs import AmountClass, amount_of, class_of
from python_ocr_reconcile.extraction.statement.table import Table


@dataclass(slots=True, eq=False)
class Entry:
    """A row that is an entry, with what the chain says of it."""

    row: Row
    place: int
    """Place of its row in the table, printed order."""
    figure: Figure
    signed: int
    """Minor units, money in positive."""
    amount_repaired: bool
    balance_figure: Figure | None
    balance: int | None
    balance_repaired: bool
    cost: float
    margin: float
    broken: bool
    """The chain breaks at this row."""
    stretch: int
    """Rows between the printed balances around it."""
    ends_stretch: bool
    """A balance is printed after it."""
    gap: int
    """What the row lacks for the chain to close, minor units; 0 but for the row at which it breaks."""


@dataclass(frozen=True, slots=True)
class SolvedStatement:
    """A statement with its entries in time order."""

    interpretation: Interpretation
    entries: list[Entry]
    left_out: list[Row]
    opening: int | None
    closing: int | None
    opening_agrees: bool
    """What is printed for it is what the chain needs."""
    closing_agrees: bool
    cost: float
    longest_stretch: int
    """Most rows between two printed balances."""
    unused_column: bool
    """A column that most rows have is neither amount nor balance, and no head says why."""


def solve_statement(table: Table, facts: Sequence[Fact], *, owes: Owes = None) -> SolvedStatement:
    """The cheapest reading of `table` from its opening to its closing balance."""
    found = interpretations(table, facts, owes=owes)
    _, _, between = ends(table, facts, newest_first=found.newest_first)
    opening_seen, links, entries_at = _links(table, found, between)
    if found.closing is not None:
        seen = (found.closing.figure, balance_units(found.closing.figure, found.owed, found.closing.side))
        if links:
            links[-1] = _with_balance(links[-1], seen)
    links = _with_stretches(links)
    solved = solve(opening_seen, links)
    return _told(table, found, links, entries_at, solved)


def _links(
    table: Table, found: Interpretation, between: Sequence[tuple[int, Fact]]
) -> tuple[list[tuple[Figure, int]], list[Link], list[tuple[int, Figure | None]]]:
    """The chain in time order; for each link the place of its row and the figure of its balance."""
    opening: list[tuple[Figure, int]] = []
    if found.opening is not None:
        opening.append(
            (found.opening.figure, balance_units(found.opening.figure, found.owed, found.opening.side))
        )
    anchors = _anchors(table, found, between)
    links: list[Link] = []
    places: list[tuple[int, Figure | None]] = []
    for time, place in enumerate(found.order):
        row = table.rows[place]
        amount = amount_of(row, found.amounts)
        balance = row.cells.get(found.balance) if found.balance is not None else None
        seen = [(balance, balance_units(balance, found.owed))] if balance is not None else []
        if amount is not None and not (row.optional and amount[1].units == 0):
            links.append(_link(row, amount, found, tuple(seen)))
            places.append((place, balance))
        # A balance with no amount: "balance brought forward" in words that no lexicon has.
        elif seen and links:
            links[-1] = _with_balance(links[-1], seen[0])
        elif seen and not opening:
            opening += seen
        for fact in anchors.get(time + 1, ()):
            reading = (fact.figure, balance_units(fact.figure, found.owed, fact.side))
            if links:
                links[-1] = _with_balance(links[-1], reading)
    return opening, links, places


def _anchors(
    table: Table, found: Interpretation, between: Sequence[tuple[int, Fact]]
) -> dict[int, list[Fact]]:
    count = len(table.rows)
    plain = tuple(range(count))
    at: dict[int, list[Fact]] = {}
    for place, fact in between:
        if found.order == plain:
            at.setdefault(place, []).append(fact)
        elif found.order == plain[::-1]:
            at.setdefault(count - place, []).append(fact)
    return at


def _with_balance(link: Link, seen: tuple[Figure, int]) -> Link:
    if any(figure is seen[0] for figure, _ in link.balances):
        return link
    return Link(link.amount, link.signed, link.flip_cost, link.skip_cost, (*link.balances, seen))


def _with_stretches(links: list[Link]) -> list[Link]:
    """Each link with the number of rows between the printed balances around it."""
    counted: list[Link] = []
    run: list[Link] = []
    for link in links:
        run.append(link)
        if link.balances:
            counted += [msgspec.structs.replace(one, stretch=len(run)) for one in run]
            run = []
    return counted + [msgspec.structs.replace(one, stretch=len(run)) for one in run]


def _link(
    row: Row, amount: tuple[int, Figure], found: Interpretation, seen: tuple[tuple[Figure, int], ...]
) -> Link:
    place, figure = amount
    kind = class_of(row, place, figure)
    direction = _direction(kind, found)
    skip: float | None = None
    if row.optional:
        skip = 0.3 if not seen else 2.0
    elif not row.own_date and not seen:
        skip = 2.5
    return Link(
        figure, (direction or 1) * figure.units, _flip_cost(kind, direction, figure, found), skip, seen
    )


def _direction(kind: AmountClass, found: Interpretation) -> int:
    return found.directions.get(kind, 1)


def _flip_cost(kind: AmountClass, direction: int, figure: Figure, found: Interpretation) -> float:
    """What the other direction costs: nothing where signs are not printed, little where OCR may lose one."""
    if direction == 0:
        return 0.0
    if not figure.noisy:
        return 4.0
    column_signs = {mark for place, mark, _ in found.directions if place == kind[0]}
    if column_signs & {"-", "+"} and kind[1] in ("", "-", "+"):
        return 0.8
    if column_signs & {"CR", "DR"}:
        return 1.2
    return 3.5


def _told(
    table: Table,
    found: Interpretation,
    links: Sequence[Link],
    places: Sequence[tuple[int, Figure | None]],
    solved: Solved,
) -> SolvedStatement:
    entries: list[Entry] = []
    left_out: list[Row] = []
    chained = solved.values[0] is not None
    for i, (link, (place, balance_figure)) in enumerate(zip(links, places, strict=True)):
        row = table.rows[place]
        if solved.skipped[i] or link.amount is None:
            left_out.append(row)
            continue
        value = solved.values[i + 1]
        read = next((units for figure, units in link.balances if figure is balance_figure), None)
        broken = solved.broken[i] or solved.row_cost[i] >= BREAK
        amount = solved.amounts[i]
        balance = read
        if balance_figure is not None and not broken and chained:
            balance = value
        entries.append(
            Entry(
                row=row,
                place=place,
                figure=link.amount,
                signed=link.signed if broken else amount,
                amount_repaired=not broken and abs(amount) != link.amount.units,
                balance_figure=balance_figure,
                balance=balance,
                balance_repaired=balance != read,
                cost=solved.row_cost[i],
                margin=solved.margins[i],
                broken=broken,
                stretch=link.stretch,
                ends_stretch=bool(link.balances),
                gap=(value or 0) - (solved.values[i] or 0) - link.signed if broken else 0,
            )
        )
    opening = _terminal(found.opening, found.owed, solved.values[0])
    closing = _terminal(found.closing, found.owed, solved.values[-1])
    return SolvedStatement(
        interpretation=found,
        entries=entries,
        left_out=left_out,
        opening=opening,
        closing=closing,
        opening_agrees=chained and opening is not None and solved.values[0] == opening,
        closing_agrees=chained and closing is not None and bool(links) and solved.values[-1] == closing,
        cost=solved.cost,
        longest_stretch=max((link.stretch for link in links), default=0),
        unused_column=_has_unused_column(table, found),
    )


def _has_unused_column(table: Table, found: Interpretation) -> bool:
    used = {*found.amounts, found.balance}
    return any(
        place not in used and column.role != "other_figure" and column.support >= 0.5 * len(table.rows)
        for place, column in enumerate(table.columns)
    )


def _terminal(fact: Fact | None, owed: int, solved: int | None) -> int | None:
    """A labelled balance: what the chain has for it where a slip of the reader explains the difference."""
    if fact is None:
        return None
    read = balance_units(fact.figure, owed, fact.side)
    if solved is not None and fact.figure.noisy and misread_cost(fact.figure, solved) is not None:
        return solved
    return read
