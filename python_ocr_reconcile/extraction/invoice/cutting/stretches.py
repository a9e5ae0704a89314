"""Where an invoice may begin inside a page: short ones are printed below one another.

A page is cut where, below a total, another invoice number stands behind a label and another total follows
it. The cut goes through the widest gap between the two.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from python_ocr_reconcile.extraction.invoice.cutting.signs import states_total
from python_ocr_reconcile.extraction.invoice.pairs import number_pairs, settle
from python_ocr_reconcile.extraction.invoice.row import Row
from python_ocr_reconcile.extraction.lexicon import compact


def stretches(rows: Sequence[Row]) -> list[tuple[int, int]]:
    """The lines ``rows[start:stop]`` of each part of a page; one part where nothing begins inside it."""
    totals = [place for place, row in enumerate(rows) if states_total(row)]
    if len(totals) < 2:
        return [(0, len(rows))]
    numbers = _numbers(rows)
    if len({text for _, text in numbers}) < 2:
        return [(0, len(rows))]
    cuts = []
    at = 0
    current: str | None = None
    for place, text in numbers:
        closed = [t for t in totals if at <= t < place]
        follows = any(t > place for t in totals)
        if current is not None and text != current and closed and follows:
            at = _widest_gap(rows, closed[-1], place)
            cuts.append(at)
        if current is None or text != current:
            current = text
    edges = [0, *cuts, len(rows)]
    return [(start, stop) for start, stop in pairwise(edges) if stop > start]


def stretches_at(rows: Sequence[Row], tops: Sequence[float]) -> list[tuple[int, int]]:
    """The lines ``rows[start:stop]`` of each part of a page that is cut at `tops`, points from its top.

    A cut goes in front of the first line whose middle is below it.
    """
    below = ((place for place, row in enumerate(rows) if row.line.y0 + row.line.y1 >= 2 * y) for y in tops)
    edges = sorted({0, len(rows), *(next(places, len(rows)) for places in below)})
    return list(pairwise(edges))


def _numbers(rows: Sequence[Row]) -> list[tuple[int, str]]:
    """Lines with an invoice number behind a plain label, from the top, with the number."""
    first = rows[0].place
    pairs = [p for p in settle(number_pairs(rows)) if p.key == "invoice_number" and p.found.cost < 0.7]
    return sorted((pair.label[0] - first, compact(str(pair.found.value))) for pair in pairs)


def _widest_gap(rows: Sequence[Row], total: int, number: int) -> int:
    """The line behind the widest gap between a total and the number of the next invoice."""
    gaps = [
        (rows[i].line.y0 - max(r.line.y1 for r in rows[total:i]), -i) for i in range(total + 1, number + 1)
    ]
    return -max(gaps)[1]
