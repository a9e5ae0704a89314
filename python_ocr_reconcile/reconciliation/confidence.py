"""Confidence after assignment: the calibrated probability of each link, and what may be accepted unread.

A logistic over what is known of each (`link_features`). Its constants are fitted on generated files with
known links (benchmarks/reconciliation/fit.py) and kept in ``confidence.toml``.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

import numpy as np

from python_ocr_reconcile.reconciliation.hypotheses import Hypotheses, members_of
from python_ocr_reconcile.reconciliation.link_features import (
    CONVERTED_AMOUNTS,
    EXPLAINED_AMOUNTS,
    NAMED_LEVELS,
    OTHER_LEVELS,
    has_evidence,
    holds,
    pair_features,
    set_features,
)
from python_ocr_reconcile.reconciliation.load import Bills, Bools, Floats, Ints, Payments
from python_ocr_reconcile.reconciliation.margins import Links
from python_ocr_reconcile.reconciliation.second_payments import amounts_given_back, twins
from python_ocr_reconcile.reconciliation.tolerances import Tolerances

MOST_CHANCE = 0.002
"""A sum that nothing names is accepted unread only where chance would give fewer of it than this."""
TOSS_BITS = 1.0
"""Rivals within so much are as likely."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """``confidence.toml``."""

    version: str
    gate_probability: float
    """Nothing below it is accepted unread, whatever the run's threshold is."""
    gate_margin_bits: float
    """Unique: the file as a whole must lose at least this by any other use of a row."""
    proposal_probability: float
    """What is less likely than this is not worth a look."""
    pair: dict[str, float]
    set: dict[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """One row a link."""

    probability: Floats
    matched: Bools
    proposed: Bools
    """Worth a look, and not matched."""
    unique: Bools
    has_evidence: Bools
    """Something beside the amount says so: the reference, the name or the account."""
    amount_explained: Bools
    other_named: Bools
    """A pair of which the remittance names another invoice, or a number of the same make."""
    within_limit: Bools
    """No larger than what the profile lets a run accept unread."""
    given_back: Ints
    """Transaction that gives the amount back; -1 for none."""
    contradicted: Bools
    """The sums of one of its invoices contradict one another."""
    twin: Ints
    """Transaction that may be a second payment of the same; -1 for none."""
    twin_is_later: Bools
    """It names the same and was booked later, so that it is the second."""


@cache
def shipped_calibration() -> Calibration:
    """The constants of ``confidence.toml``."""
    path = files("python_ocr_reconcile").joinpath("reconciliation/confidence.toml")
    table = tomllib.loads(path.read_text("utf-8"))
    return Calibration(
        version=table["version"],
        gate_probability=table["gate_probability"],
        gate_margin_bits=table["gate_margin_bits"],
        proposal_probability=table["proposal_probability"],
        pair=table["pair"],
        set=table["set"],
    )


def probabilities(given: Hypotheses, links: Links, calibration: Calibration) -> Floats:
    """That each link is right, 0..1."""
    is_pair = links.hypothesis < given.pairs
    probability = np.zeros(len(links))
    probability[is_pair] = _logistic(pair_features(given, links), calibration.pair)
    probability[~is_pair] = _logistic(set_features(given, links), calibration.set)
    return probability


def judge(
    bills: Bills,
    payments: Payments,
    given: Hypotheses,
    links: Links,
    tolerances: Tolerances,
    calibration: Calibration,
    threshold: Decimal,
    refunded: dict[int, int],
) -> Judgement:
    """Probability of each link, and whether it is matched, proposed or dropped.

    `refunded`: transactions to the earlier one that each gives back (`own_bookings.refunds`).
    """
    is_pair = links.hypothesis < given.pairs
    row = links.hypothesis[is_pair]
    sets = [given.sets[at - given.pairs] for at in links.hypothesis[~is_pair].tolist()]
    probability = probabilities(given, links, calibration)
    evidence, explained = np.ones((2, len(links)), dtype=np.bool_)
    other_named = np.zeros(len(links), dtype=np.bool_)
    other_named[is_pair] = holds(given.scored, row, "reference", OTHER_LEVELS)
    evidence[is_pair] = has_evidence(given.scored, row)
    evidence[~is_pair] = [each.same_payer or each.named > 0 for each in sets]
    explained[is_pair] = holds(given.scored, row, "amount", EXPLAINED_AMOUNTS + CONVERTED_AMOUNTS)
    explained[~is_pair] = [each.amount_level in EXPLAINED_AMOUNTS for each in sets]
    alone = np.ones(len(links), dtype=np.bool_)
    alone[~is_pair] = [
        each.alternatives == 1 and (each.named or each.expected < MOST_CHANCE) for each in sets
    ]
    unique = alone & (links.exchange_margin >= calibration.gate_margin_bits)
    sure = probability >= max(calibration.gate_probability, float(threshold))
    # Where only the amount speaks, and for another row as well, a proposal would be a toss of a coin.
    toss = ~evidence & (links.exchange_margin < TOSS_BITS)
    worth = (probability >= calibration.proposal_probability) & ~toss
    twin, later = twins(payments, given, links, worth)
    within_limit = _within_limit(given, links, tolerances)
    given_back = amounts_given_back(payments, given, links, refunded)
    contradicted = _contradicted(bills, given, links)
    matched = sure & unique & evidence & explained & ~other_named & within_limit & ((twin < 0) | later)
    matched &= (given_back < 0) & ~contradicted
    proposed = worth & ~_beyond(given, links, tolerances)
    return Judgement(
        probability=probability,
        matched=matched,
        proposed=~matched & proposed,
        unique=unique,
        has_evidence=evidence,
        amount_explained=explained,
        other_named=other_named,
        within_limit=within_limit,
        given_back=given_back,
        contradicted=contradicted,
        twin=twin,
        twin_is_later=later,
    )


def _contradicted(bills: Bills, given: Hypotheses, links: Links) -> Bools:
    """Whether the sums of an invoice of each link contradict one another."""
    conflict = np.array([invoice.proof == "conflict" for invoice in bills.records], dtype=np.bool_)
    result = np.zeros(len(links), dtype=np.bool_)
    result[links.holder[: given.bills][conflict & (links.holder[: given.bills] >= 0)]] = True
    return result


def _within_limit(given: Hypotheses, links: Links, tolerances: Tolerances) -> Bools:
    """Whether what each link settles may be accepted unread."""
    return np.array(
        [
            abs(int(given.amount[bills].sum())) <= int(tolerances.limit[bills].min())
            for bills, _ in (members_of(given, at) for at in links.hypothesis.tolist())
        ],
        dtype=np.bool_,
    )


def _beyond(given: Hypotheses, links: Links, tolerances: Tolerances) -> Bools:
    """Pairs that nothing names and whose amounts are further apart than the profile has them proposed."""
    scored = given.scored
    is_pair = np.flatnonzero(links.hypothesis < given.pairs)
    row = links.hypothesis[is_pair]
    billed = np.maximum(np.abs(given.amount[scored.candidates.bill[row]]), 1)
    over = scored.difference[row] * np.sign(given.amount[scored.candidates.bill[row]]) / billed
    named = holds(scored, row, "reference", NAMED_LEVELS)
    even = holds(scored, row, "amount", ("even_part",))
    apart = (over > tolerances.over_share) | (-over > tolerances.short_share)
    result = np.zeros(len(links), dtype=np.bool_)
    result[is_pair] = apart & ~named & ~even
    return result


def _logistic(columns: dict[str, Floats], constants: dict[str, float]) -> Floats:
    linear = sum(constants[name] * column for name, column in columns.items())
    return np.asarray(np.round(1 / (1 + np.exp(-np.clip(linear, -30, 30))), 4))
