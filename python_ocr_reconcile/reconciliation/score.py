"""Score: each candidate's log-odds as a sum of match weights (Fellegi & Sunter), feature by feature.

The features are columns over all candidates, so a hundred thousand pairs cost milliseconds. What is common
in the run says less: the amount, the name and the reference each carry a second weight, their frequency,
which replaces the average u of the level by how many rows of this very run would agree by chance.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log2

import numpy as np
from numpy.typing import NDArray

from python_ocr_reconcile.reconciliation.candidates import NO_REFERENCE, Candidates
from python_ocr_reconcile.reconciliation.comparisons import (
    across_levels,
    amount_levels,
    date_levels,
    even_parts,
    habit_levels,
    reference_frequency,
)
from python_ocr_reconcile.reconciliation.learnt_payers import account_key
from python_ocr_reconcile.reconciliation.load import UNKNOWN_DAY, Bills, Bools, Floats, Ints, Payments
from python_ocr_reconcile.reconciliation.offered import offered
from python_ocr_reconcile.reconciliation.parties import KNOWN, SIMILAR, Parties
from python_ocr_reconcile.reconciliation.reference_hits import LEVELS, STRONG
from python_ocr_reconcile.reconciliation.references import ReferenceIndex
from python_ocr_reconcile.reconciliation.tolerances import Tolerances
from python_ocr_reconcile.reconciliation.weights import DIGITS, Weights

HABIT_PAIRS = 3
SHORTEST_ACCOUNT = 15
"""Characters of an IBAN, Norway's."""
RAREST_NAME = 8.0
"""Most bits that the rarity of a name adds."""
NOT_AN_INVOICE = frozenset({"fee", "interest", "cash", "salary"})
"""Transaction types that a bank books by itself, or that pay no supplier."""
FREQUENCIES = ("reference_frequency", "amount_frequency", "name_frequency")


Levels = NDArray[np.int8]


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """Candidates with their levels and weights; arrays are one row a pair."""

    candidates: Candidates
    levels: dict[str, Levels]
    """By feature, index of the comparison level that holds."""
    frequency: dict[str, Floats]
    """By `FREQUENCIES`, bits."""
    prior: float
    """Bits, the same for every pair of the run."""
    log_odds: Floats
    """log2 of the odds that the payment is for the invoice: the prior plus every weight."""
    difference: Ints
    """Paid minus billed, minor units, in the sign of the invoice."""
    usual_days: dict[int, int]
    """By party, days from an invoice to its payment, where the run shows what is usual."""
    weights: Weights
    of_bill: Ints
    """By bill, its candidates, also those that were left out since."""
    of_payment: Ints

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
    bills: Bills,
    payments: Payments,
    parties: Parties,
    candidates: Candidates,
    references: ReferenceIndex,
    tolerances: Tolerances,
    weights: Weights,
) -> Scored:
    """Every candidate's match weights."""
    bill, payment = candidates.bill, candidates.payment
    payable = np.sign(bills.amount[bill]) == np.sign(payments.outflow[payment])
    difference, amount = _amounts(bills, payments, candidates, tolerances, weights)
    party = np.where(payable, parties.vendor[bill], parties.customer[bill])
    usual_days = _usual_days(bills, payments, candidates, party, amount, weights)
    name, name_frequency = _names(parties, candidates, payable, weights)
    levels = {
        "reference": _references(payments, candidates, references, weights),
        "amount": amount,
        "date": date_levels(bills, payments, bill, payment, weights),
        "habit": _habits(bills, payments, candidates, party, usual_days, weights),
        "name": name,
        "iban": _ibans(bills, payments, candidates, payable, weights),
        "currency": np.select(
            [candidates.converted != 0, bills.currency_code[bill] == payments.currency_code[payment]],
            [weights.level("currency", "converted"), weights.level("currency", "equal")],
            weights.level("currency", "assumed"),
        ),
        "transaction_type": _types(payments, candidates, weights),
    }
    small = {feature: column.astype(np.int8) for feature, column in levels.items()}
    is_named = candidates.reference != NO_REFERENCE
    frequency = {
        "reference_frequency": np.where(
            is_named, reference_frequency(candidates.reference_length, candidates.reference_shared_by), 0.0
        ),
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
        candidates=candidates, levels=small, frequency=frequency, prior=prior, log_odds=total,
        difference=difference, usual_days=usual_days, weights=weights,
        of_bill=np.bincount(bill, minlength=len(bills)),
        of_payment=np.bincount(payment, minlength=len(payments)),
    )  # fmt: skip


