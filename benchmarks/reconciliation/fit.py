"""Fit the constants of confidence.toml on generated files, and print what weights.toml rests on.

    python benchmarks/reconciliation/fit.py levels     m and u observed per comparison level
    python benchmarks/reconciliation/fit.py            the logistic and the gate, ready to paste

Odd seeds from 1 to 60 are fitted, even ones hold out; the benchmark uses others.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from decimal import Decimal
from math import log2
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from generate import NOISE, Case, generate
from logistic import fit_signed, lower_bound

from python_ocr_reconcile.reconciliation.assign import Links, assign
from python_ocr_reconcile.reconciliation.candidates import Candidates, find_candidates, with_references
from python_ocr_reconcile.reconciliation.confidence import features, judge, shipped_calibration
from python_ocr_reconcile.reconciliation.load import Bills, Payments, load
from python_ocr_reconcile.reconciliation.references import ReferenceIndex
from python_ocr_reconcile.reconciliation.score import Scored, score
from python_ocr_reconcile.reconciliation.weights import shipped_weights

SIGNS = {
    "log_odds": 1, "exchange_margin": 1, "bill_margin": 1, "payment_margin": 1, "named": 1, "same_party": 1,
    "log2_bill_candidates": -1, "log2_payment_candidates": -1,
}  # fmt: skip
"""What each may do to a probability: a constant that comes out the other way is held at zero, since it would
only describe the generator (more rivals made a link likelier there, because known suppliers have more)."""


def cases(seeds: range) -> Iterator[Case]:
    """Every level, both directions, from 20 invoices (the usual file) to 1,000."""
    for seed in seeds:
        for noise in NOISE.values():
            rng = np.random.default_rng(seed)
            yield generate(
                seed, invoices=int(rng.choice([20, 60, 150, 300, 300, 1_000])), noise=noise,
                unrelated=float(rng.uniform(1, 9)) if seed % 3 else None,
                direction="payables" if seed % 4 < 2 else "receivables",
            )  # fmt: skip


def scored_case(case: Case) -> tuple[Bills, Payments, Scored, Links]:
    bills, payments = load(case.invoice_document, case.bank_document)
    references = ReferenceIndex(bills)
    candidates = find_candidates(bills, payments, references.find(payments))
    scored = score(bills, payments, candidates, references, shipped_weights())
    return bills, payments, scored, assign(bills, payments, scored)


def rows(seeds: range) -> tuple[np.ndarray, np.ndarray, np.ndarray, list[str]]:
    """(features, right or wrong, passes every gate but the probability) of every link."""
    table, right, gated = [], [], []
    names: list[str] = []
    calibration = shipped_calibration()
    for case in cases(seeds):
        bills, payments, scored, links = scored_case(case)
        truth = {(invoice, transaction) for invoice, transaction, _ in case.links}
        columns = features(scored, links)
        names = list(columns)
        table.append(np.stack(list(columns.values()), axis=1))
        right.append([
            (bills.records[b].invoice_id, payments.records[p].transaction_id) in truth
            for b, p in zip(links.bill.tolist(), links.payment.tolist(), strict=True)
        ])  # fmt: skip
        judged = judge(scored, links, calibration, Decimal("0.75"))
        gated.append(
            judged.unique & judged.has_evidence & judged.amount_explained & (judged.twin_payment < 0)
        )
    return np.concatenate(table), np.concatenate(right).astype(float), np.concatenate(gated), names


def fit() -> None:
    x, y, _, names = rows(range(1, 61, 2))
    constants = fit_signed(x, y, names, SIGNS)
    held_x, held_y, held_gated, _ = rows(range(2, 62, 2))
    p = 1 / (1 + np.exp(-held_x @ constants))
    print(f"# {len(y)} links fitted, {len(held_y)} held out, {held_y.mean():.3f} of them right")
    bins = np.minimum(9, (p * 10).astype(int))
    gap = sum(abs((p[bins == b] - held_y[bins == b]).sum()) for b in range(10)) / len(p)
    print(f"# held out: calibration error {gap:.4f}")
    for b in range(10):
        inside = bins == b
        if inside.any():
            print(
                f"#   {b / 10:.1f}: {inside.sum():6} links, "
                f"said {p[inside].mean():.3f}, right {held_y[inside].mean():.3f}"
            )
    print("# gate: share of all right links accepted, precision, lower bound")
    for gate in (0.5, 0.75, 0.85, 0.9, 0.95, 0.97, 0.98, 0.99, 0.995):
        taken = held_gated & (p >= gate)
        right = held_y[taken].sum()
        print(
            f"#   {gate}: {right / held_y.sum():.3f} {right / max(taken.sum(), 1):.4f} "
            f"{lower_bound(right, int(taken.sum())):.4f}"
        )
    print("\n[logistic]")
    for name, constant in zip(names, constants, strict=True):
        print(f"{name} = {constant:.4f}")


def levels() -> None:
    """m over the true links of one invoice and one transaction; u over random pairs."""
    weights = shipped_weights()
    counts = {feature: np.zeros((2, len(names))) for feature, names in weights.levels.items()}
    for case in cases(range(1, 61, 2)):
        bills, payments = load(case.invoice_document, case.bank_document)
        references = ReferenceIndex(bills)
        named = references.find(payments)
        bill_row = {record.invoice_id: row for row, record in enumerate(bills.records)}
        payment_row = {record.transaction_id: row for row, record in enumerate(payments.records)}
        single = [
            (bill_row[i], payment_row[t]) for i, t, kind in case.links if kind not in ("group", "instalment")
        ]
        rng = np.random.default_rng(len(single))
        chance = rng.integers((len(bills), len(payments)), size=(20_000, 2))
        found = find_candidates(bills, payments, named)
        side = 1 if found.direction != "receivables" else -1
        linked = {(bill_row[i], payment_row[t]) for i, t, _ in case.links}
        fits = np.array([tuple(pair) not in linked for pair in chance.tolist()]) & (
            np.sign(bills.amount[chance[:, 0]]) == side * np.sign(payments.outflow[chance[:, 1]])
        )
        for at, pairs in ((0, np.array(single)), (1, chance[fits])):
            order = np.lexsort((pairs[:, 1], pairs[:, 0]))
            stacked = with_references((pairs[order, 0], pairs[order, 1]), named, bills, payments)
            candidates = Candidates(
                bill=stacked[0], payment=stacked[1], reference=stacked[2], reference_length=stacked[3],
                reference_shared_by=stacked[4].astype(float), direction=found.direction, cut=0,
                other_direction=found.other_direction, wrong_currency=found.wrong_currency,
                wrong_sign=found.wrong_sign,
            )  # fmt: skip
            scored = score(bills, payments, candidates, references, weights)
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
