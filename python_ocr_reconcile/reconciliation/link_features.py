"""Features of links: what is known of each link once all are chosen, for its probability to be told.

Mostly the weaker of two things: how likely a link is one at all, and how far it stands above its rivals.
"""

from __future__ import annotations

from math import log2

import numpy as np

from python_ocr_reconcile.reconciliation.hypotheses import Hypotheses
from python_ocr_reconcile.reconciliation.load import Bools, Floats, Ints
from python_ocr_reconcile.reconciliation.margins import MOST_MARGIN, Links
from python_ocr_reconcile.reconciliation.reference_hits import LEVELS
from python_ocr_reconcile.reconciliation.score import Scored

NAMED_LEVELS = tuple(level for level in LEVELS if level != "one_edit")
"""Reference levels that are evidence by themselves; the next invoice is numbered one edit apart, too."""
OTHER_LEVELS = ("other_number", "other_invoice")
"""Reference levels of a remittance that is for something else, which equal amounts of every month are."""
PARTY_LEVELS = ("exact", "known", "cut_off", "strong")
EXPLAINED_AMOUNTS = ("exact", "rounding")
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


def pair_features(given: Hypotheses, links: Links) -> dict[str, Floats]:
    """What the logistic of pairs looks at, one row a link that is a pair; named as its constants are."""
    scored, pairs = given.scored, given.scored.candidates
    of = np.flatnonzero(links.hypothesis < given.pairs)
    row = links.hypothesis[of]
    is_named = holds(scored, row, "reference", NAMED_LEVELS)
    of_party = same_party(scored, row)
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
        "same_party": of_party.astype(np.float64),
        # Where few invoices are named, the next payment of the same party may be for the same invoice.
        "party_seldom_named": np.where(of_party & ~is_named, named, 0.0),
        "named_and_party": (is_named & of_party).astype(np.float64),
        "silent": holds(scored, row, "name", ("silent",)).astype(np.float64),
        "exact_amount": holds(scored, row, "amount", EXPLAINED_AMOUNTS).astype(np.float64),
        "near_amount": holds(
            scored, row, "amount", ("discount", "fee", *CONVERTED_AMOUNTS, "exchange_implied")
        ).astype(np.float64),
        "off_amount": holds(scored, row, "amount", ("short_pay", "overpayment")).astype(np.float64),
        "even_part": holds(scored, row, "amount", ("even_part",)).astype(np.float64),
        "other_named": holds(scored, row, "reference", OTHER_LEVELS).astype(np.float64),
        "named_elsewhere": np.where(is_named, 0.0, named),
        "rare_name_unnamed": np.where(is_named, 0.0, scored.frequency["name_frequency"][row]),
    }


def _log2_named(given: Hypotheses, links: Links) -> float:
    """The share of the invoices whose pair is named and has the very amount, not of those in sets; as log2.

    Where nearly all are, one that is paid without is rather another payment.
    """
    row = links.hypothesis[links.hypothesis < given.pairs]
    sure = holds(given.scored, row, "reference", NAMED_LEVELS)
    sure &= holds(given.scored, row, "amount", EXPLAINED_AMOUNTS)
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


def holds(scored: Scored, row: Ints | slice, feature: str, levels: tuple[str, ...]) -> Bools:
    """By pair, whether its level of a feature is one of `levels`."""
    wanted = [scored.weights.level(feature, level) for level in levels]
    return np.isin(scored.levels[feature][row], wanted)


def has_evidence(scored: Scored, row: Ints) -> Bools:
    """By pair, whether more than its amount says so: the reference, the name or the account."""
    return holds(scored, row, "reference", NAMED_LEVELS) | same_party(scored, row)


def same_party(scored: Scored, row: Ints) -> Bools:
    """By pair, whether the name or the account is that of the invoice's party."""
    return holds(scored, row, "name", PARTY_LEVELS) | holds(scored, row, "iban", ("equal",))
