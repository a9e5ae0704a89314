"""Open shares: invoices that a payer pays in parts of which the last is still to come.

Nothing adds up yet. What tells such parts from other payments of the same payer is that each is a whole
number of shares of the invoice, to the cent: three eighths and three eighths, four ninths and one.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from math import log2

import numpy as np

from python_ocr_reconcile.reconciliation.choices import Choices
from python_ocr_reconcile.reconciliation.load import Bills, Payments
from python_ocr_reconcile.reconciliation.open_rows import NO_ROWS, OpenRows
from python_ocr_reconcile.reconciliation.part_weights import (
    FROM_PARTY,
    LEAST_CHANCE,
    MOST_ALIKE,
    MOST_EQUAL,
    OPEN_SHARE,
    WHOLE_SHARES,
    PartWeights,
)
from python_ocr_reconcile.reconciliation.set_weights import FoundSet, Step, Target
from python_ocr_reconcile.reconciliation.shares import (
    CENTS_OFF,
    EVERY_SHARE,
    MOST_OF_ONE,
    MOST_PARTS,
    may_be_shares,
    shares_of,
)

_FITS = 2 * CENTS_OFF + 1
"""Amounts that are one share of an invoice."""


class OpenShares:
    """Finds them among the rows that are open."""

    def __init__(
        self,
        bills: Bills,
        payments: Payments,
        rows: OpenRows,
        choices: Choices,
        weights: PartWeights,
    ) -> None:
        self._bills, self._payments, self._rows = bills, payments, rows
        self._choices, self._weights = choices, weights

    def find(self) -> Iterator[FoundSet]:
        """Every set worth weighing."""
        for vendor in self._rows.ways:
            party_of, way = self._rows.party_of(vendor=vendor), 1 if vendor else -1
            bills = np.flatnonzero(~self._rows.settled_bill & (party_of > 0))
            for bill in bills.tolist():
                yield from self._sets(bill, int(party_of[bill]), way)

    def _sets(self, bill: int, party: int, way: int) -> Iterator[FoundSet]:
        pool = self._rows.payments_of.get(party, NO_ROWS)
        if len(pool) < 2:
            return
        billed = int(self._bills.amount[bill])
        amount, sense = abs(billed), way if billed > 0 else -way
        pool = self._rows.in_time(bill, pool)
        moved = sense * self._payments.outflow[pool]
        pool = pool[(moved > 0) & (moved < amount)]
        if len(pool) < 2:
            return
        naming = self._rows.naming(bill)
        others = self._rows.names[pool]
        maybe = pool[~others | np.isin(pool, naming)] if others.any() else pool
        parts = maybe[may_be_shares(sense * self._payments.outflow[maybe], amount)].tolist()
        if not 2 <= len(parts) <= MOST_ALIKE:
            return
        shares = {
            row: frozenset(shares_of(sense * int(self._payments.outflow[row]), amount)) for row in parts
        }
        named = set(naming).intersection(shares)
        alike = self._rows.bills_of[party, way > 0]
        equal = int((self._bills.amount[alike] == billed).sum())
        # Of so many equal invoices nothing says which is paid in parts.
        if equal > MOST_EQUAL and not named:
            return
        sets = [
            chosen
            for count in range(2, MOST_PARTS + 1)
            for chosen in combinations(sorted(shares), count)
            if named.issubset(chosen)
            and sum(sense * int(self._payments.outflow[row]) for row in chosen) < amount - CENTS_OFF * count
            and frozenset.intersection(*(shares[row] for row in chosen))
        ]
        for chosen in sets:
            yield self._found(bill, party, sense, amount, chosen, named, len(pool), len(sets))

    def _found(
        self, bill: int, party: int, sense: int, amount: int, chosen: tuple[int, ...], named: set[int],
        among: int, count: int,
    ) -> FoundSet:  # fmt: skip
        moved = np.array([sense * int(self._payments.outflow[row]) for row in chosen])
        chance = self._choices.chance("bundle", moved).tolist()
        steps: list[Step] = [
            ("choice", "whole_shares", log2(WHOLE_SHARES)),
            ("difference", "part_is_open", log2(OPEN_SHARE)),
        ]
        ours = [row for row in chosen if row in named]
        if ours:
            bits = self._weights.named_bits(bill, ours, min(chance))
            steps.append(("reference", f"{len(ours)}_of_{len(chosen)}", bits))
        else:
            steps.append(self._weights.date_step(bill, party, chosen))
        expected = 1.0
        first = ours[0] if ours else min(chosen, key=lambda row: (int(self._payments.day[row]), row))
        for row, own in zip(chosen, chance, strict=True):
            if row in named:
                continue
            # What follows the first is one share of the same division.
            shares = EVERY_SHARE if row == first else MOST_OF_ONE
            by_chance = max(min(among * own * shares * _FITS, 1.0), LEAST_CHANCE)
            expected *= by_chance
            steps.append(("payer", "known", log2(FROM_PARTY / by_chance)))
        steps.append(self._weights.month_step(chosen))
        target = Target(
            "instalments", bill, sense, amount, self._rows.payer_level(party, list(chosen)),
            named=[(row, 0, 0.0) for row in ours],
        )  # fmt: skip
        return FoundSet(target, "summed", chosen, int(moved.sum()), count, expected, steps=tuple(steps))
