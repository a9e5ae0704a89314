"""How much a stretch speaks for another invoice, given the one that it would go on with.

Weights are log-odds: above zero for a cut. They were set by hand, checked on drawn files and on published
invoices that were merged; `choose` calibrates what they come to.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from python_ocr_reconcile.extraction.invoice.cutting.signs import Paging, Signs

Reason = tuple[float, str]

# What OCR takes for one another, folded to one of them: numbers that differ in nothing else may be one.
_CONFUSED = str.maketrans(
    {
        "o": "0",
        "d": "0",
        "q": "0",
        "l": "1",
        "i": "1",
        "7": "1",
        "z": "2",
        "s": "5",
        "8": "3",
        "b": "3",
        "g": "6",
    }
)


@dataclass(slots=True)
class SoFar:
    """An invoice as far as its stretches have been taken in."""

    last: Signs
    number: str | None
    number_sure: bool
    issued: date | None
    print: tuple[int, ...]
    """Of its first stretch."""
    closed: bool
    """A total has been stated."""
    table: bool
    senders: frozenset[str]
    letterhead: str
    paging: Paging | None

    @classmethod
    def of(cls, first: Signs) -> SoFar:
        """An invoice that begins with `first`."""
        return cls(
            last=first,
            number=first.number,
            number_sure=first.number_sure,
            issued=first.issued,
            print=first.print,
            closed=first.total,
            table=first.table,
            senders=first.senders,
            letterhead=first.letterhead,
            paging=first.pagings[0] if first.pagings else None,
        )

    def take(self, sign: Signs) -> None:
        """Go on with `sign`."""
        if sign.number and (self.number is None or (sign.number_sure and not self.number_sure)):
            self.number, self.number_sure = sign.number, sign.number_sure
        self.issued = self.issued or sign.issued
        self.closed = self.closed or sign.total
        self.table = self.table or sign.table
        self.senders |= sign.senders
        self.letterhead = self.letterhead or sign.letterhead
        following = _following(self.paging, sign.pagings)
        self.paging = following or (sign.pagings[0] if sign.pagings else self.paging)
        self.last = sign


def weigh(before: SoFar, sign: Signs) -> list[Reason]:
    """What speaks for (above zero) and against a cut between `before` and `sign`."""
    reasons = [
        *_by_paging(before, sign),
        *_by_number(before, sign),
        *_by_sums(before, sign),
        *_by_head(before, sign),
    ]
    if _again(before.print, sign.print):
        reasons.append((7.0, "the first page over again: a copy"))
    if sign.receipt:
        # A till prints its shop at the head of every receipt, and on none of its further lengths.
        reasons.append((9.0, "a whole till receipt"))
    elif before.last.receipt:
        reasons.append((1.5, "behind a whole till receipt"))
    inside = sign.y is not None
    bare = is_bare(sign)
    # Two in three pages of a file go on; a stretch that was cut out of a page begins, or it would be none.
    reasons.append((0.0, "") if inside else (-0.8, ""))
    if bare:
        reasons.append((-2.0, "no title, number or total of its own"))
    return reasons


def is_bare(sign: Signs) -> bool:
    """Whether it shows nothing that an invoice begins with or ends with."""
    return not (sign.title or sign.number or sign.total)


def _again(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Whether seven words in eight are the same."""
    return sum(a == b for a, b in zip(one, other, strict=False)) >= 14


def _by_paging(before: SoFar, sign: Signs) -> Iterator[Reason]:
    if not sign.pagings or sign.y is not None:
        if before.paging and before.paging[1] and sign.y is None:
            done = before.paging[0] == before.paging[1]
            yield (
                (1.0, "the page numbering before is complete")
                if done
                else (-2.5, "the page numbering before goes on")
            )
        return
    if _following(before.paging, sign.pagings):
        yield -5.0, "the page numbering goes on"
    elif any(page == 1 for page, _ in sign.pagings):
        # Page 1 after a page without a number, as after a covering sheet, says less than after page 3.
        yield (5.0 if before.paging else 3.0), "the page numbering restarts"
    elif before.paging is None:
        yield -2.5, "a later page of something"
    else:
        yield 0.5, "the page numbering jumps"


def _following(paging: Paging | None, pagings: tuple[Paging, ...]) -> Paging | None:
    if paging is None:
        return None
    return next((p for p in pagings if p[0] == paging[0] + 1 and p[1] == paging[1]), None)


def _by_number(before: SoFar, sign: Signs) -> Iterator[Reason]:
    if sign.number is None:
        return
    if before.number is None:
        if before.closed:
            yield 1.0, "an invoice number behind one that closed without"
        return
    both_sure = sign.number_sure and before.number_sure
    if sign.number == before.number:
        yield -4.0 if both_sure else -2.5, "the same invoice number"
    elif sign.noisy and sign.number.translate(_CONFUSED) == before.number.translate(_CONFUSED):
        yield -2.5, "the same invoice number but for a misread letter"
    elif both_sure:
        yield 4.0, "another invoice number"
    else:
        yield 1.2, "perhaps another invoice number"


def _by_sums(before: SoFar, sign: Signs) -> Iterator[Reason]:
    if before.last.carried_out or sign.carried_in:
        both = before.last.carried_out and sign.carried_in
        yield (-4.0 if both else -2.0), "a sum is carried over"
    if before.closed and sign.total:
        yield 1.8, "a total of its own after one that closed"
    elif before.closed and sign.table:
        yield 1.0, "a table of its own after sums that closed"
    elif not before.closed:
        # What has neither a title nor a number hardly begins anything while something is still open.
        headless = 0.0 if sign.title or sign.number else -1.0
        if before.table:
            yield headless - 2.0, "the positions before have no total yet"
        else:
            yield headless - 0.7, "no total before"
    if before.closed and sign.conditions and not sign.total:
        yield -3.0, "terms and conditions"


def _by_head(before: SoFar, sign: Signs) -> Iterator[Reason]:
    if sign.title:
        yield (1.5 if before.closed else 0.8), "a title of its own"
    if sign.issued and before.issued:
        yield (1.2, "another date") if sign.issued != before.issued else (-0.6, "the same date")
    if sign.senders and before.senders:
        if not sign.senders & before.senders:
            yield 2.5, "another sender"
        elif sign.senders == before.senders:
            yield -0.3, "the same sender"
    if sign.letterhead and before.letterhead:
        if sign.letterhead == before.letterhead:
            # Letterheads are printed on first pages; on later ones by some.
            yield (0.3 if sign.title else -0.3), "the same letterhead"
        elif sign.title:
            yield 0.6, "another letterhead"
    whole = sign.title and sign.number_sure and sign.issued and sign.table and sign.total
    if whole and before.closed and before.issued:
        yield 2.5, "a whole invoice on one page"
