"""Score: each candidate's log-odds as a sum of match weights (Fellegi & Sunter), feature by feature.

The features are columns over all candidates, so a hundred thousand pairs cost milliseconds. What is common
in the run says less: the amount, the name and the reference each carry a second weight, their frequency,
which replaces the average u of the level by how many rows of this very run would agree by chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log2

import numpy as np

from python_ocr_reconcile.reconciliation.candidates import NO_REFERENCE, Candidates, account_key
from python_ocr_reconcile.reconciliation.load import UNKNOWN_DAY, Bills, Bools, Floats, Ints, Payments
from python_ocr_reconcile.reconciliation.names import cut_off, normalised, similarity
from python_ocr_reconcile.reconciliation.references import (
    LEVELS,
    STRONG,
    ReferenceIndex,
    digit_core,
    shape,
    windows,
    words,
)
from python_ocr_reconcile.reconciliation.weights import DIGITS, Weights

DISCOUNT_PERCENT = (1, 1.5, 2, 2.5, 3, 4, 5)
"""Early-payment discounts in use; 2 and 3 are most of them."""
LARGEST_FEE = 5_000
"""Minor units a bank takes at most on the way; also at most 5% of the invoice."""
ROUNDING = 5
"""Minor units: cash rounding to 0.05 and cents lost in conversion of tax."""
NOT_AN_INVOICE = frozenset({"fee", "interest", "cash", "salary"})
"""Transaction types that a bank books by itself, or that pay no supplier."""
FREQUENCIES = ("reference_frequency", "amount_frequency", "name_frequency")


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """Candidates with their levels and weights; arrays are one row a pair."""

    candidates: Candidates
    levels: dict[str, Ints]
    """By feature, index of the comparison level that holds."""
    frequency: dict[str, Floats]
    """By `FREQUENCIES`, bits."""
    prior: float
    """Bits, the same for every pair of the run."""
    log_odds: Floats
    """log2 of the odds that the payment is for the invoice: the prior plus every weight."""
    difference: Ints
    """Paid minus billed, minor units, in the sign of the invoice."""
    weights: Weights

    def waterfall(self, row: int) -> list[tuple[str, str, float]]:
        """(feature, level, bits) of one pair, `prior` first; the bits add up to its log-odds."""
        steps = [("prior", f"1_in_{round(2**-self.prior)}", self.prior)]
        for feature, column in self.levels.items():
            level = int(column[row])
            steps.append(
                (feature, self.weights.levels[feature][level], float(self.weights.bits[feature][level]))
            )
        for feature in FREQUENCIES:
            bits = float(self.frequency[feature][row])
            if bits:
                steps.append((feature, "rare" if bits > 0 else "common", bits))
        return steps

    def level_name(self, feature: str, row: int) -> str:
        """The comparison level that holds for a pair."""
        return self.weights.levels[feature][int(self.levels[feature][row])]


def score(
    bills: Bills, payments: Payments, candidates: Candidates, references: ReferenceIndex, weights: Weights
) -> Scored:
    """Every candidate's match weights."""
    payable = np.sign(bills.amount[candidates.bill]) == np.sign(payments.outflow[candidates.payment])
    difference, amount = _amounts(bills, payments, candidates, weights)
    name, name_frequency = _names(bills, payments, candidates, payable, weights)
    levels = {
        "reference": _references(payments, candidates, references, weights),
        "amount": amount,
        "date": _dates(bills, payments, candidates, weights),
        "name": name,
        "iban": _ibans(bills, payments, candidates, payable, weights),
        "currency": np.where(
            bills.currency_code[candidates.bill] == payments.currency_code[candidates.payment],
            weights.level("currency", "equal"),
            weights.level("currency", "assumed"),
        ),
        "transaction_type": _types(payments, candidates, weights),
    }
    frequency = {
        "reference_frequency": _reference_frequency(candidates),
        "amount_frequency": _amount_frequency(bills, payments, candidates, amount, weights),
        "name_frequency": name_frequency,
    }
    prior = round(log2(weights.paying_share / max(len(bills), 1)), DIGITS)
    total = np.full(len(candidates), prior)
    for feature, column in levels.items():
        total = total + weights.bits[feature][column]
    for column in frequency.values():
        total = total + column
    return Scored(
        candidates=candidates, levels=levels, frequency=frequency, prior=prior, log_odds=total,
        difference=difference, weights=weights,
    )  # fmt: skip


