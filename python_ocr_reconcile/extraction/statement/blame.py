"""Which rows to look at where a statement does not add up.

Between two balances that stand one row apart, the row is known. Over a longer stretch only the difference is:
any row in which one digit printed otherwise would make it up may be the one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from python_ocr_reconcile.extraction.statement.solve import Entry

MOST_NAMED = 5
"""More rows than these are no help to who looks for one."""


@dataclass(frozen=True, slots=True, eq=False)
class Breach:
    """A stretch of rows between two balances that it does not lead from one to the other."""

    rows: Sequence[Entry]
    """In time order."""
    gap: int
    """Minor units that the rows lack; negative where they are too much."""
    suspects: Sequence[Entry]
    """Rows in which one digit would make it up; none where there are too many to name."""

    @property
    def blamed(self) -> Sequence[Entry]:
        """The rows that are marked as in conflict."""
        return self.rows if len(self.rows) == 1 else self.suspects


def breaches(entries: Sequence[Entry]) -> Iterator[Breach]:
    """The stretches of `entries`, in time order, that do not add up."""
    run: list[Entry] = []
    for entry in entries:
        run.append(entry)
        if entry.ends_stretch or entry is entries[-1]:
            if any(one.broken for one in run):
                gap = sum(one.gap for one in run)
                suspects = [one for one in run if _is_one_digit(one.signed, one.signed + gap)]
                yield Breach(tuple(run), gap, tuple(suspects if len(suspects) <= MOST_NAMED else ()))
            run = []


def _is_one_digit(read: int, wanted: int) -> bool:
    """Whether two amounts of one direction differ in one digit."""
    if read * wanted <= 0:
        return False
    one, other = str(abs(read)), str(abs(wanted))
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1
