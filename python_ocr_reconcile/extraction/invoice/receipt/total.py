"""The amount to pay: the one that its label and the arithmetic of the till agree on.

Tills repeat themselves: the goods add up to the total, cash less change is the total, the card is charged
the total, net and tax make the total. Each candidate earns what its best label says and every equation it
closes; what an equation confirms beats what is only labelled, since a digit that OCR misread closes nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import product

from python_ocr_reconcile.extraction.invoice.found import Found
from python_ocr_reconcile.extraction.invoice.receipt.roles import Role, Sum
from python_ocr_reconcile.extraction.invoice.receipt.summary import SummaryRow
from python_ocr_reconcile.extraction.invoice.sums import CENT
from python_ocr_reconcile.extraction.invoice.table import Table

ZERO = Decimal(0)
# What a label is worth by itself. Equations are worth 1.2 to 3: one outweighs a better word.
_LABEL: dict[Role, float] = {
    "payable": 2.8, "gross": 2.3, "total": 2.2, "card": 1.3, "sub": 1.1, "cash": 0.6, "net": 0.4,
}  # fmt: skip
# What was paid, where no change was given back: "Amount paid" is all that a machine for parking prints.
_PAID_EXACTLY = 1.3
LEAST_SCORE = 1.0
# Cash is rounded to 5 cents in many countries, to 10 in some.
MOST_ROUNDING = Decimal("0.10")
FIVE_CENTS = Decimal("0.05")
MOST_OF_A_ROLE = 12


@dataclass(slots=True)
class Candidate:
    """An amount that may be the total, and what speaks for it."""

    value: Decimal
    found: Found
    label: float = 0.0
    role: Role | None = None
    equations: dict[str, float] = field(default_factory=dict)
    lines: set[int] = field(default_factory=set)
    """Lines that print it beside a label."""

    @property
    def score(self) -> float:
        """Label, equations, and a little for every further line that prints it."""
        return self.label + sum(self.equations.values()) + 0.35 * min(len(self.lines), 4)


@dataclass(frozen=True, slots=True)
class Settled:
    """The total with its margin over the next amount."""

    best: Candidate
    margin: float

    @property
    def confirmed(self) -> bool:
        """Whether an equation stands behind it."""
        return bool(self.best.equations)


def settle_total(sums: Sequence[Sum], summary: Sequence[SummaryRow], goods: Table | None) -> Settled | None:
    """The total; ``None`` where nothing on the receipt speaks for any amount."""
    sums = _cheapest(sums)
    extras = _extras(sums)
    candidates: dict[Decimal, Candidate] = {}
    exact = not _of(sums, "change")
    for one in sums:
        if one.role in _LABEL and one.value > 0:
            _label(candidates, one, _PAID_EXACTLY if one.role == "cash" and exact else _LABEL[one.role])
    _add_made_up(candidates, sums)
    if goods is not None and goods.total > 0 and goods.total not in candidates:
        candidates[goods.total] = Candidate(goods.total, _goods_found(goods), label=0.4)
    for candidate in candidates.values():
        candidate.equations = {
            **_by_payment(candidate, sums),
            **_by_parts(candidate, sums, extras),
            **_by_summary(candidate.value, summary),
            **_by_goods(candidate.value, goods),
        }
    _hand_on(candidates, sums)
    ranked = sorted(candidates.values(), key=lambda c: -c.score)
    if not ranked or ranked[0].score < LEAST_SCORE:
        return None
    best = ranked[0]
    runner_up = next((c for c in ranked[1:] if c.value != best.value), None)
    return Settled(best, best.score - (runner_up.score if runner_up else 0.0))


def _label(candidates: dict[Decimal, Candidate], one: Sum, worth: float) -> None:
    worth -= one.cost
    known = candidates.setdefault(one.value, Candidate(one.value, one.found))
    known.lines.add(one.place)
    if worth > known.label:
        known.label, known.found, known.role = worth, one.found, one.role


def _of(sums: Iterable[Sum], *roles: Role) -> list[Sum]:
    return [s for s in sums if s.role in roles]


def _add_made_up(candidates: dict[Decimal, Candidate], sums: Sequence[Sum]) -> None:
    """Totals that are not legible where they stand: cash less change, and the sum of the labelled parts."""
    for cash, change in product(_of(sums, "cash"), _of(sums, "change")):
        value = cash.value - change.value
        if value > 0 and change.value > 0 and value not in candidates and cash.cost + change.cost < 0.5:
            candidates[value] = Candidate(value, _made(value, (cash, 1), (change, -1)), label=0.4)
    whole = [s for s in _of(sums, "payable", "total", "gross") if s.cost < 0.6]
    if whole:
        return
    for base, tax in product(_of(sums, "sub", "net"), _of(sums, "tax")):
        for rounding in [None, *(s for s in _of(sums, "rounding") if s.value)]:
            value = base.value + tax.value + (rounding.value if rounding else ZERO)
            parts = [(base, 1), (tax, 1), *([(rounding, 1)] if rounding else [])]
            if value > 0 and tax.value and not tax.included and value not in candidates:
                worth = 0.9 + (0.3 if rounding else 0.0) - sum(s.cost for s, _ in parts)
                candidates[value] = Candidate(value, _made(value, *parts), label=worth)


def _goods_found(goods: Table) -> Found:
    words = tuple(w for item in goods.items for w in item.amount.words)
    raw = " + ".join(item.amount.text for item in goods.items)
    return Found(goods.total, words, goods.items[0].page, raw, "computed", 0.5)


def _made(value: Decimal, *parts: tuple[Sum, int]) -> Found:
    raw = " ".join(f"{'-' if sign < 0 else '+'} {s.found.raw}" for s, sign in parts).removeprefix("+ ")
    words = tuple(w for s, _ in parts for w in s.found.words)
    return Found(value, words, parts[0][0].found.page, raw, "computed", 0.5)


def _hand_on(candidates: dict[Decimal, Candidate], sums: Sequence[Sum]) -> None:
    """What speaks for a sum that is rounded speaks for the rounded sum, which is what is paid."""
    scores = {value: c.score for value, c in candidates.items()}
    for value, rounding in product(scores, [s.value for s in _of(sums, "rounding") if s.value]):
        after = value + rounding
        to_five = not after % FIVE_CENTS and value % FIVE_CENTS
        if after in candidates and to_five and abs(rounding) <= MOST_ROUNDING:
            candidates[after].equations["rounded"] = max(1.2, 0.7 * scores[value] + 0.5)


def _by_payment(candidate: Candidate, sums: Sequence[Sum]) -> dict[str, float]:
    """Cash less change, or what the card was charged; a payment says nothing for itself."""
    value, found = candidate.value, dict[str, float]()
    for cash, change in product(_of(sums, "cash", "card"), _of(sums, "change")):
        if cash.value - change.value == value and change.value >= 0:
            worth = (3.0 if change.value else 1.0) - 2.0 * change.cost
            found["cash_less_change"] = max(found.get("cash_less_change", 0.0), worth)
    paid = [s for s in _of(sums, "cash", "card") if s.value > 0]
    if len(paid) >= 2 and "cash_less_change" not in found:
        # Part in cash, part by card.
        for one in paid:
            if any(o is not one and one.value + o.value == value for o in paid):
                found["payments"] = 1.5
    if candidate.role in {"card", "cash"}:
        return found
    if any(s.value == value for s in _of(sums, "card")):
        found["card"] = 1.6
    elif any(s.value == value for s in _of(sums, "cash")) and "cash_less_change" not in found:
        found["cash"] = 0.6
    return found


def _by_parts(candidate: Candidate, sums: Sequence[Sum], extras: dict[Decimal, float]) -> dict[str, float]:
    """A base with tax, service, rounding or a rebate that makes up the amount, which is printed itself."""
    if candidate.role in {None, "cash"}:
        return {}
    bases = {s.value for s in _of(sums, "sub", "net", "total", "gross", "payable") if s.value > 0}
    best = max((extras.get(candidate.value - base, 0.0) for base in bases), default=0.0)
    return {"parts": best} if best else {}


def _extras(sums: Sequence[Sum]) -> dict[Decimal, float]:
    """What may stand between a base and the total, and what it is worth that the two are so far apart."""
    taxes = [s for s in _of(sums, "tax") if s.value and not s.included]
    options: list[list[Decimal]] = [
        [ZERO, *{s.value for s in taxes}, *([sum((s.value for s in taxes), ZERO)] if len(taxes) > 1 else [])],
        [ZERO, *{s.value for s in _of(sums, "service") if s.value}],
        [ZERO, *{-abs(s.value) for s in _of(sums, "discount") if s.value}],
        [ZERO, *_roundings(sums)],
    ]
    found: dict[Decimal, float] = {}
    for extras in product(*options):
        used = [e for e in extras if e]
        if used:
            worth = 1.2 if extras[3] and len(used) == 1 else 1.8
            apart = sum(extras, ZERO)
            found[apart] = max(found.get(apart, 0.0), worth)
    return found


def _cheapest(sums: Sequence[Sum]) -> list[Sum]:
    """At most `MOST_OF_A_ROLE` of each role: a page of thousands of labelled numbers is no receipt."""
    seen: Counter[Role] = Counter()
    kept: set[int] = set()
    for place, one in sorted(enumerate(sums), key=lambda s: s[1].cost):
        seen[one.role] += 1
        if seen[one.role] <= MOST_OF_A_ROLE:
            kept.add(place)
    return [one for place, one in enumerate(sums) if place in kept]


def _roundings(sums: Sequence[Sum]) -> set[Decimal]:
    """The roundings printed, either sign: OCR drops a minus before ".02" more often than any digit."""
    found = {s.value for s in _of(sums, "rounding") if s.value and abs(s.value) <= MOST_ROUNDING}
    return found | {-v for v in found}


def _by_summary(value: Decimal, summary: Sequence[SummaryRow]) -> dict[str, float]:
    gross = sum((row.gross for row in summary), ZERO)
    if not summary:
        return {}
    if gross == value:
        return {"summary": 1.8}
    # The summary adds up to the sum before the cash was rounded, or is a cent off in its own rounding.
    return {"summary": 0.6} if abs(gross - value) <= 2 * CENT else {}


def _by_goods(value: Decimal, goods: Table | None) -> dict[str, float]:
    if goods is None or goods.total != value:
        return {}
    return {"goods": 2.0 if len(goods.items) >= 2 else 0.8}