def _amounts(bills: Bills, payments: Payments, pairs: Candidates, weights: Weights) -> tuple[Ints, Ints]:
    """(paid minus billed, level): against what is left to pay or the whole invoice, whichever is nearer."""
    paid = np.abs(payments.outflow[pairs.payment])
    left, gross = np.abs(bills.amount[pairs.bill]), np.abs(bills.gross[pairs.bill])
    billed = np.where(np.abs(paid - gross) < np.abs(paid - left), gross, left)
    difference = paid - billed
    short, ratio = -difference, paid / np.maximum(billed, 1)
    discount = np.zeros(len(paid), dtype=np.bool_)
    for percent in DISCOUNT_PERCENT:
        discount |= np.abs(short - billed * percent / 100) <= 1
    level = _first_that_holds(
        weights, "amount",
        exact=difference == 0,
        rounding=np.abs(difference) <= np.minimum(ROUNDING, billed // 100),
        discount=discount & (short > 0),
        fee=(short > 0) & (short <= np.minimum(LARGEST_FEE, billed // 20)),
        short_pay=(short > 0) & (ratio >= 0.85),
        overpayment=(short < 0) & (ratio <= 1.05),
        part=(short > 0) & (ratio >= 0.05),
        multiple=(short < 0) & (ratio <= 20),
        far=np.ones(len(paid), dtype=np.bool_),
    )  # fmt: skip
    return np.where(bills.amount[pairs.bill] < 0, -difference, difference), level


def _dates(bills: Bills, payments: Payments, pairs: Candidates, weights: Weights) -> Ints:
    paid, issued, due = payments.day[pairs.payment], bills.issued[pairs.bill], bills.due[pairs.bill]
    known_issued, known_due = issued != UNKNOWN_DAY, due != UNKNOWN_DAY
    start = np.where(known_issued, issued, due)
    after = paid - start
    return _first_that_holds(
        weights, "date",
        unknown=(paid == UNKNOWN_DAY) | ~(known_issued | known_due),
        around_due=(known_due & (np.abs(paid - due) <= 4)) | (known_issued & (after >= 0) & (after <= 4)),
        within_30_days=(after >= 0) & (after <= 30),
        within_60_days=(after >= 0) & (after <= 60),
        late=after >= 0,
        shortly_before_issue=after >= -7,
        before_issue=np.ones(len(paid), dtype=np.bool_),
    )  # fmt: skip


def _references(payments: Payments, pairs: Candidates, references: ReferenceIndex, weights: Weights) -> Ints:
    """Found levels as they are; for the other pairs, whether the remittance names something else."""
    names = weights.levels["reference"]
    by_level = np.array([names.index(level) for level in (*LEVELS, "none")], dtype=np.int64)
    level = by_level[np.minimum(pairs.reference, NO_REFERENCE)]
    other_invoice, other_number, short = (
        weights.level("reference", name) for name in ("other_invoice", "other_number", "short")
    )
    strong = np.zeros(len(payments), dtype=np.bool_)
    strong[pairs.payment[pairs.reference <= STRONG]] = True
    seen: dict[int, tuple[frozenset[str], frozenset[str]]] = {}
    for row in np.flatnonzero(pairs.reference == NO_REFERENCE).tolist():
        payment, bill = int(pairs.payment[row]), int(pairs.bill[row])
        if payment not in seen:
            offered = list(windows(words(payments.text[payment])))
            seen[payment] = frozenset(map(shape, offered)), frozenset(map(digit_core, offered))
        shapes, cores = seen[payment]
        number = references.numbers[bill]
        if strong[payment]:
            level[row] = other_invoice
        elif (end := references.serials[bill]) and end in cores:
            level[row] = short
        elif len(number) >= 4 and shape(number) in shapes:
            level[row] = other_number
    return level


def _reference_frequency(pairs: Candidates) -> Floats:
    """A key shared by k invoices says log2(k) less; a bit a character below eight, half a bit above."""
    extra = pairs.reference_length - 8
    bits = np.where(extra < 0, 1.0, 0.5) * np.clip(extra, -5, 6) - np.log2(
        np.maximum(pairs.reference_shared_by, 1)
    )
    return np.where(pairs.reference == NO_REFERENCE, 0.0, np.round(bits, DIGITS))


def _amount_frequency(
    bills: Bills, payments: Payments, pairs: Candidates, level: Ints, weights: Weights
) -> Floats:
    """Equal amounts: the u of this amount, from how many rows have it and how round it is."""
    paid = np.abs(payments.outflow[pairs.payment])
    alike = _count_of(np.abs(bills.amount), paid) + _count_of(np.abs(payments.outflow), paid)
    by_chance = np.select([paid % 10_000 == 0, paid % 1_000 == 0, paid % 100 == 0], [1.0, 0.6, 0.3], 0.1)
    u = (np.maximum(alike - 2, 0) + by_chance) / (len(bills) + len(payments) + 20)
    exact = weights.level("amount", "exact")
    bits = np.round(np.clip(np.log2(weights.chance["amount"][exact] / u), -10, 8), DIGITS)
    return np.where(level == exact, bits, 0.0)


def _names(
    bills: Bills, payments: Payments, pairs: Candidates, payable: Bools, weights: Weights
) -> tuple[Ints, Floats]:
    """(level, frequency) of the party's name against the counterparty, else against the remittance."""
    vendors = [normalised(invoice.vendor_name) for invoice in bills.records]
    customers = [normalised(invoice.customer_name) for invoice in bills.records]
    parties = sorted({"", *vendors, *customers})
    party_number = {party: number for number, party in enumerate(parties)}
    vendor_of = np.array([party_number[party] for party in vendors], dtype=np.int64)
    customer_of = np.array([party_number[party] for party in customers], dtype=np.int64)
    used = np.unique(pairs.payment)
    counterparty = {row: normalised(payments.records[row].counterparty_name) for row in used.tolist()}
    remittance = {row: normalised(payments.text[row]) for row in used.tolist()}
    texts = sorted({*counterparty.values(), *remittance.values()})
    text_number = {text: number for number, text in enumerate(texts)}
    counterparty_of, remittance_of = np.zeros((2, len(payments)), dtype=np.int64)
    for row in used.tolist():
        counterparty_of[row] = text_number[counterparty[row]]
        remittance_of[row] = text_number[remittance[row]]

    party = np.where(payable, vendor_of[pairs.bill], customer_of[pairs.bill])
    stated = counterparty_of[pairs.payment]
    name_level = {name: number for number, name in enumerate(weights.levels["name"])}
    has_counterparty = stated != text_number.get("", -1)
    by_counterparty = _name_levels(party, stated, parties, texts, name_level, whole=True)
    by_remittance = _name_levels(party, remittance_of[pairs.payment], parties, texts, name_level, whole=False)
    # The strongest of the two; "different" needs a stated counterparty, "absent" is what free text can say.
    level = np.where(
        has_counterparty & (by_remittance >= name_level["different"]), by_counterparty,
        np.where(has_counterparty, np.minimum(by_counterparty, by_remittance), by_remittance),
    )  # fmt: skip
    # As many invoices as bear this name would agree as well; ten imagined others keep a small file sensible.
    bearers = np.bincount(np.concatenate([vendor_of, customer_of]), minlength=len(parties))[party]
    u = (np.maximum(bearers - 1, 0) + 0.5) / (len(bills) + 9)
    bits = np.round(np.clip(np.log2(weights.chance["name"][level] / u), -8, 4), DIGITS)
    return level, np.where(level < name_level["different"], bits, 0.0)


def _name_levels(
    party: Ints, text: Ints, parties: list[str], texts: list[str], number: dict[str, int], *, whole: bool
) -> Ints:
    """Level of each pair; `whole` where the text is a name and nothing else."""
    key = party * max(len(texts), 1) + text
    unique, inverse = np.unique(key, return_inverse=True)
    names = [parties[k // max(len(texts), 1)] for k in unique.tolist()]
    others = [texts[k % max(len(texts), 1)] for k in unique.tolist()]
    like = similarity(names, others)
    levels = np.empty(len(unique), dtype=np.int64)
    for at, (name, other, ratio) in enumerate(zip(names, others, like.tolist(), strict=True)):
        if not name or not other:
            found = "unknown"
        elif name == other or (not whole and f" {name} " in f" {other} "):
            found = "exact"
        elif whole and cut_off(name, other):
            found = "cut_off"
        elif ratio >= 88:
            found = "strong"
        elif ratio >= 70:
            found = "similar"
        else:
            found = "different" if whole else "absent"
        levels[at] = number[found]
    return levels[inverse]


def _ibans(bills: Bills, payments: Payments, pairs: Candidates, payable: Bools, weights: Weights) -> Ints:
    """The invoice's IBAN is the supplier's: it says something where the supplier is paid."""
    names = weights.levels["iban"]
    equal, different, unknown = (names.index(name) for name in ("equal", "different", "unknown"))
    level = np.full(len(pairs), unknown, dtype=np.int64)
    billed = [account_key(invoice.iban) if invoice.iban else "" for invoice in bills.records]
    if not any(billed):
        return level
    has_iban = np.array([bool(iban) for iban in billed])
    for row in np.flatnonzero(payable & has_iban[pairs.bill]).tolist():
        iban = billed[int(pairs.bill[row])]
        transaction = payments.records[int(pairs.payment[row])]
        account = account_key(transaction.counterparty_account or "")
        if account == "/":
            if iban[1:] in "".join(payments.text[int(pairs.payment[row])].split()).upper():
                level[row] = equal
        elif account == iban or (len(account) > 6 and iban.endswith(account[1:])):
            level[row] = equal
        elif account[1:3].isalpha():
            level[row] = different
    return level


def _types(payments: Payments, pairs: Candidates, weights: Weights) -> Ints:
    own = np.array([t.transaction_type in NOT_AN_INVOICE for t in payments.records], dtype=np.bool_)
    feature = "transaction_type"
    return np.where(
        own[pairs.payment], weights.level(feature, "not_an_invoice"), weights.level(feature, "any")
    )


def _first_that_holds(weights: Weights, feature: str, **conditions: Bools) -> Ints:
    """Index of the first level, in the order given, whose condition holds."""
    return np.select(
        list(conditions.values()),
        [np.int64(weights.level(feature, name)) for name in conditions],
        np.int64(0),
    ).astype(np.int64)


def _count_of(values: Ints, wanted: Ints) -> Ints:
    """How often each of `wanted` stands in `values`."""
    ordered = np.sort(values)
    return np.searchsorted(ordered, wanted, "right") - np.searchsorted(ordered, wanted, "left")
