"""What the amounts of a receipt are: the words on a line make a sentence, and the sentence gives the role.

"Total incl GST" is what is to be paid, "Total GST" is tax, "Total qty" is a count; "Cash" is what was handed
over and "Change" what came back.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from python_ocr_reconcile.extraction.invoice.found import Found, found_in
from python_ocr_reconcile.extraction.invoice.receipt.till import TillAmount, TillLine

Role = Literal[
    "payable", "gross", "total", "sub", "net", "tax", "service", "rounding", "discount", "cash", "card",
    "change", "summary", "other",
]  # fmt: skip

# Below this share of known words a line is the name of goods that happens to hold a word of ours.
LEAST_CLAIM = 0.55
SUMS: frozenset[Role] = frozenset(("payable", "gross", "total", "sub", "net", "tax"))


@dataclass(frozen=True, slots=True, eq=False)
class Sum:
    """A labelled amount."""

    role: Role
    place: int
    """Of the line with the label."""
    value: Decimal
    found: Found
    cost: float
    """0 is a plain label beside a plain amount."""
    included: bool = False
    """A tax said to be part of the total."""


# The first rule whose words all stand on the line, and none of its second words, gives the role.
_SENTENCES: tuple[tuple[str, str, Role], ...] = (
    ("summary", "", "summary"),
    ("change", "", "change"),
    ("saved", "", "other"),
    ("points", "", "other"),
    ("rounded without", "", "net"),
    ("rounded", "", "payable"),
    ("payable without", "", "net"),
    ("payable", "", "payable"),
    ("rounding", "", "rounding"),
    ("discount", "", "discount"),
    ("service", "tax", "service"),
    ("sub without", "", "net"),
    ("sub", "", "sub"),
    ("total without", "", "net"),
    ("total tax", "with", "tax"),
    ("total with", "", "gross"),
    ("total cash", "", "cash"),
    ("total card", "", "card"),
    ("total", "", "total"),
    ("tax without", "with", "net"),
    ("with included", "total", "tax"),
    ("tax", "", "tax"),
    ("without", "", "net"),
    ("with", "", "gross"),
    ("card", "", "card"),
    ("cash", "", "cash"),
    ("count", "", "other"),
)
_RULES = tuple((frozenset(have.split()), frozenset(lack.split()), role) for have, lack, role in _SENTENCES)


def role_of(line: TillLine) -> Role | None:
    """The role that the words of `line` give its amount; ``None`` where it is goods, or nothing."""
    keys = set(line.keys)
    if not keys or line.claim < LEAST_CLAIM:
        return None
    if "count" in keys and not _money_behind(line):
        return "other"
    return next((role for have, lack, role in _RULES if have <= keys and not lack & keys), None)


def _money_behind(line: TillLine) -> bool:
    """Whether a plain amount stands behind "Total", so that a count is only said in passing."""
    return "total" in line.keys[:1] and any(a.cost < 0.3 for a in line.amounts)


def read_sums(lines: Sequence[TillLine]) -> list[Sum]:
    """Every labelled amount of the receipt, with those of a tax summary left to the summary."""
    found: list[Sum] = []
    inside = in_summary(lines)
    taken: set[tuple[int, int]] = set()
    for line in lines:
        role = role_of(line)
        if role is None or role == "summary" or line.place in inside:
            continue
        hit = _amount_for(lines, line, taken, inside)
        if hit is None:
            continue
        at, amount, method, extra = hit
        taken.add((at.place, amount.start))
        slips = sum(1.0 - label.score for label in line.labels)
        cost = amount.cost + extra + 0.5 * slips + 0.4 * (1.0 - line.claim)
        value = found_in(at.line, amount.start, amount.end, amount.value, method, min(cost, 1.0))
        within = role == "tax" and bool({"included", "with"} & set(line.keys))
        found.append(Sum(role, line.place, amount.value, value, cost, within))
        if role == "cash":
            found += _change_below(lines, line, taken)
    return found


def _change_below(lines: Sequence[TillLine], cash: TillLine, taken: set[tuple[int, int]]) -> list[Sum]:
    """The amount on the line under the cash, which is its change even where its label was misread."""
    for line in lines[cash.place + 1 : cash.place + 3]:
        if line.amounts and role_of(line) in {None, "service"}:
            amount = line.amounts[-1]
            if (line.place, amount.start) in taken or len(line.amounts) > 1:
                return []
            value = found_in(line.line, amount.start, amount.end, amount.value, "below_cash", 0.6)
            return [Sum("change", line.place, amount.value, value, 0.6 + amount.cost)]
        if line.amounts:
            return []
    return []


def in_summary(lines: Sequence[TillLine]) -> frozenset[int]:
    """The places of the lines of a tax summary: its header and the rows of figures under it."""
    inside: set[int] = set()
    for line in lines:
        if role_of(line) != "summary" or (len(line.amounts) == 1 and "total" in line.keys):
            continue
        inside.add(line.place)
        blank = 0
        for below in lines[line.place + 1 : line.place + 9]:
            if len(below.amounts) >= 2 or (below.percents and below.amounts):
                inside.add(below.place)
                blank = 0
            elif role_of(below) in {"payable", "cash", "card", "change"} and below.amounts:
                break
            else:
                blank += 1
                if blank > 3:
                    break
    return frozenset(inside)


_Hit = tuple[TillLine, TillAmount, str, float]


def _amount_for(
    lines: Sequence[TillLine], line: TillLine, taken: set[tuple[int, int]], inside: frozenset[int]
) -> _Hit | None:
    """The amount of a label: the last on its line, else one that stands alone on a line next to it."""
    first = line.labels[0]
    own = [a for a in line.amounts if a.start >= first.start and (line.place, a.start) not in taken]
    if own:
        return line, own[-1], "label_right", 0.0
    if line.amounts:
        return None
    for step, extra in ((1, 0.2), (-1, 0.35)):
        place = line.place + step
        if not 0 <= place < len(lines) or place in inside:
            continue
        other = lines[place]
        if not other.amounts or role_of(other) is not None or not _alone(line, other):
            continue
        amount = other.amounts[-1]
        right = line.line.words[line.labels[-1].end - 1].x1
        behind = other.line.words[amount.start].x0 >= right - 4 * line.line.height
        if (other.place, amount.start) not in taken and (step > 0 or behind):
            return other, amount, "label_above" if step > 0 else "label_below", extra
    return None


def _alone(line: TillLine, other: TillLine) -> bool:
    """Whether the amount on `other` stands by itself, right over or under `line`."""
    gap = max(other.line.y0 - line.line.y1, line.line.y0 - other.line.y1)
    return sum(c.isalpha() for c in other.text) <= 6 and gap <= 1.6 * line.line.height
