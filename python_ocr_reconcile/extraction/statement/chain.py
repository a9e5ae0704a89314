"""The balance chain: balance = balance before +/- amount, from opening to closing, at the least cost.

Every printed figure may be a slip of the reader; a path gives each row the balance after it, and the cheapest
path is the reading. The cost of the next best path through a row is that row's margin. Min-sum forward and
backward over a few states a row: linear in the rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import msgspec

from python_ocr_reconcile.extraction.statement.figures import Figure
from python_ocr_reconcile.extraction.statement.misreadings import misread_cost

BREAK = 10.0
"""Cost of a row that does not add up as printed. Higher than any believable slip (3.0)."""
ONE_SLIP = 1.7
"""Most that an amount among several without balances between may cost. The difference of a sum is met by two
slips in one of its many rows too often by chance: among 15 rows they reach some 100,000 differences."""
SHREDS = 3.0
"""Cost of a printed balance that OCR left no figure of."""
MARGIN_CAP = 4.0
_STATES = 4


class Link(msgspec.Struct, frozen=True, gc=False):
    """One row of the chain, in time order."""

    amount: Figure | None
    signed: int
    """The amount as the signs of the document read it, minor units."""
    flip_cost: float
    """Cost of the opposite sign: 0 where the document does not print signs."""
    skip_cost: float | None
    """Cost of leaving the row out; ``None`` where it is certainly an entry."""
    balances: tuple[tuple[Figure, int], ...]
    """What is printed for the balance after it, each with its signed reading."""
    stretch: int = 1
    """Rows between the printed balances around it."""


@dataclass(frozen=True, slots=True)
class Solved:
    """A path through the chain."""

    cost: float
    values: list[int | None]
    """The balance after each link, the opening first; ``None`` where no balance is known at all."""
    amounts: list[int]
    """Each row's signed amount on the path; 0 where it is left out."""
    skipped: list[bool]
    row_cost: list[float]
    """What each row costs: 0 as printed, `BREAK` and more where it does not add up."""
    margins: list[float]
    """Cost of the best path that reads the row otherwise, less the cost of this one."""
    broken: list[bool]
    """The step to this row does not add up."""


def solve(opening: Sequence[tuple[Figure, int]], links: Sequence[Link]) -> Solved:
    """The cheapest reading of the chain; `opening` is what is printed for the balance before it."""
    observed = [tuple(opening), *[link.balances for link in links]]
    states = _states(observed, links)
    if states is None:
        return _unchained(links)
    emit = [
        [_emission(seen, value) for value in values] for seen, values in zip(observed, states, strict=True)
    ]
    forward, back = _forward(states, emit, links)
    backward = _backward(states, emit, links)
    return _trace(states, emit, links, forward, backward, back)


def _states(
    observed: Sequence[tuple[tuple[Figure, int], ...]], links: Sequence[Link]
) -> list[list[int]] | None:
    """Believable balances after each row: as printed, as the rows above give, as the rows below give."""
    if not any(observed):
        return None
    count = len(observed)
    down: list[list[int]] = [[] for _ in range(count)]
    up: list[list[int]] = [[] for _ in range(count)]
    for i in range(count):
        carried = [v + links[i - 1].signed for v in down[i - 1]] if i else []
        down[i] = _first([*_readings(observed[i]), *carried])
    for i in range(count - 1, -1, -1):
        carried = [v - links[i].signed for v in up[i + 1]] if i + 1 < count else []
        up[i] = _first([*_readings(observed[i]), *carried])
    states = [_first([*down[i], *up[i]], 2 * _STATES) for i in range(count)]
    # A row that is left out, or whose sign the balances decide, leads from each state to these as well.
    for i in range(1, count):
        link = links[i - 1]
        more = list(states[i - 1][:2]) if link.skip_cost is not None else []
        if link.flip_cost < BREAK:
            more += [v - link.signed for v in states[i - 1][:2]]
        states[i] = _first([*states[i], *more], 2 * _STATES + 2)
    return states


def _readings(seen: tuple[tuple[Figure, int], ...]) -> list[int]:
    """What is printed, and the same with the number before it as its thousands."""
    read = [value for _, value in seen]
    for figure, value in seen:
        if figure.head:
            read.append(int(figure.head + figure.digits) * (-1 if value < 0 else 1))
    return read


def _first(values: Sequence[int], most: int = _STATES) -> list[int]:
    return list(dict.fromkeys(values))[:most]


def _emission(seen: tuple[tuple[Figure, int], ...], value: int) -> float:
    """Cost of printing `seen` where the balance is `value`."""
    cost = 0.0
    for figure, read in seen:
        if read == value and not figure.doubtful:
            continue
        slip = misread_cost(figure, value)
        if slip is None:
            # A balance in shreds says nothing; the rows around it do.
            cost += SHREDS if figure.doubtful and not figure.marked else BREAK
            continue
        turned = (read < 0) != (value < 0) and value != 0
        # A lost minus is a slip of OCR; a balance without a mark does not change its side otherwise.
        cost += slip + (0.0 if not turned else 0.8 if figure.noisy and figure.marker in ("", "-") else BREAK)
    return cost


