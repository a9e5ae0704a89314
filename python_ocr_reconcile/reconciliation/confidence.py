"""Confidence after assignment: the calibrated probability of each link, and what may be accepted unread.

A logistic over the log-odds, the margins and the number of rivals; its constants are fitted on generated
files with known links (benchmarks/reconciliation/fit.py) and kept in ``confidence.toml``.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files

import numpy as np

from python_ocr_reconcile.reconciliation.assign import Links
from python_ocr_reconcile.reconciliation.load import Bools, Floats, Ints
from python_ocr_reconcile.reconciliation.references import LEVELS
from python_ocr_reconcile.reconciliation.score import Scored

NAMED_LEVELS = tuple(level for level in LEVELS if level != "one_edit")
"""Reference levels that are evidence by themselves; the next invoice is numbered one edit apart, too."""
PARTY_LEVELS = ("exact", "cut_off", "strong")
EXPLAINED_AMOUNTS = ("exact", "rounding")


@dataclass(frozen=True, slots=True)
class Calibration:
    """``confidence.toml``."""

    version: str
    gate_probability: float
    """Nothing below it is accepted unread, whatever the run's threshold is."""
    gate_margin_bits: float
    """Unique: the file as a whole must lose at least this by any other use of either side."""
    proposal_probability: float
    """What is less likely than this is not worth a look."""
    constants: dict[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class Judgement:
    """One row a link."""

    probability: Floats
    matched: Bools
    proposed: Bools
    """Worth a look, and not matched."""
    unique: Bools
    has_evidence: Bools
    """Something beside the amount says so: the reference, the name or the IBAN."""
    amount_explained: Bools
    twin_payment: Ints
    """Row in `Scored` of a second payment of the same amount that pays nothing else; -1 for none."""


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
        constants=table["logistic"],
    )


def features(scored: Scored, links: Links) -> dict[str, Floats]:
    """What the logistic looks at, one row a link; named as its constants are."""
    pairs = scored.candidates
    bill_candidates = np.bincount(pairs.bill)[links.bill] if len(links.bill) else np.ones(0)
    payment_candidates = np.bincount(pairs.payment)[links.payment] if len(links.payment) else np.ones(0)
    return {
        "intercept": np.ones(len(links.pair)),
        "log_odds": np.clip(scored.log_odds[links.pair], -10, 20),
        "exchange_margin": np.clip(links.exchange_margin, 0, 12),
        "bill_margin": np.clip(links.bill_margin, -8, 12),
        "payment_margin": np.clip(links.payment_margin, -8, 12),
        "log2_bill_candidates": np.log2(bill_candidates),
        "log2_payment_candidates": np.log2(payment_candidates),
        "named": _holds(scored, links, "reference", NAMED_LEVELS).astype(np.float64),
        "same_party": _same_party(scored, links).astype(np.float64),
        "exact_amount": _holds(scored, links, "amount", EXPLAINED_AMOUNTS).astype(np.float64),
    }


def judge(scored: Scored, links: Links, calibration: Calibration, threshold: Decimal) -> Judgement:
    """Probability of each link, and whether it is matched, proposed or dropped."""
    linear = np.zeros(len(links.pair))
    for name, column in features(scored, links).items():
        linear = linear + calibration.constants[name] * column
    probability = np.round(1 / (1 + np.exp(-np.clip(linear, -30, 30))), 4)
    unique = links.exchange_margin >= calibration.gate_margin_bits
    evidence = _holds(scored, links, "reference", NAMED_LEVELS) | _same_party(scored, links)
    explained = _holds(scored, links, "amount", EXPLAINED_AMOUNTS)
    sure = probability >= max(calibration.gate_probability, float(threshold))
    twin_payment = twin_payments(scored, links)
    matched = sure & unique & evidence & explained & (twin_payment < 0)
    return Judgement(
        probability=probability,
        matched=matched,
        proposed=~matched & (probability >= calibration.proposal_probability),
        unique=unique,
        has_evidence=evidence,
        amount_explained=explained,
        twin_payment=twin_payment,
    )


def twin_payments(scored: Scored, links: Links) -> Ints:
    """For each link another payment of the same amount from the same party that pays nothing else.

    An invoice paid twice, by mistake, looks like that; which of the two was meant is for a person to say.
    """
    pairs, levels, weights = scored.candidates, scored.levels, scored.weights
    link_of = np.full(int(pairs.bill.max(initial=-1)) + 1, -1, dtype=np.int64)
    link_of[links.bill] = np.arange(len(links.pair))
    free = ~np.isin(pairs.payment, links.payment)
    same_amount = levels["amount"] == weights.level("amount", "exact")
    names_it = np.isin(levels["reference"], [weights.level("reference", level) for level in NAMED_LEVELS])
    other = np.isin(
        levels["reference"],
        [weights.level("reference", level) for level in ("other_invoice", "other_number")],
    )
    same_party = np.isin(levels["name"], [weights.level("name", level) for level in PARTY_LEVELS])
    likely = names_it | (same_party & ~other)
    twins = np.flatnonzero(free & same_amount & likely & (link_of[pairs.bill] >= 0))
    twins = twins[np.argsort(scored.log_odds[twins], kind="stable")]  # the likeliest is written last
    result = np.full(len(links.pair), -1, dtype=np.int64)
    result[link_of[pairs.bill[twins]]] = twins
    return result


def _holds(scored: Scored, links: Links, feature: str, levels: tuple[str, ...]) -> Bools:
    wanted = [scored.weights.level(feature, level) for level in levels]
    return np.isin(scored.levels[feature][links.pair], wanted)


def _same_party(scored: Scored, links: Links) -> Bools:
    return _holds(scored, links, "name", PARTY_LEVELS) | _holds(scored, links, "iban", ("equal",))
