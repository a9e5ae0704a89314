"""Statements of many pages from file to document, and bank files of many entries: time and memory over sizes.

    python benchmarks/statements/large.py [--pages 50 100 200 400] [--entries 10000 50000 100000]

A statement of 50 entries a page with running balances is drawn as text and goes through the whole line of
`ocr-reconcile extract` to its JSON, in child processes: identify, read, extract, verify, validate. CAMT and
MT940 go the same way. The baseline is itself at the smaller size: twice the pages must take twice the time,
not more. Memory is the peak of all processes together (what they share counts once).
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pymupdf

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))
sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks/extraction"))
sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks/bank_files"))
from batch import Run, run
from read_vs_plain import file_of

ROWS_A_PAGE = 50
_LINE = """
import sys
from pathlib import Path
from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.reading.sandbox import close_pools
from python_ocr_reconcile.services.extract import extract_file
found = extract_file(Path(sys.argv[1]), "bank", Settings(processes=int(sys.argv[2]))).written
close_pools()
summary = found.extraction_summary
print(summary.total_transactions_found if found.statement_info.proof != "conflict" else -1)
"""


def statement(path: Path, pages: int) -> int:
    """Draw a statement over `pages` pages at `path`; the number of its entries."""
    rng = random.Random(pages)
    document = pymupdf.open()
    font = pymupdf.Font("helv")
    day, balance = date(2020, 1, 1), Decimal("1000.00")
    opening = balance
    lines: list[tuple[str, str, str, str, str]] = []
    for number in range(pages * ROWS_A_PAGE):
        day += timedelta(days=rng.random() < 0.06)
        amount = Decimal(rng.randint(100, 90_000)) / 100
        out = rng.random() < 0.5
        balance += -amount if out else amount
        text = f"CARD PAYMENT {rng.randint(1000, 9999)} REF {number}"
        shown = f"{amount:,.2f}"
        lines.append((f"{day:%d/%m/%Y}", text, shown if out else "", "" if out else shown, f"{balance:,.2f}"))
    for number in range(pages):
        page = document.new_page(width=595, height=842)
        writer = pymupdf.TextWriter(page.rect)

        def put(
            x: float, y: float, text: str, *, right: bool = False, writer: pymupdf.TextWriter = writer
        ) -> None:
            if text:
                writer.append((x - font.text_length(text, 8) if right else x, y), text, font=font, fontsize=8)

        put(40, 30, "Harbour & Mills Bank")
        put(40, 42, f"Account number 12345678   Period 01/01/2020 to {day:%d/%m/%Y}   Page {number + 1}")
        if number == 0:
            put(300, 30, f"Opening balance {opening:,.2f}")
            put(420, 30, f"Closing balance {balance:,.2f}")
        for x, text in ((40, "Date"), (110, "Description")):
            put(x, 60, text)
        for x, text in ((400, "Paid out"), (470, "Paid in"), (550, "Balance")):
            put(x, 60, text, right=True)
        for place, row in enumerate(lines[number * ROWS_A_PAGE : (number + 1) * ROWS_A_PAGE]):
            y = 74 + 14.5 * place
            put(40, y, row[0])
            put(110, y, row[1])
            for x, text in zip((400, 470, 550), row[2:], strict=True):
                put(x, y, text, right=True)
        writer.write_text(page)
    document.save(path, garbage=3, deflate=True)
    return len(lines)


def main() -> None:
    """Print a line for each kind and size."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, nargs="*", default=[50, 100, 200, 400])
    parser.add_argument("--entries", type=int, nargs="*", default=[10_000, 50_000, 100_000])
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    print(f"{'what':22} {'entries':>8} {'MB':>6} {'wall s':>7} {'CPU s':>7} {'us/entry':>9} {'peak MB':>8}")

    def show(what: str, path: Path, entries: int) -> None:
        found: Run = run(_LINE, str(path), str(options.processes))
        if found.answer != entries:
            raise SystemExit(f"{what}: {found.answer} entries of {entries} were read")
        print(
            f"{what:22} {entries:8,} {path.stat().st_size / 1e6:6.1f} {found.seconds:7.1f} "
            f"{found.cpu_seconds:7.1f} {found.cpu_seconds / entries * 1e6:9.0f} "
            f"{found.peak_bytes / 1e6:8.0f}",
            flush=True,
        )

    with tempfile.TemporaryDirectory() as folder:
        for pages in options.pages:
            path = Path(folder) / f"{pages}.pdf"
            show(f"text PDF, {pages} pages", path, statement(path, pages))
        write: Callable[[str, int], bytes] = file_of
        for kind in ("camt", "mt940"):
            for entries in options.entries:
                path = Path(folder) / f"{kind}{entries}"
                path.write_bytes(write(kind, entries))
                show(kind, path, entries)


if __name__ == "__main__":
    main()
