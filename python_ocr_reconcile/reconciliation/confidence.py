"""Confidence after assignment: the calibrated probability of each link, and what may be accepted unread.

A logistic, mostly over the weaker of two things: how likely a link is one at all, and how far it stands
above its rivals. Its constants are fitted on generated files with known links
(benchmarks/reconciliation/fit.py) and kept in ``confidence.toml``.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from math import log2

import numpy as np

from python_ocr_reconcile.reconciliation.hypotheses import Hypotheses, members_of
from python_ocr_reconcile.reconciliation.load import Bools, Floats, Ints, Payments
from python_ocr_reconcile.reconciliation.margins import MOST_MARGIN, Links
from python_ocr_reconcile.reconciliation.reference_hits import LEVELS
from python_ocr_reconcile.reconciliation.score import Scored
from python_ocr_reconcile.reconciliation.tolerances import Tolerances

NAMED_LEVELS = tuple(level for level in LEVELS if level != "one_edit")
"""Reference levels that are evidence by themselves; the next invoice is numbered one edit apart, too."""
OTHER_LEVELS = ("other_number", "other_invoice")
"""Reference levels of a remittance that is for something else, which equal amounts of every month are."""
PARTY_LEVELS = ("exact", "known", "cut_off", "strong")
EXPLAINED_AMOUNTS = ("exact", "rounding")
MOST_CHANCE = 0.002
"""A sum that nothing names is accepted unread only where chance would give fewer of it than this."""
TOSS_BITS = 1.0
"""Rivals within so much are as likely."""
LEAST_NAMED = 0.15
"""Of the invoices of a run so many are named, or as good as none."""
IMAGINED_BILLS = 6
"""Invoices, half of them named, that keep the share of a small file sensible."""
AT_ALL_BITS = 5.0
"""To be added to the log-odds of a pair for them to say as much as a margin of as many bits does."""
LEAST_FIRST_BITS = 4.0
"""The first of payments that repeat one another has at least this margin: enough for a look at it."""
USUAL_DAY_BITS = 3.5
"""A day that is more usual than this says no more."""
MOST_SIZE = 8
"""A set of more members is no surer."""
MOST_PAYMENTS_BITS = 3.5
"""Of more than eleven payments for each invoice a margin says no less."""
CONVERTED_AMOUNTS = ("exchange_close", "exchange_near")
"""Within the tolerance of the rate that the user gave."""


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


def pair_features(given: Hypotheses, links: Links) -> dict[str, Floats]:
    """What the logistic of pairs looks at, one row a link that is a pair; named as its constants are."""
    scored, pairs = given.scored, given.scored.candidates
    of = np.flatnonzero(links.hypothesis < given.pairs)
    row = links.hypothesis[of]
    is_named = _holds(scored, row, "reference", NAMED_LEVELS)
    same_party = _same_party(scored, row)
    log_odds, named = np.clip(scored.log_odds[row], -10, 20), _log2_named(given, links)
    day = sum(scored.weights.bits[each][scored.levels[each][row]] for each in ("date", "habit"))
    # However much clearer a later one names the invoice.
    least = np.where(given.is_first[row], LEAST_FIRST_BITS, -8.0)
    margin = np.clip(links.exchange_margin[of], np.maximum(least, 0), MOST_MARGIN)
    return {
        "intercept": np.ones(len(row)),
        "weaker": np.minimum(log_odds + AT_ALL_BITS, margin),
        # The day says more than it weighs.
        "usual_day": np.minimum(day, USUAL_DAY_BITS),
        "exchange_margin": margin,
        # Of more payments an invoice more fit it by chance.
        "margin_among_many": np.where(is_named, 0.0, margin * _log2_payments(given)),
        "bill_margin": np.clip(links.bill_margin[of], least, MOST_MARGIN),
        "log2_bill_candidates": np.log2(scored.of_bill[pairs.bill[row]]),
        "log2_payment_candidates": np.log2(scored.of_payment[pairs.payment[row]]),
        "named": is_named.astype(np.float64),
        "same_party": same_party.astype(np.float64),
        # Where few invoices are named, the next payment of the same party may be for the same invoice.
        "party_seldom_named": np.where(same_party & ~is_named, named, 0.0),
        "named_and_party": (is_named & same_party).astype(np.float64),
        "silent": _holds(scored, row, "name", ("silent",)).astype(np.float64),
        "exact_amount": _holds(scored, row, "amount", EXPLAINED_AMOUNTS).astype(np.float64),
        "near_amount": _holds(
            scored, row, "amount", ("discount", "fee", *CONVERTED_AMOUNTS, "exchange_implied")
        ).astype(np.float64),
        "off_amount": _holds(scored, row, "amount", ("short_pay", "overpayment")).astype(np.float64),
        "even_part": _holds(scored, row, "amount", ("even_part",)).astype(np.float64),
        "other_named": _holds(scored, row, "reference", OTHER_LEVELS).astype(np.float64),
        "named_elsewhere": np.where(is_named, 0.0, named),
        "rare_name_unnamed": np.where(is_named, 0.0, scored.frequency["name_frequency"][row]),
    }


def _log2_named(given: Hypotheses, links: Links) -> float:
    """The share of the invoices whose pair is named and has the very amount, not of those in sets; as log2.

    Where nearly all are, one that is paid without is rather another payment.
    """
    row = links.hypothesis[links.hypothesis < given.pairs]
    sure = _holds(given.scored, row, "reference", NAMED_LEVELS)
    sure &= _holds(given.scored, row, "amount", EXPLAINED_AMOUNTS)
    share = (int(sure.sum()) + IMAGINED_BILLS / 2) / (given.bills + IMAGINED_BILLS)
    return log2(max(share, LEAST_NAMED))


def _log2_payments(given: Hypotheses) -> float:
    """Payments that go the way of the run for each invoice, as log2; from 0 to the most that counts."""
    payments = int((~given.scored.candidates.other_direction).sum())
    return min(max(log2((payments + 1) / (given.bills + 1)), 0.0), MOST_PAYMENTS_BITS)


def set_features(given: Hypotheses, links: Links) -> dict[str, Floats]:
    """What the logistic of sets looks at, one row a link that is a set; named as its constants are."""
    of = np.flatnonzero(links.hypothesis >= given.pairs)
    sets = [given.sets[at - given.pairs] for at in links.hypothesis[of].tolist()]
    log_odds = np.array([each.bits for each in sets], dtype=np.float64)
    unnamed = np.array([each.named == 0 for each in sets], dtype=np.bool_)
    instalments = np.array([each.shape == "instalments" for each in sets], dtype=np.bool_)
    exact = np.array([each.amount_level in EXPLAINED_AMOUNTS for each in sets], dtype=np.float64)
    size = np.array(
        [min(len(each.bills) + len(each.payments) - 1, MOST_SIZE) for each in sets], dtype=np.float64
    )
    others = np.log2([each.alternatives for each in sets])
    margin = np.clip(links.exchange_margin[of], 0, MOST_MARGIN)
    weaker = np.minimum(np.clip(log_odds, -10, 30), margin)
    named_elsewhere = np.where(unnamed, _log2_named(given, links), 0.0)
    return {
        "intercept": np.ones(len(sets)),
        "weaker": weaker,
        "weaker_exact": weaker * exact,
        "margin_unnamed": margin * named_elsewhere,
        "alternatives": others,
        # What only its sum names is not surer for being large.
        "named_size_exact": np.where(unnamed, 0.0, size * exact),
        "same_payer": np.array([each.same_payer for each in sets], dtype=np.float64),
        "instalments": instalments.astype(np.float64),
        "unnamed_instalments": (unnamed & instalments).astype(np.float64),
        "named_elsewhere": named_elsewhere,
    }


def probabilities(given: Hypotheses, links: Links, calibration: Calibration) -> Floats:
    """That each link is right, 0..1."""
    is_pair = links.hypothesis < given.pairs
    probability = np.zeros(len(links))
    probability[is_pair] = _logistic(pair_features(given, links), calibration.pair)
    probability[~is_pair] = _logistic(set_features(given, links), calibration.set)
    return probability


def judge(
    payments: Payments,
    given: Hypotheses,
    links: Links,
    tolerances: Tolerances,
    calibration: Calibration,
    threshold: Decimal,
) -> Judgement:
    """Probability of each link, and whether it is matched, proposed or dropped."""
    is_pair = links.hypothesis < given.pairs
    row = links.hypothesis[is_pair]
    sets = [given.sets[at - given.pairs] for at in links.hypothesis[~is_pair].tolist()]
    probability = probabilities(given, links, calibration)
    evidence, explained = np.ones((2, len(links)), dtype=np.bool_)
    other_named = np.zeros(len(links), dtype=np.bool_)
    other_named[is_pair] = _holds(given.scored, row, "reference", OTHER_LEVELS)
    evidence[is_pair] = has_evidence(given.scored, row)
    evidence[~is_pair] = [each.same_payer or each.named > 0 for each in sets]
    explained[is_pair] = _holds(given.scored, row, "amount", EXPLAINED_AMOUNTS + CONVERTED_AMOUNTS)
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
    twin, later = _twins(payments, given, links, worth)
    within_limit = _within_limit(given, links, tolerances)
    matched = sure & unique & evidence & explained & ~other_named & within_limit & ((twin < 0) | later)
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
        twin=twin,
        twin_is_later=later,
    )


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
    named = _holds(scored, row, "reference", NAMED_LEVELS)
    even = _holds(scored, row, "amount", ("even_part",))
    apart = (over > tolerances.over_share) | (-over > tolerances.short_share)
    result = np.zeros(len(links), dtype=np.bool_)
    result[is_pair] = apart & ~named & ~even
    return result


def _logistic(columns: dict[str, Floats], constants: dict[str, float]) -> Floats:
    linear = sum(constants[name] * column for name, column in columns.items())
    return np.asarray(np.round(1 / (1 + np.exp(-np.clip(linear, -30, 30))), 4))


def _twins(payments: Payments, given: Hypotheses, links: Links, kept: Bools) -> tuple[Ints, Bools]:
    """For each link another payment of the same amount from the same party that pays nothing else.

    An invoice paid twice, by mistake, looks like that. Where both name it, the later one is the second;
    where not, which of the two was meant is for a person to say.
    """
    twin, later = np.full(len(links), -1, dtype=np.int64), np.zeros(len(links), dtype=np.bool_)
    # By bill: its link is too doubtful to be proposed, so that it is open as well.
    doubtful = np.append(~kept, False)[links.holder[: given.bills]]
    scored, pairs = given.scored, given.scored.candidates
    levels, weights = scored.levels, scored.weights
    free = links.holder[given.bills + pairs.payment] < 0
    same_amount = levels["amount"] == weights.level("amount", "exact")
    names_it = np.isin(levels["reference"], [weights.level("reference", level) for level in NAMED_LEVELS])
    other = np.isin(levels["reference"], [weights.level("reference", level) for level in OTHER_LEVELS])
    same_party = np.isin(levels["name"], [weights.level("name", level) for level in PARTY_LEVELS])
    # Equal amounts of every month are no twins: such a payment has an open invoice of its own.
    waits = np.zeros(len(payments), dtype=np.bool_)
    waits[pairs.payment[same_amount & same_party & (links.holder[pairs.bill] < 0)]] = True
    waits[pairs.payment[same_amount & same_party & doubtful[pairs.bill]]] = True
    free &= names_it | ~waits[pairs.payment]
    link_of = links.holder[pairs.bill]
    by_pair = np.append(links.hypothesis < given.pairs, False)[link_of]
    twins = np.flatnonzero(free & same_amount & (names_it | (same_party & ~other)) & (link_of >= 0) & by_pair)
    for at in twins[np.argsort(scored.log_odds[twins], kind="stable")].tolist():  # the likeliest comes last
        link, own = int(link_of[at]), int(links.hypothesis[link_of[at]])
        twin[link] = pairs.payment[at]
        first, second = payments.day[pairs.payment[own]], payments.day[pairs.payment[at]]
        later[link] = bool(names_it[own] and names_it[at] and 0 < first < second)
    bundles = {
        given.sets[at - given.pairs].bills: link
        for link, at in enumerate(links.hypothesis.tolist())
        if at >= given.pairs and given.sets[at - given.pairs].shape == "bundle"
    }
    for each in given.sets:
        again = bundles.get(each.bills) if each.shape == "bundle" else None
        if again is not None and links.holder[given.bills + each.payments[0]] < 0:
            own_set = given.sets[int(links.hypothesis[again]) - given.pairs]
            twin[again] = each.payments[0]
            first, second = payments.day[own_set.payments[0]], payments.day[each.payments[0]]
            later[again] = bool(own_set.named and each.named and 0 < first < second)
    return twin, later


def _holds(scored: Scored, row: Ints, feature: str, levels: tuple[str, ...]) -> Bools:
    wanted = [scored.weights.level(feature, level) for level in levels]
    return np.isin(scored.levels[feature][row], wanted)


def has_evidence(scored: Scored, row: Ints) -> Bools:
    """By pair, whether more than its amount says so: the reference, the name or the account."""
    return _holds(scored, row, "reference", NAMED_LEVELS) | _same_party(scored, row)


def _same_party(scored: Scored, row: Ints) -> Bools:
    return _holds(scored, row, "name", PARTY_LEVELS) | _holds(scored, row, "iban", ("equal",))
