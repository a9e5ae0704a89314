"""The cuts that are likeliest taken together, and how sure each of them is.

An invoice is a run of stretches. Its score is the sum, over the stretches behind its first, of the log-odds
that they go on with it, each weighed against all of it so far; a file's score is the sum over its invoices.
The best division is found by dynamic programming, and the probability of each cut by the same sums over all
divisions (forward and backward), so that what follows on later pages counts for earlier cuts too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import exp, inf, log1p

from python_ocr_reconcile.extraction.invoice.cutting.signs import Signs
from python_ocr_reconcile.extraction.invoice.cutting.weigh import Reason, SoFar, is_bare, weigh
from python_ocr_reconcile.models.file import Cut

FLATTEN = 0.7
"""Signs of one page hang together, so that their sum says more than it knows."""
_HOPELESS = -18.0
"""A run is not followed beyond a step so much against it: odds of 1 to 50,000, flattened."""
_LONGEST = 1_000
"""Stretches of one invoice; the work stays linear in the pages of a file."""
_MOST_REASONS = 6
_BARE_ALONE = -5.0
"""That an invoice begins with a stretch that shows nothing of one."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A file divided."""

    groups: list[list[int]]
    """Places of the stretches of each invoice."""
    aside: list[int]
    """Places of what is of no invoice: separator sheets, covering letters."""
    cuts: list[Cut]


def choose(signs: Sequence[Signs]) -> Chosen:
    """Divide the file whose stretches show `signs`."""
    signs = _without_running_number(signs)
    count = len(signs)
    if count < 2:
        return Chosen([[place] for place in range(count)], [], [])
    runs = [_runs(signs, first) for first in range(count)]
    asides = _asides(signs)
    best: list[float] = [-inf] * count + [0.0]
    step: list[tuple[int, bool]] = [(0, False)] * count
    total: list[float] = [-inf] * count + [0.0]
    for first in range(count - 1, -1, -1):
        options = [(first + length, score, False) for length, score in enumerate(runs[first], 1)]
        if asides[first] is not None:
            options.append((first + 1, asides[first] or 0.0, True))
        for stop, score, aside in options:
            if score + best[stop] > best[first]:
                best[first], step[first] = score + best[stop], (stop, aside)
            total[first] = _either(total[first], score + total[stop])
    begins = _begin_odds(runs, asides, total)
    return _divided(signs, step, begins)


def forced(signs: Sequence[Signs], starts: frozenset[tuple[int, float | None]]) -> Chosen:
    """Divide at `starts`, page and place on it, as a person has said, and nowhere else.

    What the reader takes for no part of an invoice stays aside, unless a start says otherwise.
    """
    aside = [place for place in choose(signs).aside if (signs[place].page, signs[place].y) not in starts]
    groups: list[list[int]] = []
    cuts: list[Cut] = []
    for place, sign in enumerate(signs):
        if place in aside:
            continue
        begins = not groups or (sign.page, sign.y) in starts
        if place:
            cuts.append(Cut(page=sign.page, y=sign.y, is_cut=begins, confidence=1.0, by="human"))
        if begins:
            groups.append([])
        groups[-1].append(place)
    return Chosen(groups, aside, cuts)


def _runs(signs: Sequence[Signs], first: int) -> list[float]:
    """The scores of the invoices that begin with stretch `first`, by their length from one stretch up."""
    so_far = SoFar.of(signs[first])
    alone = is_bare(signs[first]) and not signs[first].table and not signs[first].money
    scores = [FLATTEN * _BARE_ALONE if alone else 0.0]
    for sign in signs[first + 1 : first + _LONGEST]:
        step = -FLATTEN * sum(weight for weight, _ in weigh(so_far, sign))
        scores.append(scores[-1] + step)
        if step < FLATTEN * _HOPELESS or scores[-1] < 2 * FLATTEN * _HOPELESS:
            break
        so_far.take(sign)
    return scores


