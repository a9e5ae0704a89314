"""How well statements are read that the generator draws: rows, whole statements, proofs and conflicts.

    python benchmarks/statements/accuracy.py                            # born digital, and altered digits
    python benchmarks/statements/accuracy.py --scans 60 --dpi 200 150   # real OCR of rendered pages as well

Born digital: `--statements` statements over all layouts, read from their words. A row is right when its
day and its signed amount are; a statement is perfect when all its rows and no others are there. What is
proved and wrong must be none: it is the exit code. Altered: one printed digit of a statement that adds up is
changed; `found` is the share that comes out as a conflict with that row named or, where no balance stands
beside the rows, with the difference told.

Scans: the same pages as images only, in three grades of noise, through the whole line of the command
`ocr-reconcile extract`: straightening, OCR, and the other engine's opinion where the sums do not close.
Layouts with a balance on every row are counted apart from the others.

The seeds are none that a test uses, and nothing is fitted to them.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))
from statement_generator import LAYOUTS, draw, pages_of, rasterised

from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.extraction.statement import extract_statements
from python_ocr_reconcile.extraction.verify import verify_statements
from python_ocr_reconcile.reading.sandbox import close_pools
from python_ocr_reconcile.services.extract import extract_document

NOISE = {"clean": 0.1, "office": 0.35, "poor": 0.7}
"""What `rasterised` is given for each grade."""
Row = tuple[date | None, Decimal]


@dataclass
class Tally:
    """Counts of one line of the table."""

    statements: int = 0
    perfect: int = 0
    rows: int = 0
    right: int = 0
    reported: int = 0
    proved: int = 0
    proved_wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    def add(self, name: str, truth: Counter[Row], found: Counter[Row], *, proved: bool) -> None:
        """One statement more."""
        hits = (truth & found).total()
        exact = hits == truth.total() == found.total()
        self.statements += 1
        self.perfect += exact
        self.rows += truth.total()
        self.right += hits
        self.reported += found.total()
        self.proved += proved
        if proved and not exact:
            self.proved_wrong.append(name)
        if not exact:
            self.missed.append(f"{name} ({hits} of {truth.total()}, {found.total()} reported)")

    def line(self) -> str:
        """Its figures in the order of `HEAD`."""
        if not self.statements:
            return "none"
        return (
            f"{self.statements:10,} {self.rows:8,} {self.right / self.rows:8.2%} "
            f"{self.right / max(1, self.reported):9.2%} {self.perfect / self.statements:8.1%} "
            f"{self.proved / self.statements:7.1%} {len(self.proved_wrong):13}"
        )


HEAD = "statements     rows   recall precision  perfect  proved proved, wrong"


def booked(truth: dict[str, Any]) -> Counter[Row]:
    """The rows that are printed."""
    parts = truth.get("statements") or [truth]
    return Counter(
        (date.fromisoformat(t["date"]), Decimal(t["amount"])) for part in parts for t in part["transactions"]
    )


def found_in(transactions: Iterable[Any]) -> Counter[Row]:
    """The rows that were read."""
    return Counter(
        (t.transaction_date, t.credit_amount if t.credit_amount is not None else -t.debit_amount)
        for t in transactions
    )


def born_digital(seed: int) -> tuple[str, str, Counter[Row], Counter[Row], bool]:
    """One statement read from its words."""
    drawn = draw(seed)
    reading = extract_statements(pages_of(drawn.pdf))
    statements = verify_statements(reading.statements, reading.transactions)
    proved = bool(statements) and all(s.proof == "proved" for s in statements)
    return (
        drawn.layout,
        f"seed {seed}, {drawn.layout}",
        booked(drawn.truth),
        found_in(reading.transactions),
        proved,
    )


def altered(seed: int) -> tuple[str, str, bool, bool]:
    """One statement with a digit changed: is it a conflict, and is the row named?"""
    drawn = draw(seed, spoil=True)
    reading = extract_statements(pages_of(drawn.pdf))
    statements = verify_statements(reading.statements, reading.transactions)
    conflict = any(s.proof == "conflict" for s in statements)
    unaltered = booked(drawn.truth) == found_in(reading.transactions)
    row = drawn.truth["spoiled"]["row"]
    layout = LAYOUTS[drawn.layout]
    named = {
        int(place) - 1
        for n in reading.notices
        if n.code == "balance_conflict"
        for place in re.findall(r"txn-(\d+)", n.message.partition("explain")[2] or n.message)
        if "to txn-" not in n.message or "explain" in n.message
    }
    if layout.summary == "none":
        return "every row, no opening", f"seed {seed}, {drawn.layout}", conflict and row in named, unaltered
    if layout.balance == "row":
        return "every row", f"seed {seed}, {drawn.layout}", conflict and row in named, unaltered
    # Of many rows between two balances none is told for certain: those that one digit would mend are named.
    told = conflict and (row in named or not named or layout.sections)
    return "elsewhere", f"seed {seed}, {drawn.layout}", told, unaltered


def scans(
    seeds: range, dpi: int, noise: float, settings: Settings
) -> Iterator[tuple[bool, str, Counter[Row], Counter[Row], bool]]:
    """Statements read from images of their pages, by the whole line."""
    for seed in seeds:
        drawn = draw(seed, rows=8 + seed % 30)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "scan.pdf"
            path.write_bytes(rasterised(drawn.pdf, dpi=dpi, noise=noise, seed=seed))
            document = extract_document(path, "bank", settings)
        parts = document.statements or [document.statement_info]
        proved = all(s.proof == "proved" for s in parts)
        has_balances = LAYOUTS[drawn.layout].balance == "row"
        yield (
            has_balances,
            f"seed {seed}, {drawn.layout}, {dpi} dpi, noise {noise}",
            booked(drawn.truth),
            found_in(document.transactions),
            proved,
        )


def show(title: str, tally: Tally, worst: int) -> None:
    """A line of the table, and what was missed."""
    print(f"{title:34} {tally.line()}", flush=True)
    for name in tally.proved_wrong:
        print("  PROVED, WRONG:", name)
    for name in tally.missed[:worst]:
        print("  missed:", name)


def main() -> int:
    """Print the tables; 1 where something wrong was proved."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--statements", type=int, default=1_000)
    parser.add_argument("--altered", type=int, default=400)
    parser.add_argument("--scans", type=int, default=0, help="a grade of noise and resolution")
    parser.add_argument("--dpi", type=int, nargs="+", default=[200, 150])
    parser.add_argument("--grades", nargs="+", choices=NOISE, default=list(NOISE))
    parser.add_argument("--first-seed", type=int, default=700_000)
    parser.add_argument("--worst", type=int, default=0, help="how many of the missed to name, a line")
    args = parser.parse_args()
    wrong = 0
    print(f"{'':34} {HEAD}")
    by_layout: dict[str, Tally] = defaultdict(Tally)
    whole = Tally()
    with ProcessPoolExecutor(2) as pool:
        seeds = range(args.first_seed, args.first_seed + args.statements)
        for layout, name, truth, found, proved in pool.map(born_digital, seeds, chunksize=8):
            by_layout[layout].add(name, truth, found, proved=proved)
            whole.add(name, truth, found, proved=proved)
        for layout, tally in sorted(by_layout.items()):
            show(layout, tally, args.worst)
        if args.statements:
            show("all, born digital", whole, 0)
        wrong += len(whole.proved_wrong)
        seeds = range(args.first_seed + 500_000, args.first_seed + 500_000 + args.altered)
        judged: dict[str, Counter[str]] = defaultdict(Counter)
        for kind, name, told, unaltered in pool.map(altered, seeds, chunksize=8):
            judged[kind].update(statements=1, told=told, unaltered=unaltered)
            if not told and args.worst:
                print("  not found:", name)
        for kind, counts in judged.items():
            print(
                f"one digit altered, balance {kind:22} {counts['statements']:6} "
                f"found {counts['told'] / counts['statements']:.1%}, "
                f"figures as printed {counts['unaltered'] / counts['statements']:.1%}"
            )
    with tempfile.TemporaryDirectory() as cache:
        settings = Settings(cache_folder=Path(cache))
        for dpi in args.dpi if args.scans else ():
            for grade in args.grades:
                started = time.perf_counter()
                tallies = {True: Tally(), False: Tally()}
                first = args.first_seed + 900_000
                for has, name, truth, found, proved in scans(
                    range(first, first + args.scans), dpi, NOISE[grade], settings
                ):
                    tallies[has].add(name, truth, found, proved=proved)
                for has, tally in tallies.items():
                    show(f"{dpi} dpi, {grade}, {'balances' if has else 'no balances'}", tally, args.worst)
                    wrong += len(tally.proved_wrong)
                print(f"  {time.perf_counter() - started:.0f} s")
        close_pools()
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