def _step(link: Link, before: int, after: int) -> float:
    """Cost of the step from one balance to the next over `link`."""
    moved = after - before
    best = BREAK
    if link.skip_cost is not None and moved == 0:
        best = min(best, link.skip_cost)
    if link.amount is None:
        return 0.0 if moved == 0 else best
    if moved == link.signed and not link.amount.doubtful:
        return 0.0
    if moved == -link.signed and not link.amount.doubtful:
        return min(best, link.flip_cost)
    slip = misread_cost(link.amount, moved)
    if slip is not None:
        slip += link.flip_cost if moved * link.signed < 0 else 0.0
        if link.stretch == 1 or slip <= ONE_SLIP:
            best = min(best, slip)
    return best


def _forward(
    states: list[list[int]], emit: list[list[float]], links: Sequence[Link]
) -> tuple[list[list[float]], list[list[int]]]:
    costs = [list(emit[0])]
    back: list[list[int]] = [[0] * len(states[0])]
    for i in range(1, len(states)):
        here: list[float] = []
        came: list[int] = []
        for j, after in enumerate(states[i]):
            options = [
                (costs[-1][k] + _step(links[i - 1], before, after), k)
                for k, before in enumerate(states[i - 1])
            ]
            best = min(options)
            here.append(best[0] + emit[i][j])
            came.append(best[1])
        costs.append(here)
        back.append(came)
    return costs, back


def _backward(states: list[list[int]], emit: list[list[float]], links: Sequence[Link]) -> list[list[float]]:
    costs: list[list[float]] = [[0.0] * len(values) for values in states]
    for i in range(len(states) - 2, -1, -1):
        for j, before in enumerate(states[i]):
            costs[i][j] = min(
                _step(links[i], before, after) + emit[i + 1][k] + costs[i + 1][k]
                for k, after in enumerate(states[i + 1])
            )
    return costs


def _trace(
    states: list[list[int]],
    emit: list[list[float]],
    links: Sequence[Link],
    forward: list[list[float]],
    backward: list[list[float]],
    back: list[list[int]],
) -> Solved:
    last = min(range(len(states[-1])), key=lambda j: forward[-1][j])
    total = forward[-1][last]
    path = [last]
    for i in range(len(states) - 1, 0, -1):
        path.append(back[i][path[-1]])
    path.reverse()
    values: list[int | None] = [states[i][j] for i, j in enumerate(path)]
    amounts, skipped, row_cost, margins, broken = [], [], [], [], []
    for i, link in enumerate(links):
        before, after = states[i][path[i]], states[i + 1][path[i + 1]]
        step = _step(link, before, after)
        moved = after - before
        left_out = link.amount is None or (
            link.skip_cost is not None and moved == 0 and link.signed != 0 and step <= link.skip_cost
        )
        breaks = step >= BREAK
        amounts.append(link.signed if breaks else 0 if left_out else moved)
        skipped.append(left_out)
        broken.append(breaks)
        row_cost.append(step + emit[i + 1][path[i + 1]])
        around = _Around(states[i], forward[i], states[i + 1], emit[i + 1], backward[i + 1])
        margins.append(_margin(around, link, moved, after, total))
    return Solved(total, values, amounts, skipped, row_cost, margins, broken)


class _Around(NamedTuple):
    """The states on both sides of a link, with the costs of coming to it and of going on."""

    before: list[int]
    forward: list[float]
    after: list[int]
    emit: list[float]
    backward: list[float]


def _margin(around: _Around, link: Link, moved: int, after: int, total: float) -> float:
    """How much dearer the best path is that gives this row another amount or another balance."""
    best = total + MARGIN_CAP
    for low, reached in zip(around.before, around.forward, strict=True):
        if reached >= best:
            continue
        for high, printed, onward in zip(around.after, around.emit, around.backward, strict=True):
            if high - low == moved and high == after:
                continue
            rest = reached + printed + onward
            if rest < best:
                best = min(best, rest + _step(link, low, high))
    return best - total


def _unchained(links: Sequence[Link]) -> Solved:
    """No balance is printed at all: every row as read."""
    count = len(links)
    return Solved(
        cost=0.0,
        values=[None] * (count + 1),
        amounts=[link.signed for link in links],
        skipped=[
            link.amount is None or (link.skip_cost is not None and link.skip_cost < 0.5) for link in links
        ],
        row_cost=[0.0] * count,
        margins=[0.0] * count,
        broken=[False] * count,
    )
