"""Fit the constants of confidence.toml on generated files, and print what weights.toml rests on.

    python benchmarks/reconciliation/fit.py levels     m and u observed per comparison level
    python benchmarks/reconciliation/fit.py            the logistic and the gate, ready to paste

Levels are counted over odd seeds from 1 to 60; the logistic is fitted on 10,001 to 10,300, and held out are
10,301 to 10,400. The benchmark uses others.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from decimal import Decimal
from math import log2
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from generate import NOISE, Case, Generator, generate
from logistic import fit_bounded, lower_bound

from python_ocr_reconcile.models.profile import MatchingProfile
from python_ocr_reconcile.reconciliation.candidates import Candidates, with_references
from python_ocr_reconcile.reconciliation.confidence import judge, shipped_calibration
from python_ocr_reconcile.reconciliation.hypotheses import members_of
from python_ocr_reconcile.reconciliation.link_features import (
    LEAST_NAMED,
    MOST_PAYMENTS_BITS,
    pair_features,
    set_features,
)
from python_ocr_reconcile.reconciliation.load import load
from python_ocr_reconcile.reconciliation.own_bookings import refunds
from python_ocr_reconcile.reconciliation.parties import find_parties
from python_ocr_reconcile.reconciliation.references import ReferenceIndex
from python_ocr_reconcile.reconciliation.run import run_to_links
from python_ocr_reconcile.reconciliation.score import score
from python_ocr_reconcile.reconciliation.tolerances import tolerances_of
from python_ocr_reconcile.reconciliation.weights import shipped_weights

SIGNS = {
    "weaker": 1, "usual_day": 1, "exchange_margin": 1, "margin_among_many": -1, "bill_margin": 1,
    "log2_bill_candidates": -1, "log2_payment_candidates": -1, "named": 1, "same_party": 1,
    "party_seldom_named": 1, "silent": 1, "exact_amount": 1, "near_amount": 1, "off_amount": 1,
    "even_part": 1, "other_named": -1, "named_elsewhere": -1,
    "weaker_exact": 1, "margin_unnamed": -1, "alternatives": -1, "named_size_exact": 1, "same_payer": 1,
}  # fmt: skip
"""What each may do to a probability: a constant that comes out the other way is held at zero, since it would
only describe the generator (more rivals made a link likelier there, because known suppliers have more)."""

_SEEDS_AT_ONCE = 10
"""Of one process."""


class WithGaps(Generator):
    """Of a subscription some invoices are not in the file, and their payments are."""

    missing = 0.4


SELDOM = log2(LEAST_NAMED)
SUMS = [
    {"same_party": 1, "named_and_party": 1},
    {"same_party": 1, "party_seldom_named": SELDOM},
    {"named": 1, "named_elsewhere": -SELDOM},
    {"named": 1, "named_and_party": 1, "named_elsewhere": -SELDOM, "party_seldom_named": -SELDOM},
    {"exchange_margin": 1, "margin_among_many": MOST_PAYMENTS_BITS},
]
"""What a name, a party and a margin add in all, wherever they do: not below zero."""


def cases(seeds: range) -> Iterator[Case]:
    """Every level, both directions, from a few invoices to 1,000, with few payments or very many.

    Every other file has payments of usual amounts for invoices that are not in it.
    """
    for seed in seeds:
        for noise in NOISE.values():
            rng = np.random.default_rng(seed)
            count = int(rng.choice([3, 10, 20, 60, 150, 300, 300, 1_000]))
            unrelated = float(np.exp(rng.uniform(np.log(0.1), np.log(200 if count <= 60 else 20))))
            yield generate(
                seed, invoices=count, noise=noise, unrelated=unrelated if seed % 3 else None,
                direction="payables" if seed % 4 < 2 else "receivables",
                style=WithGaps if rng.random() < 0.5 else None,
            )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rows:
    """Every link of the pairs, or of the sets, over many cases; a set stands once for each pair inside it."""

    features: np.ndarray
    right: np.ndarray
    gated: np.ndarray
    """It passes every gate but the probability."""
    names: list[str]


def rows(seeds: range) -> dict[str, Rows]:
    """By kind of hypothesis, over pieces of `seeds` that run side by side."""
    pieces = [seeds[at : at + _SEEDS_AT_ONCE] for at in range(0, len(seeds), _SEEDS_AT_ONCE)]
    with ProcessPoolExecutor() as pool:
        done = list(pool.map(_rows, pieces))
    return {
        kind: Rows(
            *(
                np.concatenate([getattr(each[kind], name) for each in done])
                for name in ("features", "right", "gated")
            ),
            names=done[0][kind].names,
        )
        for kind in done[0]
    }


def _rows(seeds: range) -> dict[str, Rows]:
    found: dict[str, list[tuple[np.ndarray, list[bool], list[bool]]]] = {"pair": [], "set": []}
    names: dict[str, list[str]] = {}
    # Features may be new; without constants every link is worth a look, and so none is dropped.
    calibration = replace(shipped_calibration(), pair=defaultdict(float), set=defaultdict(float))
    for case in cases(seeds):
        run = run_to_links(
            [case.invoice_document], [case.bank_document], MatchingProfile(), case.rates, None, None
        )
        truth = {(invoice, transaction) for invoice, transaction, _ in case.links}
        judged = judge(
            run.bills, run.payments, run.given, run.links, run.tolerances, calibration, Decimal("0.75"),
            refunds(run.payments),
        )  # fmt: skip
        gates = judged.within_limit & judged.unique & judged.has_evidence & judged.amount_explained
        gates &= (judged.twin < 0) | judged.twin_is_later
        is_pair = run.links.hypothesis < run.given.pairs
        for kind, features, mask in (
            ("pair", pair_features(run.given, run.links), is_pair),
            ("set", set_features(run.given, run.links), ~is_pair),
        ):
            names[kind] = list(features)
            columns = np.stack(list(features.values()), axis=1)
            at, right = [], []
            for place, link in enumerate(np.flatnonzero(mask).tolist()):
                bills, payments = members_of(run.given, int(run.links.hypothesis[link]))
                for b in bills:
                    for p in payments:
                        at.append(place)
                        pair = run.bills.records[b].invoice_id, run.payments.records[p].transaction_id
                        right.append(pair in truth)
            found[kind].append((columns[at], right, gates[mask][at]))
    return {
        kind: Rows(
            np.concatenate([columns for columns, _, _ in each]),
            np.concatenate([right for _, right, _ in each]).astype(float),
            np.concatenate([gates for _, _, gates in each]).astype(bool),
            names[kind],
        )
        for kind, each in found.items()
    }


def fit() -> None:
    fitted, held = rows(range(10_001, 10_301)), rows(range(10_301, 10_401))
    tables = []
    said, right, gated = [], [], []
    for kind in ("pair", "set"):
        given, out = fitted[kind], held[kind]
        constants = fit_bounded(
            given.features, given.right, given.names, SIGNS, SUMS if kind == "pair" else []
        )
        p = 1 / (1 + np.exp(-out.features @ constants))
        print(f"# {kind}: {len(given.right)} links fitted, {len(p)} held out, {out.right.mean():.3f} right")
        said.append(p)
        right.append(out.right)
        gated.append(out.gated)
        tables.append((kind, given.names, constants))
    report(np.concatenate(said), np.concatenate(right), np.concatenate(gated))
    print("# sets alone")
    report(said[1], right[1], gated[1])
    for kind, names, constants in tables:
        print(f"\n[{kind}]")
        for name, constant in zip(names, constants, strict=True):
            print(f"{name} = {constant:.4f}")


def report(p: np.ndarray, right: np.ndarray, gated: np.ndarray) -> None:
    """Calibration by bins, and what each gate would accept."""
    bins = np.minimum(9, (p * 10).astype(int))
    gap = sum(abs((p[bins == b] - right[bins == b]).sum()) for b in range(10)) / len(p)
    print(f"# held out: calibration error {gap:.4f}")
    for b in range(10):
        inside = bins == b
        if inside.any():
            print(
                f"#   {b / 10:.1f}: {inside.sum():6} links, "
                f"said {p[inside].mean():.3f}, right {right[inside].mean():.3f}"
            )
    print("# gate: share of all right links accepted, precision, lower bound")
    for gate in (0.5, 0.75, 0.85, 0.9, 0.95, 0.97, 0.98, 0.99, 0.995):
        taken = gated & (p >= gate)
        hits = right[taken].sum()
        print(
            f"#   {gate}: {hits / right.sum():.3f} {hits / max(taken.sum(), 1):.4f} "
            f"{lower_bound(hits, int(taken.sum())):.4f}"
        )


def levels() -> None:
    """m over the true links of one invoice and one transaction; u over random pairs."""
    weights = shipped_weights()
    counts = {feature: np.zeros((2, len(names))) for feature, names in weights.levels.items()}
    for case in cases(range(1, 61, 2)):
        bills, payments = load([case.invoice_document], [case.bank_document])
        references = ReferenceIndex(bills)
        named = references.find(payments)
        parties = find_parties(bills, payments, named)
        tolerances = tolerances_of(MatchingProfile(), bills)
        bill_row = {record.invoice_id: row for row, record in enumerate(bills.records)}
        payment_row = {record.transaction_id: row for row, record in enumerate(payments.records)}
        single = [
            (bill_row[i], payment_row[t])
            for i, t, kind in case.links
            if not kind.startswith(("group", "instalment"))
        ]
        rng = np.random.default_rng(len(single))
        chance = rng.integers((len(bills), len(payments)), size=(20_000, 2))
        side = 1 if case.direction != "receivables" else -1
        linked = {(bill_row[i], payment_row[t]) for i, t, _ in case.links}
        fits = np.array([tuple(pair) not in linked for pair in chance.tolist()]) & (
            np.sign(bills.amount[chance[:, 0]]) == side * np.sign(payments.outflow[chance[:, 1]])
        )
        for at, pairs in ((0, np.array(single)), (1, chance[fits])):
            order = np.lexsort((pairs[:, 1], pairs[:, 0]))
            stacked = with_references((pairs[order, 0], pairs[order, 1]), named, bills, payments)
            none, nobody = np.zeros(stacked.shape[1], dtype=np.int64), np.zeros(0, dtype=np.int64)
            candidates = Candidates(
                bill=stacked[0], payment=stacked[1], reference=stacked[2], reference_length=stacked[3],
                reference_shared_by=stacked[4].astype(float), converted=none, implied=none,
                direction="both", cut=0, equal_cut=0, other_direction=np.zeros(len(payments), dtype=bool),
                wrong_currency=(nobody, nobody), wrong_sign=(nobody, nobody),
            )  # fmt: skip
            scored = score(bills, payments, parties, candidates, references, tolerances, weights)
            for feature, column in scored.levels.items():
                counts[feature][at] += np.bincount(column, minlength=len(weights.levels[feature]))
    for feature, (matches, others) in counts.items():
        print(f"\n[{feature}]")
        for name, m, u, bits in zip(
            weights.levels[feature],
            matches / matches.sum(),
            others / others.sum(),
            weights.bits[feature],
            strict=True,
        ):
            observed = log2(max(m, 1e-6) / max(u, 1e-6))
            print(f"{name:22} m = {m:.5f}  u = {u:.6f}  observed {observed:6.2f}  shipped {bits:6.2f}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", nargs="?", choices=("fit", "levels"), default="fit")
    levels() if parser.parse_args().what == "levels" else fit()
