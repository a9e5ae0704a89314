"""Small packing: the heaviest choice of a few hypotheses that share no row, where there is one such choice.

Nearly all components of a run are settled by it, sooner than a solver has read its problem.
"""

from __future__ import annotations

from collections import defaultdict

MOST_HYPOTHESES = 64
MOST_NODES = 400
"""Branches tried; what needs more is for a solver."""


def heaviest(weights: list[int], rows: list[list[int]]) -> list[int] | None:
    """Places of the heaviest choice, sorted; `weights` above zero, `rows` those that each one uses.

    `None` where the bounds above do not settle it, or where several choices are as heavy.
    """
    if len(weights) > MOST_HYPOTHESES:
        return None
    # Sets of hypotheses are the bits of a number, the heaviest first.
    order = sorted(range(len(weights)), key=lambda at: (-weights[at], at))
    weight = [weights[at] for at in order]
    users: dict[int, int] = defaultdict(int)
    for bit, at in enumerate(order):
        for row in rows[at]:
            users[row] |= 1 << bit
    cliques = [[users[row] for row in rows[at]] for at in order]
    best, found, alike = 0, 0, False
    branches = [((1 << len(order)) - 1, 0, 0)]
    for _ in range(MOST_NODES):
        if not branches:
            break
        left, total, chosen = branches.pop()
        if not left:
            if total >= best:
                best, found, alike = total, chosen, total == best
        elif total + _most(left, weight, cliques) >= best:
            first = left & -left
            at = first.bit_length() - 1
            without = left
            for clique in cliques[at]:
                without &= ~clique
            branches += [(left ^ first, total, chosen), (without, total + weight[at], chosen | first)]
    if branches or alike:
        return None
    return sorted(at for bit, at in enumerate(order) if found >> bit & 1)


def _most(left: int, weight: list[int], cliques: list[list[int]]) -> int:
    """No choice among `left` weighs more: of those that share a row one can be chosen."""
    total = 0
    while left:
        at = (left & -left).bit_length() - 1
        total += weight[at]
        left &= ~max((clique & left for clique in cliques[at]), key=int.bit_count)
    return total