def _amounts(
    bills: Bills, payments: Payments, pairs: Candidates, tolerances: Tolerances, weights: Weights
) -> tuple[Ints, Ints]:
    """(paid minus billed, level): against what is left to pay or the whole invoice, whichever is nearer."""
    paid = np.abs(payments.outflow[pairs.payment])
    left, gross = np.abs(bills.amount[pairs.bill]), np.abs(bills.gross[pairs.bill])
    billed = np.where(np.abs(paid - gross) < np.abs(paid - left), gross, left)
    start = np.where(bills.issued != UNKNOWN_DAY, bills.issued, bills.due)[pairs.bill]
    days = np.where(start != UNKNOWN_DAY, payments.day[pairs.payment] - start, 0)
    level = amount_levels(paid, billed, tolerances.fee_most[pairs.bill], days, tolerances, weights)
    # Where the remittance names the invoice, any part of it is as likely.
    even = (level == weights.level("amount", "part")) & (pairs.reference == NO_REFERENCE)
    even &= even_parts(paid, billed)
    level[even] = weights.level("amount", "even_part")
    difference = paid - billed
    across = np.flatnonzero(pairs.converted != 0)
    if len(across):
        level[across], difference[across] = across_levels(
            paid[across], left[across], pairs.converted[across], pairs.implied[across], tolerances, weights
        )
    return np.where(bills.amount[pairs.bill] < 0, -difference, difference), level


