"""Cuts that the signs leave open, settled by the sums: what closes apart is cut, what closes together is not.

Reading both ways costs as much as the pages themselves, so it is done for unsure cuts alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import structs

from python_ocr_reconcile.extraction.invoice.divide import UNSURE_BELOW, Division, Part, notices_of_cuts
from python_ocr_reconcile.models.file import Cut
from python_ocr_reconcile.models.invoice import Invoice

SETTLED = 0.98
"""How sure a cut is that the sums speak for: proofs that close by chance are rare."""
MOST_OPEN = 200
"""Cuts of one file that are read both ways, the most unsure first."""
MOST_PARTS = 40
"""Pages on both sides of a cut; a file that long has other means to say where it begins."""

Sides = tuple[list[Part], list[Part]]


def open_cuts(division: Division) -> dict[int, Sides]:
    """What stands on either side of each unsure cut, by its place among the cuts."""
    home = {part: group for group in division.groups for part in group}
    found: dict[int, Sides] = {}
    order = sorted(range(len(division.cuts)), key=lambda place: division.cuts[place].confidence)
    for place in order:
        cut, part = division.cuts[place], division.parts[place]
        if cut.by != "reader" or cut.confidence >= UNSURE_BELOW or len(found) == MOST_OPEN:
            break
        right = home[part]
        if cut.is_cut:
            nth = next(n for n, group in enumerate(division.groups) if group is right)
            left = division.groups[nth - 1] if nth else []
        else:
            at = right.index(part)
            left, right = right[:at], right[at:]
        if left and len(left) + len(right) <= MOST_PARTS:
            found[place] = (list(left), list(right))
    return found


def by_sums(left: Invoice, right: Invoice, both: Invoice) -> bool | None:
    """Whether the sums speak for a cut (True), against it (False), or say nothing."""
    apart = left.proof == "proved" and right.proof == "proved"
    together = both.proof == "proved"
    if apart and not together:
        return True
    # Where one side is proved alone, the other may add nothing to it: that it closes as well says nothing.
    if together and left.proof != "proved" and right.proof != "proved":
        return False
    return None


def settled(division: Division, verdicts: Mapping[int, bool | None]) -> Division:
    """The division with the cuts that `verdicts` settle, by their place among the cuts."""
    if all(verdict is None for verdict in verdicts.values()):
        return division
    cuts = [
        cut if (verdict := verdicts.get(place)) is None else _settled(cut, is_cut=verdict)
        for place, cut in enumerate(division.cuts)
    ]
    begins = {part for part, cut in zip(division.parts, cuts, strict=True) if cut.is_cut}
    groups: list[list[Part]] = []
    for part in (part for group in division.groups for part in group):
        if part in begins or not groups:
            groups.append([])
        groups[-1].append(part)
    kept = [notice for notice in division.notices if notice.code != "unsure_cut"]
    return Division(groups, division.parts, kept + notices_of_cuts(cuts), cuts)


def _settled(cut: Cut, *, is_cut: bool) -> Cut:
    reason = (
        "for a cut: the sums close on either side of it"
        if is_cut
        else "against a cut: the sums close over both sides of it and on neither"
    )
    return structs.replace(cut, is_cut=is_cut, confidence=SETTLED, reasons=[reason, *cut.reasons])


def read_sides(sides: Sides) -> Sequence[list[Part]]:
    """The three groups to read: left, right, and both as one."""
    left, right = sides
    return left, right, left + right
