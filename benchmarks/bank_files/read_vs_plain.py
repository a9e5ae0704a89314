"""Read bank files of many entries, against a plain parse that reads the amounts and nothing else.

    python benchmarks/bank_files/read_vs_plain.py [--entries 10000 100000]

Ours gives checked statements with evidence; the baseline is what the standard library does in a few lines:
`ElementTree` for CAMT, `csv` for a table, a regular expression over the lines of MT940. Read the ratio, and
whether the microseconds an entry stay the same at ten times the size.
"""

from __future__ import annotations

import argparse
import csv
import io
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

sys.path.insert(0, str(Path(__file__).parents[2] / "tests"))
import bank_file_generator as generator

from python_ocr_reconcile.extraction.extract import extract_bank_file
from python_ocr_reconcile.intake.identify import identify


def camt(data: bytes) -> int:
    """The amounts of every entry."""
    entries = [e for e in ET.parse(io.BytesIO(data)).iter() if e.tag.rpartition("}")[2] == "Ntry"]
    return len([Decimal(next(x.text for x in e if x.tag.rpartition("}")[2] == "Amt")) for e in entries])


def mt940(data: bytes) -> int:
    """The amounts of every entry."""
    found = re.findall(r"^:61:\d{6,10}[RCD]{1,2}[A-Z]?(\d+,\d*)", data.decode("utf-8-sig"), re.MULTILINE)
    return len([Decimal(text.replace(",", ".")) for text in found])


def separated(data: bytes) -> int:
    """The rows of the table."""
    return sum(len(row) > 3 for row in csv.reader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))


def file_of(kind: str, entries: int) -> bytes:
    """A file of one account, in a dialect that the baseline can read."""
    history = generator.history(random.Random(entries), entries)
    generator.histories = lambda *_, **__: [history]
    for seed in range(1_000):
        found = generator.WRITERS[kind](random.Random(seed))
        wanted = {
            "camt": "UTF-8" in found.dialect,
            "mt940": "structured utf-8" in found.dialect,
            "separated": found.dialect.startswith("csv ';' utf-8") and "balance" in found.states,
        }
        if wanted[kind]:
            return found.data
    raise ValueError(f"no seed gives a {kind} file for the baseline")


def timed(work: Callable[[], object]) -> float:
    """Seconds of this process."""
    start = time.process_time()
    work()
    return time.process_time() - start


def main() -> None:
    """Print a line for each format and size."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--entries", type=int, nargs="+", default=[10_000, 100_000])
    args = parser.parse_args()
    print(f"{'format':10} {'entries':>8} {'MB':>6} {'ours s':>7} {'plain s':>8} {'ratio':>6} {'us/entry':>9}")
    for kind, plain in (("camt", camt), ("mt940", mt940), ("separated", separated)):
        for entries in args.entries:
            data = file_of(kind, entries)
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "bank.file"
                path.write_bytes(data)
                ours = timed(lambda path=path: extract_bank_file(path, identify(path)).whole())
            baseline = timed(lambda plain=plain, data=data: plain(data))
            each = ours / entries * 1e6
            print(
                f"{kind:10} {entries:8,} {len(data) / 1e6:6.1f} {ours:7.2f} {baseline:8.2f} "
                f"{ours / baseline:6.1f} {each:9.0f}"
            )


if __name__ == "__main__":
    main()
