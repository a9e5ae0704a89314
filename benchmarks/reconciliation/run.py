"""Measure reconciliation on generated files: quality against what others do, and time.

    python benchmarks/reconciliation/run.py [--seeds 101-105] [--invoices 300] [--style other] [--levels hard]
    python benchmarks/reconciliation/run.py --timing [--largest 1000000]
    python benchmarks/reconciliation/run.py --hostile | --row | --write FOLDER | --corpus FOLDER

Seeds from 1 to 60 and from 10,001 to 10,400 are what fit.py looks at; measure on others.
"""

from __future__ import annotations

import argparse
import json
import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from baseline import PEERS
from corpus import read_corpus
from figures import Figures, figures, figures_of
from generate import NOISE, Case, generate
from generate_other import OtherGenerator
from scale import hostile, one_row, timing

from python_ocr_reconcile.models.encoding import encode
from python_ocr_reconcile.models.profile import Groups, MatchingProfile
from python_ocr_reconcile.reconciliation import pack as packing
from python_ocr_reconcile.reconciliation import reconcile, remittance
from python_ocr_reconcile.reconciliation import run as engine

Method = Callable[[Case], Figures]
STYLES = {"own": None, "other": OtherGenerator}


def ours(case: Case) -> Figures:
    return figures(reconcile(case.invoice_document, case.bank_document, rates=case.rates), case.links)


def without_groups(case: Case) -> Figures:
    profile = MatchingProfile(groups=Groups(enabled=False))
    result = reconcile(case.invoice_document, case.bank_document, rates=case.rates, profile=profile)
    return figures(result, case.links)


def greedy(case: Case) -> Figures:
    """The best hypothesis first, whatever it takes from others."""

    def best_first(given: packing.Hypotheses) -> packing.Packing:
        useful = (given.weight > 0).nonzero()[0]
        return packing.Packing(packing._greedy(given, useful), 0, 0)  # noqa: SLF001

    with _patched(engine, "pack", best_first):
        return ours(case)


def without_folding(case: Case) -> Figures:
    with _patched(remittance, "_FOLD", {}):
        return ours(case)


@contextmanager
def _patched(module: object, name: str, value: object) -> Iterator[None]:
    was = getattr(module, name)
    setattr(module, name, value)
    try:
        yield
    finally:
        setattr(module, name, was)


def peer(name: str) -> Method:
    def method(case: Case) -> Figures:
        found = PEERS[name](case.invoice_document, case.bank_document)
        return figures_of({p: s for p, s in found.items() if s >= 0.9}, found, case.links)

    return method


METHODS: dict[str, Method] = {
    "ours": ours,
    "greedy": greedy,
    "without folding": without_folding,
    "without groups": without_groups,
    **{name: peer(name) for name in PEERS},
}


def quality(cases: dict[str, list[Case]]) -> None:
    print(
        f"{'level':7} {'method':22} {'prec':>6} {'recall':>6} {'F1':>6} {'m.prec':>7} {'m.share':>7} "
        f"{'ECE':>6}"
    )
    for level, each in cases.items():
        for name, method in METHODS.items():
            rows = [method(case) for case in each]
            accepted = sum(row.matched for row in rows)
            right = sum(row.matched * row.matched_precision for row in rows)
            mean = {
                field: statistics.fmean(getattr(row, field) for row in rows)
                for field in ("precision", "recall", "f1", "matched_share", "calibration_error")
            }
            print(
                f"{level:7} {name:22} {mean['precision']:6.3f} {mean['recall']:6.3f} {mean['f1']:6.3f} "
                f"{right / accepted if accepted else 1:7.4f} {mean['matched_share']:7.3f} "
                f"{mean['calibration_error']:6.3f}"
            )
            if name == "ours":
                print(f"{'':8}lowest F1 {min(row.f1 for row in rows):.3f}; recall by kind: {_kinds(rows)}")