def _usual_days(
    bills: Bills, payments: Payments, pairs: Candidates, party: Ints, amount: Ints, weights: Weights
) -> dict[int, int]:
    """By party the usual days from invoice to payment.

    The median over the party's pairs that the remittance settles by itself, of which there must be
    `HABIT_PAIRS`. It tells equal amounts of every month apart.
    """
    issued, paid = bills.issued[pairs.bill], payments.day[pairs.payment]
    known = (issued != UNKNOWN_DAY) & (paid != UNKNOWN_DAY) & (party > 0)
    days = paid - issued
    sure = known & (pairs.reference <= STRONG) & (amount == weights.level("amount", "exact"))
    rows = np.flatnonzero(sure)
    rows = rows[np.lexsort((days[rows], party[rows]))]
    who, start, count = np.unique(party[rows], return_index=True, return_counts=True)
    has = count >= HABIT_PAIRS
    return dict(zip(who[has].tolist(), days[rows[(start + count // 2)[has]]].tolist(), strict=True))


def _habits(
    bills: Bills, payments: Payments, pairs: Candidates, party: Ints, usual_days: dict[int, int],
    weights: Weights,
) -> Ints:  # fmt: skip
    """How the time from invoice to payment lies to what is usual with this party."""
    issued, paid = bills.issued[pairs.bill], payments.day[pairs.payment]
    usual, has = np.zeros(int(party.max(initial=0)) + 1, dtype=np.int64), np.zeros(0, dtype=np.bool_)
    has = np.zeros(len(usual), dtype=np.bool_)
    has[list(usual_days)], usual[list(usual_days)] = True, list(usual_days.values())
    known = (issued != UNKNOWN_DAY) & (paid != UNKNOWN_DAY) & has[party]
    return habit_levels(paid - issued, usual[party], known, weights)


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
    unnamed = pairs.reference == NO_REFERENCE
    level[unnamed & strong[pairs.payment]] = other_invoice
    rows = np.flatnonzero(unnamed & ~strong[pairs.payment])
    has_serial, has_shape = offered(payments, references, pairs.bill[rows], pairs.payment[rows])
    level[rows[has_shape]] = other_number
    level[rows[has_serial]] = short
    return level


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
    # Half of an invoice is no rarer than the amount by itself is.
    part = level == weights.level("amount", "even_part")
    return np.where(level == exact, bits, np.where(part, np.minimum(bits, 0.0), 0.0))


def _names(parties: Parties, pairs: Candidates, payable: Bools, weights: Weights) -> tuple[Ints, Floats]:
    """(level, frequency) of the party's name against the counterparty, else against the remittance."""
    party = np.where(payable, parties.vendor[pairs.bill], parties.customer[pairs.bill])
    number = {name: at for at, name in enumerate(weights.levels["name"])}
    stated, free = parties.counterparty[pairs.payment], parties.remittance[pairs.payment]
    by_counterparty = _name_column(parties, party, stated, number, whole=True)
    by_remittance = _name_column(parties, party, free, number, whole=False)
    has_counterparty = stated != 0
    # The strongest of the two; "different" needs a stated counterparty, "absent" is what free text can say.
    level = np.where(
        has_counterparty & (by_remittance >= number["different"]), by_counterparty,
        np.where(has_counterparty, np.minimum(by_counterparty, by_remittance), by_remittance),
    )  # fmt: skip
    known = parties.level == KNOWN
    level = np.where(parties.silent[pairs.payment] & (level == number["absent"]), number["silent"], level)
    key = parties.party * len(parties.remittance) + parties.payment
    is_known = np.isin(party * len(parties.remittance) + pairs.payment, key[known])
    level = np.where(is_known & (level > number["known"]), number["known"], level)
    u = _share_of(party, np.concatenate([parties.vendor, parties.customer]), len(parties.vendor))
    sure = parties.party[parties.level < SIMILAR]
    u = np.maximum(u, _share_of(party, sure, len(parties.counterparty)))
    # The party's other payments bear its name cut off or misspelt, or its account, as seldom as this one.
    m = weights.chance["name"] * 2 ** weights.bits["name"]
    u = u * np.where(level < number["similar"], m[level] / m[number["exact"]], 1.0)
    bits = np.round(np.clip(np.log2(weights.chance["name"][level] / u), -8, RAREST_NAME), DIGITS)
    return level, np.where(level <= number["similar"], bits, 0.0)


def _share_of(party: Ints, bearers: Ints, rows: int) -> Floats:
    """Of `rows` that have nothing to do with each pair, those of its party, which would agree as well.

    `bearers`: the party of each row that has one. Ten imagined others keep a small file sensible.
    """
    count = np.bincount(bearers, minlength=int(party.max(initial=0)) + 1)[party]
    return np.asarray((np.maximum(count - 1, 0) + 0.5) / (rows + 9))


def _name_column(parties: Parties, party: Ints, text: Ints, number: dict[str, int], *, whole: bool) -> Ints:
    """Levels of `Likeness` as comparison levels of the weights."""
    ours = [number[name] for name in ("known", "exact", "cut_off", "strong", "similar")]
    ours += [number["different" if whole else "absent"], number["unknown"]]
    return np.array(ours, dtype=np.int64)[parties.likeness.levels(party, text, whole=whole)]


def _ibans(bills: Bills, payments: Payments, pairs: Candidates, payable: Bools, weights: Weights) -> Ints:
    """The invoice's IBAN is the supplier's: it says something where the supplier is paid."""
    names = weights.levels["iban"]
    equal, different, unknown = (names.index(name) for name in ("equal", "different", "unknown"))
    level = np.full(len(pairs), unknown, dtype=np.int64)
    billed = [account_key(invoice.iban) if invoice.iban else "" for invoice in bills.records]
    if not any(billed):
        return level
    has_iban = np.array([bool(iban) for iban in billed])
    written = {each.counterparty_account for each in payments.records}
    key_of = {account: account_key(account or "") for account in written}
    accounts = [key_of[each.counterparty_account] for each in payments.records]
    # A remittance shorter than an account number holds none.
    long_enough = np.fromiter(map(len, payments.text), dtype=np.int64) >= SHORTEST_ACCOUNT
    says = long_enough | np.array([account != "/" for account in accounts], dtype=np.bool_)
    rows = np.flatnonzero(payable & has_iban[pairs.bill] & says[pairs.payment])
    # Two whole IBANs are the same or not, which is asked as numbers, of all pairs at once.
    number = {iban: at for at, iban in enumerate(dict.fromkeys(billed))}
    iban_of = np.array([number[iban] for iban in billed], dtype=np.int64)
    account_of = np.array([number.get(account, -1) for account in accounts], dtype=np.int64)
    both = _whole_ibans(billed)[pairs.bill[rows]] & _whole_ibans(accounts)[pairs.payment[rows]]
    whole = rows[both]
    same = iban_of[pairs.bill[whole]] == account_of[pairs.payment[whole]]
    level[whole] = np.where(same, equal, different)
    for row in rows[~both].tolist():
        payment = int(pairs.payment[row])
        iban, account = billed[pairs.bill[row]], accounts[payment]
        if account == "/":
            if iban[1:] in "".join(payments.text[payment].split()).upper():
                level[row] = equal
        elif account == iban or (len(account) > 6 and iban.endswith(account[1:])):
            level[row] = equal
        elif account[1:3].isalpha():
            level[row] = different
    return level


def _whole_ibans(accounts: list[str]) -> Bools:
    """By account, as `account_key` has it, whether it begins as IBANs do: DE89."""
    return np.array([each[1:3].isalpha() and each[3:5].isdigit() for each in accounts], dtype=np.bool_)


def _types(payments: Payments, pairs: Candidates, weights: Weights) -> Ints:
    own = np.array([t.transaction_type in NOT_AN_INVOICE for t in payments.records], dtype=np.bool_)
    feature = "transaction_type"
    return np.where(
        own[pairs.payment], weights.level(feature, "not_an_invoice"), weights.level(feature, "any")
    )


def _count_of(values: Ints, wanted: Ints) -> Ints:
    """How often each of `wanted` stands in `values`."""
    ordered = np.sort(values)
    return np.searchsorted(ordered, wanted, "right") - np.searchsorted(ordered, wanted, "left")
