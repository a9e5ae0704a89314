"""Second payments: what was paid twice, and what was paid and came back."""

from __future__ import annotations

import numpy as np

from python_ocr_reconcile.reconciliation.hypotheses import Hypotheses, members_of
from python_ocr_reconcile.reconciliation.link_features import NAMED_LEVELS, OTHER_LEVELS, PARTY_LEVELS, holds
from python_ocr_reconcile.reconciliation.load import Bools, Ints, Payments
from python_ocr_reconcile.reconciliation.margins import Links
from python_ocr_reconcile.reconciliation.reference_hits import STRONG

MONTHLY = 3
"""Equal payments of one party from which on they are taken to come every month."""
REPEATED_DAYS = 15
"""Of such, a payment so many days from another may repeat it."""


def _repeats(
    payments: Payments,
    given: Hypotheses,
    links: Links,
    pair: Ints,
    own: Ints,
    same_party: Bools,
    other: Bools,
) -> Bools:
    """By pair, whether its payment may repeat that of `own`, the pair that its invoice is linked by.

    It goes the same way. Where one amount is paid every month, or by `other`, which seem to name another
    invoice, a payment weeks from it is for an invoice that is not there.
    """
    pairs = given.scored.candidates
    payment, first = pairs.payment[pair], pairs.payment[own]
    same_way = np.sign(payments.outflow[payment]) == np.sign(payments.outflow[first])
    chosen = links.hypothesis[links.hypothesis < given.pairs]
    regular = payments.outflow[pairs.payment[chosen[same_party[chosen]]]]
    amounts, count = np.unique(regular, return_counts=True)
    monthly = np.isin(payments.outflow[payment], amounts[count >= MONTHLY])
    apart = np.abs(payments.day[payment] - payments.day[first]) > REPEATED_DAYS
    return np.asarray(same_way & ~((monthly | other) & apart))


def amounts_given_back(payments: Payments, given: Hypotheses, links: Links, refunded: dict[int, int]) -> Ints:
    """By link the transaction, open and later, that gives its amount back; -1 for none."""
    back = np.full(len(links), -1, dtype=np.int64)
    is_open = links.holder[given.bills :] < 0

    def mark(link: int, paid: int, row: int) -> None:
        if link >= 0 and is_open[row] and 0 < payments.day[paid] <= payments.day[row]:
            back[link] = row

    for row, paid in sorted(refunded.items()):
        mark(int(links.holder[given.bills + paid]), paid, row)
    # What names the invoice and goes the other way.
    pairs = given.scored.candidates
    named = np.flatnonzero(pairs.reference <= STRONG)
    opposite = (
        np.concatenate([pairs.wrong_sign[0], pairs.bill[named]]),
        np.concatenate([pairs.wrong_sign[1], pairs.payment[named]]),
    )
    linked = is_open[opposite[1]] & (links.holder[opposite[0]] >= 0)
    for bill, row in zip(*(column[linked].tolist() for column in opposite), strict=True):
        link = int(links.holder[bill])
        for paid in members_of(given, int(links.hypothesis[link]))[1]:
            if payments.outflow[row] == -payments.outflow[paid]:
                mark(link, paid, row)
    return back


def twins(payments: Payments, given: Hypotheses, links: Links, kept: Bools) -> tuple[Ints, Bools]:
    """For each link another payment of the same amount from the same party that pays nothing else.

    An invoice paid twice, by mistake, looks like that. Where both name it, the later one is the second;
    where not, which of the two was meant is for a person to say.
    """
    twin, later = np.full(len(links), -1, dtype=np.int64), np.zeros(len(links), dtype=np.bool_)
    # By bill: its link is too doubtful to be proposed, so that it is open as well.
    doubtful = np.append(~kept, False)[links.holder[: given.bills]]
    scored, pairs = given.scored, given.scored.candidates
    free = links.holder[given.bills + pairs.payment] < 0
    every = slice(None)
    same_amount = holds(scored, every, "amount", ("exact",))
    names_it = holds(scored, every, "reference", NAMED_LEVELS)
    slip = holds(scored, every, "reference", ("one_edit",))
    other = holds(scored, every, "reference", OTHER_LEVELS)
    same_party = holds(scored, every, "name", PARTY_LEVELS)
    # Equal amounts of every month are no twins: such a payment has an open invoice of its own.
    waits = np.zeros(len(payments), dtype=np.bool_)
    waits[pairs.payment[same_amount & same_party & (links.holder[pairs.bill] < 0)]] = True
    waits[pairs.payment[same_amount & same_party & doubtful[pairs.bill]]] = True
    free &= names_it | ~waits[pairs.payment]
    link_of = links.holder[pairs.bill]
    by_pair = np.append(links.hypothesis < given.pairs, False)[link_of]
    again = np.flatnonzero(free & same_amount & (names_it | (same_party & ~other)) & (link_of >= 0) & by_pair)
    # Beside the invoice that is named, a number one edit from it is that of the next, if not misread.
    first_of = links.hypothesis[link_of[again]]
    next_one = slip[again] & names_it[first_of]
    again = again[_repeats(payments, given, links, again, first_of, same_party, next_one)]
    for at in again[np.argsort(scored.log_odds[again], kind="stable")].tolist():  # the likeliest comes last
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
        same = bundles.get(each.bills) if each.shape == "bundle" else None
        if same is not None and links.holder[given.bills + each.payments[0]] < 0:
            own_set = given.sets[int(links.hypothesis[same]) - given.pairs]
            twin[same] = each.payments[0]
            first, second = payments.day[own_set.payments[0]], payments.day[each.payments[0]]
            later[same] = bool(own_set.named and each.named and 0 < first < second)
    return twin, later