def _kinds(rows: list[Figures]) -> str:
    parts = []
    for kind in sorted({kind for row in rows for kind in row.recall_by_kind}):
        got = sum(row.recall_by_kind.get(kind, (0, 0))[0] for row in rows)
        of = sum(row.recall_by_kind.get(kind, (0, 0))[1] for row in rows)
        parts.append(f"{kind} {got}/{of}")
    return ", ".join(parts)


def write(case: Case, folder: Path) -> None:
    """RESULT and TRUTH of one case, as any scorer reads them."""
    folder.mkdir(parents=True, exist_ok=True)
    result = reconcile(case.invoice_document, case.bank_document, rates=case.rates)
    (folder / "result.json").write_bytes(encode(result))
    (folder / "truth.json").write_text(json.dumps({"links": case.links}))


def corpus(folder: Path) -> None:
    """A published set of pairs: what was found, and what the result says of each that was not."""
    invoices, bank, truth = read_corpus(folder)
    result = reconcile(invoices, bank)
    found = {
        (i.invoice_id, t.transaction_id): "matched" if match in result.matched else "proposed"
        for match in (*result.matched, *result.partial)
        for i in match.invoices
        for t in match.bank_transactions
    }
    why = {i.invoice_id: (i.unmatched_reason, *i.explanation) for i in result.unmatched.invoices}
    for invoice_id, transaction_id, changed in truth:
        pair = invoice_id, transaction_id
        print(f"{invoice_id} {transaction_id} {found.get(pair, 'open'):9} {changed}")
        if pair not in found and invoice_id in why:
            print(f"     {' '.join(why[invoice_id])}")
    wrong = [pair for pair in found if pair not in {(i, t) for i, t, _ in truth}]
    print(f"{len(set(found) & {(i, t) for i, t, _ in truth})} of {len(truth)} pairs; wrong: {wrong}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", default="101-105", help="first-last")
    parser.add_argument("--invoices", type=int, default=300)
    parser.add_argument("--unrelated", type=float, help="transactions for each related one; default by level")
    parser.add_argument("--direction", choices=("payables", "receivables"), default="payables")
    parser.add_argument("--style", choices=STYLES, default="own")
    parser.add_argument("--levels", nargs="+", choices=NOISE, default=list(NOISE))
    parser.add_argument("--methods", nargs="+", choices=METHODS, default=list(METHODS))
    parser.add_argument("--timing", action="store_true", help="time instead of quality")
    parser.add_argument("--largest", type=int, default=100_000, help="most transactions to time")
    parser.add_argument(
        "--hostile", action="store_true", help="5,000 invoices of one vendor, one round amount"
    )
    parser.add_argument("--row", action="store_true", help="100,000 matches as one row")
    parser.add_argument("--database", help="where --row stores its row; an SQLite file of its own")
    parser.add_argument("--write", type=Path, help="write RESULT and TRUTH of the first seed and level")
    parser.add_argument("--corpus", type=Path, help="a folder with invoices.json, payments.json, truth.json")
    given = parser.parse_args()
    first, last = map(int, given.seeds.split("-"))

    def case(seed: int, level: str) -> Case:
        return generate(
            seed, invoices=given.invoices, noise=NOISE[level], unrelated=given.unrelated,
            direction=given.direction, style=STYLES[given.style],
        )  # fmt: skip

    if given.timing:
        timing(given.largest)
    elif given.hostile:
        hostile()
    elif given.row:
        one_row(database=given.database)
    elif given.write:
        write(case(first, given.levels[0]), given.write)
    elif given.corpus:
        corpus(given.corpus)
    else:
        for name in [name for name in METHODS if name not in given.methods]:
            del METHODS[name]
        print(
            f"{given.invoices} invoices, {given.direction}, style {given.style}, seeds {given.seeds}, means"
        )
        quality({level: [case(seed, level) for seed in range(first, last + 1)] for level in given.levels})


if __name__ == "__main__":
    main()
