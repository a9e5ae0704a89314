"""Set weights: what speaks for a set of invoices or payments, in the bits that pairs are weighed in.

What the references say of each member, how the amounts add up against what chance alone would give, who
pays, and when. All sets of a run are weighed at once.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from math import log2
from typing import Literal

import numpy as np

from python_ocr_reconcile.reconciliation.comparisons import amount_levels, date_levels, reference_frequency
from python_ocr_reconcile.reconciliation.load import Bills, Floats, Ints, Payments
from python_ocr_reconcile.reconciliation.reference_hits import LEVELS, ReferenceHits
from python_ocr_reconcile.reconciliation.subsets import chance_of_one
from python_ocr_reconcile.reconciliation.tolerances import Tolerances
from python_ocr_reconcile.reconciliation.weights import DIGITS, Weights

Shape = Literal["bundle", "instalments", "crossed"]
Basis = Literal["named", "completed", "summed"]
Step = tuple[str, str, float]
"""(feature, level, bits) of a waterfall."""

EXACT_SHARE = 0.9
"""Of sets, those that add up to the cent."""
LEAST_BITS = -6.0
"""A set less likely than one in 65 is no hypothesis."""
MOST_MISSING = 2
"""Members that a list may leave out at the price of each; more cost nothing more."""
USUAL_SIZE = 3
"""Members beyond it cost half a bit each."""
PAYER_BITS = {"known": 1.0, "exact": 0.0, "cut_off": -0.5, "strong": -1.0, "named": -0.5, "nobody": -1.0}


@dataclass(frozen=True, slots=True, eq=False)
class SetHypothesis:
    """Several rows of one side that stand with one row of the other."""

    shape: Shape
    basis: Basis
    bills: tuple[int, ...]
    payments: tuple[int, ...]
    steps: list[Step]
    bits: float
    """Its log-odds, the sum of the steps."""
    paid: int
    """Minor units, in the sense of the invoices: positive where invoices outweigh credit notes."""
    billed: int
    amount_level: str
    named: int
    """Links that the remittance names."""
    alternatives: int
    """Sets that fit as well."""
    expected: float
    """Sets that chance alone would give."""
    same_payer: bool

    @property
    def links(self) -> int:
        """(invoice, transaction) pairs in it."""
        return len(self.bills) * len(self.payments)


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """The side of a set that stands alone."""

    shape: Shape
    row: int
    """A payment of a bundle, an invoice of instalments."""
    sense: int
    """1, or -1 where money flows back."""
    amount: int
    """Positive, minor units."""
    payer: str
    """Of `parties.LEVELS`, ``named`` where only the reference says who it is, or ``nobody``."""
    named: list[tuple[int, int, float]] = field(default_factory=list)
    """(item, reference level, bits) of the items that a remittance ties to it."""
    open_items: list[int] = field(default_factory=list)
    """Items of the same payer that may fill it."""
    every_open: Ints = field(default_factory=lambda: np.zeros(0, dtype=np.int64))
    """All of them, as far as they are looked at."""


@dataclass(frozen=True, slots=True, eq=False)
class FoundSet:
    """A set before it is weighed."""

    target: Target
    basis: Basis
    members: tuple[int, ...]
    total: int
    """Of its members, in the sense of the target."""
    count: int
    """Sets that fit as well, itself included."""
    expected: float
    """Sets that chance alone would give."""
    others: int = 0
    """Sets that fit as well, and that nobody would choose in a usual way."""
    steps: tuple[Step, ...] = ()
    """What a set that only its sum names has in place of references and dates."""


def weigh(
    bills: Bills,
    payments: Payments,
    found: list[FoundSet],
    tolerances: Tolerances,
    weights: Weights,
    other: Callable[[FoundSet], float],
) -> list[SetHypothesis]:
    """Every set that is likely enough to compete, with its waterfall."""
    found = [each for each in found if each.total > 0 and len(each.members) > 1]
    if not found:
        return []
    bundle = np.array([each.target.shape == "bundle" for each in found])
    amount = np.array([each.target.amount for each in found])
    total = np.array([each.total for each in found])
    paid, billed = np.where(bundle, amount, total), np.where(bundle, total, amount)
    first = np.array(
        [each.members[0] if each.target.shape == "bundle" else each.target.row for each in found]
    )
    days = np.array([_days(bills, payments, each) for each in found])
    level = amount_levels(paid, billed, tolerances.fee_most[first], days, tolerances, weights).tolist()
    dates = _date_steps(bills, payments, found, weights)
    weighed: list[SetHypothesis] = []
    everything: list[list[Step]] = []
    for at, each in enumerate(found):
        target, size = each.target, len(each.members)
        share = weights.bundle_share if bundle[at] else weights.instalment_share
        steps: list[Step] = [("prior", target.shape, log2(share))]
        if each.basis == "summed":
            steps += each.steps
        else:
            named = {item: bits for item, _, bits in target.named if item in each.members}
            others = len(bills) if bundle[at] else len(payments)
            steps += _name_steps(target, named, size, others, weights)
            steps += _amount_steps(level[at], each, weights)
            steps.append(dates[at])
            if size > USUAL_SIZE:
                steps.append(("size", str(size), -0.5 * (size - USUAL_SIZE)))
        steps.append(("payer", target.payer, PAYER_BITS[target.payer]))
        if bits := other(each):
            steps.append(("reference", "another", bits))
        everything.append(steps)
    _share_among_alternatives(found, everything)
    for at, (each, exact) in enumerate(zip(found, everything, strict=True)):
        target = each.target
        steps = [(feature, name, round(bits, DIGITS)) for feature, name, bits in exact]
        bits = sum(step[2] for step in steps)
        if bits < LEAST_BITS:
            continue
        # In the sense of the invoices: a credit note that is paid back in parts is below zero.
        sign = target.sense if bundle[at] else int(np.sign(bills.amount[target.row]))
        weighed.append(
            SetHypothesis(
                shape=target.shape,
                basis=each.basis,
                bills=each.members if bundle[at] else (target.row,),
                payments=(target.row,) if bundle[at] else each.members,
                steps=steps,
                bits=bits,
                paid=int(paid[at]) * sign,
                billed=int(billed[at]) * sign,
                amount_level=weights.levels["amount"][level[at]],
                named=sum(item in each.members for item, _, _ in target.named),
                alternatives=each.count + each.others,
                expected=each.expected,
                same_payer=target.payer not in {"named", "nobody"},
            )
        )
    return weighed


def _days(bills: Bills, payments: Payments, found: FoundSet) -> int:
    """From the first invoice of a bundle to its payment; a discount is no matter of instalments."""
    if found.target.shape == "instalments":
        return 0
    day = int(payments.day[found.target.row])
    return day - min(int(bills.issued[row]) or day for row in found.members) if day else 0


def _name_steps(
    target: Target, named: dict[int, float], size: int, others: int, weights: Weights
) -> list[Step]:
    """What the references say: each one named is as unlikely by chance as for a pair."""
    steps: list[Step] = []
    if named:
        # One of all rows of the file, or of those that the payer has open; the others are this payer's.
        pool = max(log2((len(target.every_open) + len(named)) / size), 0.5)
        first = pool if target.payer != "named" else log2(max(others, 2))
        bits = sum(named.values()) - first - pool * (len(named) - 1)
        steps.append(("reference", f"{len(named)}_of_{size}", bits))
    if named and len(named) < size:
        missing = float(weights.bits["reference"][weights.level("reference", "none")])
        # A list that was cut off, or names none but the first, leaves out all that follow at once.
        steps.append(("reference", "not_named", missing * min(size - len(named), MOST_MISSING)))
    return steps


def _amount_steps(level: int, found: FoundSet, weights: Weights) -> list[Step]:
    """How the amounts add up, against what chance alone would give."""
    if found.total != found.target.amount:
        return [("amount", weights.levels["amount"][level], float(weights.bits["amount"][level]))]
    by_chance = found.expected or chance_of_one(found.target.amount)
    steps: list[Step] = [("amount", "exact_sum", log2(EXACT_SHARE / by_chance))]
    if found.count > 1:
        steps.append(("alternatives", f"1_of_{found.count}", -log2(found.count)))
    return steps


def _share_among_alternatives(found: list[FoundSet], steps: list[list[Step]]) -> None:
    """Of sums that fit one target each is as likely as its odds are among all of them, and none."""
    of_target: dict[tuple[Shape, int], list[int]] = defaultdict(list)
    for at, each in enumerate(found):
        if each.basis == "summed":
            of_target[each.target.shape, each.target.row].append(at)
    for members in of_target.values():
        if len(members) < 2:
            continue
        odds = [2.0 ** sum(bits for _, _, bits in steps[at]) for at in members]
        for at, own in zip(members, odds, strict=True):
            # One that a payment names is paid in parts in each of them: they are rivals of one another only.
            named = bool(found[at].target.named)
            less = log2(sum(odds) / own) if named else log2(1 + max(sum(odds) - own, 0.0))
            if less >= 0.1**DIGITS:
                steps[at].append(("alternatives", f"1_of_{len(members)}", -less))


def _date_steps(bills: Bills, payments: Payments, found: list[FoundSet], weights: Weights) -> list[Step]:
    """The mean over the members of each set, called by the worst."""
    sizes = np.array([len(each.members) for each in found])
    members = np.array([row for each in found for row in each.members])
    alone = np.repeat([each.target.row for each in found], sizes)
    bundle = np.repeat([each.target.shape == "bundle" for each in found], sizes)
    bill, payment = np.where(bundle, members, alone), np.where(bundle, alone, members)
    levels = date_levels(bills, payments, bill, payment, weights)
    bits = weights.bits["date"][levels]
    start = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    mean = np.add.reduceat(bits, start) / sizes
    worst = np.lexsort((bits, np.repeat(np.arange(len(found)), sizes)))[start]
    names = weights.levels["date"]
    return [
        ("date", names[level], each)
        for level, each in zip(levels[worst].tolist(), mean.tolist(), strict=True)
    ]


def reference_bits(named: ReferenceHits, weights: Weights) -> Floats:
    """What each hit says of its pair, how rare the key is included."""
    feature = weights.bits["reference"]
    base = np.array([float(feature[weights.level("reference", name)]) for name in LEVELS])
    return np.asarray(base[named.level] + reference_frequency(named.length, named.shared_by))