def _asides(signs: Sequence[Signs]) -> list[float | None]:
    """The score of each stretch as one of no invoice; ``None`` where it shows what only invoices show."""
    if not any(sign.total and (sign.title or sign.number) for sign in signs):
        return [None] * len(signs)  # nothing here is plainly an invoice: whatever it is, it is read
    return [_aside(sign) for sign in signs]


def _aside(sign: Signs) -> float | None:
    if sign.number or sign.sums or sign.table or sign.money or sign.carried_in or sign.y is not None:
        return None
    if sign.title and sign.words > 12:
        return None
    # A dozen words are a separator; more without a figure are a letter, or the last page of an invoice.
    return 2.0 if sign.words <= 12 else 0.4


def _without_running_number(signs: Sequence[Signs]) -> list[Signs]:
    """Page numbers that run through a file of several invoices number its pages, not theirs."""
    numbers = {sign.number for sign in signs if sign.number_sure and sign.title}
    tops = [sign for sign in signs if sign.y is None]
    if len(numbers) < 2 or len(tops) < 2:
        return list(signs)
    offsets: dict[tuple[int, int | None], int] = {}
    for sign in tops:
        for page, pages in set(sign.pagings):
            key = (page - sign.page, pages)
            offsets[key] = offsets.get(key, 0) + 1
    running = {key for key, many in offsets.items() if many >= max(2, 0.9 * len(tops))}
    if not running:
        return list(signs)
    return [
        replace(s, pagings=tuple(p for p in s.pagings if (p[0] - s.page, p[1]) not in running)) for s in signs
    ]


def _either(a: float, b: float) -> float:
    """Logarithm of the sum of two numbers given by theirs."""
    high, low = (a, b) if a > b else (b, a)
    return high if low == -inf else high + log1p(exp(low - high))


def _begin_odds(runs: list[list[float]], asides: list[float | None], total: list[float]) -> list[float]:
    """The probability that an invoice begins at each stretch, over all divisions."""
    count = len(runs)
    reach = [0.0] + [-inf] * count
    begins = []
    for first in range(count):
        starting = -inf
        for length, score in enumerate(runs[first], 1):
            stop = first + length
            reach[stop] = _either(reach[stop], reach[first] + score)
            starting = _either(starting, score + total[stop])
        aside = asides[first]
        if aside is not None:
            reach[first + 1] = _either(reach[first + 1], reach[first] + aside)
        begins.append(exp(min(0.0, reach[first] + starting - total[0])))
    return begins


def _divided(signs: Sequence[Signs], step: list[tuple[int, bool]], begins: list[float]) -> Chosen:
    groups: list[list[int]] = []
    aside: list[int] = []
    place = 0
    while place < len(signs):
        stop, is_aside = step[place]
        (aside.append(place) if is_aside else groups.append(list(range(place, stop))))
        place = stop
    starts = {group[0] for group in groups}
    cuts = []
    so_far: SoFar | None = None
    for place, sign in enumerate(signs):
        if place and place not in aside:
            reasons = weigh(so_far, sign) if so_far else [(1.0, "nothing before it is of an invoice")]
            cuts.append(_cut(sign, reasons, is_cut=place in starts, begins=begins[place]))
        if place in aside:
            continue
        if place in starts or so_far is None:
            so_far = SoFar.of(sign)
        else:
            so_far.take(sign)
    return Chosen(groups, aside, cuts)


def _cut(sign: Signs, reasons: Sequence[Reason], *, is_cut: bool, begins: float) -> Cut:
    told = sorted(((w, text) for w, text in reasons if text), key=lambda reason: -abs(reason[0]))
    return Cut(
        page=sign.page,
        y=sign.y,
        is_cut=is_cut,
        confidence=round(begins if is_cut else 1.0 - begins, 4),
        reasons=[
            f"{'for' if weight > 0 else 'against'} a cut: {text}" for weight, text in told[:_MOST_REASONS]
        ],
    )
