"""How many starts of invoices are found in files of many.

cd tests && python -m invoice_generator.cut_score --seeds 40
cd tests && python -m invoice_generator.cut_score --seeds 40 --unseen --noise 1
cd tests && python -m invoice_generator.cut_score --seeds 40 --documents FOLDER [FOLDER ...]

A folder of documents has one invoice in each of its PDFs, with text; 20 of them, drawn by lot, make a file.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

from invoice_generator.batch import Batch, Start
from python_ocr_reconcile.extraction.invoice import InvoiceReading
from python_ocr_reconcile.models.invoice import Invoice

MERGED = 20
"""Documents in a file."""


def starts_of(invoices: Sequence[Invoice]) -> list[Start]:
    """Where the invoices begin: page, and how many begin above on that page."""
    begun: Counter[int] = Counter()
    starts = []
    for invoice in invoices:
        page = invoice.page_numbers[0]
        starts.append((page, begun[page]))
        begun[page] += 1
    return starts


class CutTally:
    """Starts found, missed and invented; and whether those that are wrong were said to be unsure."""

    def __init__(self) -> None:
        """Nothing is counted yet."""
        self.counts: dict[str, Counter[str]] = defaultdict(Counter)

    def add(
        self, group: str, truth: Sequence[Start], reading: InvoiceReading
    ) -> tuple[set[Start], set[Start]]:
        """Count one file; gives the starts that it misses and those that it invents."""
        want, have = set(truth), set(starts_of(reading.invoices))
        unsure = {notice.page for notice in reading.notices if notice.code == "unsure_cut"}
        for key in (group, "ALL"):
            counts = self.counts[key]
            counts["right"] += len(want & have)
            counts["want"] += len(want)
            counts["have"] += len(have)
            counts["files"] += 1
            counts["exact"] += want == have
            counts["unsure"] += len(unsure)
            counts["wrong"] += len(want ^ have)
            counts["wrong and unsure"] += sum(page in unsure for page, _ in want ^ have)
        return want - have, have - want

    def shares(self, group: str = "ALL") -> tuple[float, float]:
        """Precision and recall."""
        counts = self.counts[group]
        return counts["right"] / max(1, counts["have"]), counts["right"] / max(1, counts["want"])

    def report(self) -> str:
        """A line a group."""
        rows = [
            f"{'':14}{'files':>6}{'exact':>6}{'starts':>7}{'P':>8}{'R':>8}{'wrong':>7}{'..unsure':>9}{'unsure':>7}"
        ]
        for group, c in self.counts.items():
            precision, recall = self.shares(group)
            rows.append(
                f"{group:14}{c['files']:6}{c['exact']:6}{c['want']:7}{precision:8.4f}{recall:8.4f}{c['wrong']:7}"
                f"{c['wrong and unsure']:9}{c['unsure']:7}"
            )
        return "\n".join(rows)


def _merged(folders: Sequence[Path], seeds: Sequence[int]) -> Iterator[Batch]:
    """Files of real documents, one after the other in each."""
    from invoice_generator.batch import merged

    documents = [path.read_bytes() for folder in folders for path in sorted(folder.glob("*.pdf"))]
    for seed in seeds:
        some = random.Random(seed).sample(documents, min(MERGED, len(documents)))
        yield merged([(document, {}) for document in some], seed)


def _drawn(kind: str | None, seeds: Sequence[int]) -> Iterator[Batch]:
    from invoice_generator.batch import batch, hundred_on_28_pages

    for seed in seeds:
        yield hundred_on_28_pages(seed) if kind == "hundred" else batch(seed, kind=kind)


def main() -> None:
    """Score files of many invoices."""
    from invoice_generator import DEVELOPMENT, UNSEEN, pages_of, slips
    from invoice_generator.batch import KINDS
    from python_ocr_reconcile.extraction.invoice import extract_invoices

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--unseen", action="store_true")
    parser.add_argument("--noise", type=float, default=0.0)
    parser.add_argument("--kind", choices=[*KINDS, "hundred"])
    parser.add_argument("--documents", type=Path, nargs="+", help="folders of PDFs, to be merged")
    options = parser.parse_args()
    tally = CutTally()
    seeds = (UNSEEN if options.unseen else DEVELOPMENT)[options.first : options.first + options.seeds]
    files = _merged(options.documents, seeds) if options.documents else _drawn(options.kind, seeds)
    for many in files:
        pages = pages_of(many.pdf)
        if options.noise:
            pages = slips(pages, many.seed, options.noise)
        missed, invented = tally.add(many.kind, many.starts, extract_invoices(pages))
        if (missed or invented) and not options.unseen:
            wrong = f"missed {sorted(missed)}, invented {sorted(invented)}"
            print(many.seed, many.kind, wrong)  # noqa: T201
    print(tally.report())  # noqa: T201


if __name__ == "__main__":
    main()
