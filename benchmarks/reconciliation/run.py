"""Measure reconciliation on generated files: quality against a baseline, and time.

    python benchmarks/reconciliation/run.py [--seeds 101-105] [--invoices 300] [--timing]

Seeds from 1 to 60 are what fit.py looks at; measure on others.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time
from collections.abc import Callable

from baseline import amount_date_name
from figures import Figures, figures, figures_of
from generate import NOISE, Case, generate

from python_ocr_reconcile.reconciliation import reconcile

SIZES = ((100, 342), (1_000, 10_000), (10_000, 100_000))


def ours(case: Case) -> Figures:
    return figures(reconcile(case.invoice_document, case.bank_document), case.links)


def baseline(case: Case) -> Figures:
    found = amount_date_name(case.invoice_document, case.bank_document)
    return figures_of({p: s for p, s in found.items() if s >= 0.9}, found, case.links)


METHODS: dict[str, Callable[[Case], Figures]] = {"ours": ours, "amount + date + name": baseline}


def quality(seeds: range, invoices: int, direction: str) -> None:
    print(f"{invoices} invoices, {direction}, seeds {seeds.start} to {seeds.stop - 1}, means")
    print(
        f"{'level':7} {'method':21} {'prec':>6} {'recall':>6} {'F1':>6} {'m.prec':>7} {'m.share':>7} "
        f"{'ECE':>6}"
    )
    for level, noise in NOISE.items():
        cases = [generate(seed, invoices=invoices, noise=noise, direction=direction) for seed in seeds]
        for name, method in METHODS.items():
            rows = [method(case) for case in cases]
            accepted = sum(row.matched for row in rows)
            right = sum(row.matched * row.matched_precision for row in rows)
            mean = {
                field: statistics.fmean(getattr(row, field) for row in rows)
                for field in ("precision", "recall", "f1", "matched_share", "calibration_error")
            }
            print(
                f"{level:7} {name:21} {mean['precision']:6.3f} {mean['recall']:6.3f} {mean['f1']:6.3f} "
                f"{right / accepted if accepted else 1:7.4f} {mean['matched_share']:7.3f} "
                f"{mean['calibration_error']:6.3f}"
            )
            if name == "ours":
                kinds = sorted({kind for row in rows for kind in row.recall_by_kind})
                parts = []
                for kind in kinds:
                    got = sum(row.recall_by_kind.get(kind, (0, 0))[0] for row in rows)
                    of = sum(row.recall_by_kind.get(kind, (0, 0))[1] for row in rows)
                    parts.append(f"{kind} {got}/{of}")
                print(f"{'':8}recall by kind: {', '.join(parts)}")


def timing(largest: int) -> None:
    print(f"{'invoices':>8} {'transactions':>12} {'seconds':>8} {'us/transaction':>14} {'peak MB':>8}")
    for invoices, transactions in SIZES:
        if transactions > largest:
            continue
        case = generate(7, invoices=invoices, noise=0.4, unrelated=transactions / (invoices * 0.82))
        del case.transactions[transactions:]
        # The best of three for small sizes: other work on the machine only ever adds.
        seconds = min(_seconds(case) for _ in range(3 if transactions < 50_000 else 1))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        count = len(case.transactions)
        print(f"{invoices:8} {count:12} {seconds:8.3f} {1e6 * seconds / count:14.1f} {peak:8}")


def _seconds(case: Case) -> float:
    invoices, bank = case.invoice_document, case.bank_document
    started = time.perf_counter()
    reconcile(invoices, bank)
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", default="101-105", help="first-last")
    parser.add_argument("--invoices", type=int, default=300)
    parser.add_argument("--direction", choices=("payables", "receivables"), default="payables")
    parser.add_argument("--timing", action="store_true", help="time instead of quality")
    parser.add_argument("--largest", type=int, default=100_000, help="most transactions to time")
    given = parser.parse_args()
    if given.timing:
        timing(given.largest)
        return
    first, last = map(int, given.seeds.split("-"))
    quality(range(first, last + 1), given.invoices, given.direction)


if __name__ == "__main__":
    main()
