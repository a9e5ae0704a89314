"""Fit the constants of extraction/confidence.toml, and print how far the stated confidence holds.

    python benchmarks/extraction/calibrate.py          the table: by bin, claimed against right
    python benchmarks/extraction/calibrate.py fit      the constants, ready to paste, and the table

Drawn invoices are always used; real documents with known contents come by `--corpus FOLDER`, a folder of
files with a `truth.json` (`{"documents": {file: record}}`). The generator's seeds for development, and one
half of each corpus, are fitted; its unseen seeds and the other halves hold out, and only they are shown.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).resolve()
sys.path[:0] = [str(HERE.parents[1]), str(HERE.parents[2] / "tests")]

from invoice_generator import DEVELOPMENT, UNSEEN, draw, pages_of, slips  # noqa: E402 - beside the tests
from invoice_generator.score import FIELDS, is_same  # noqa: E402
from logistic import fit_signed, lower_bound  # noqa: E402

from python_ocr_reconcile.config import Settings  # noqa: E402
from python_ocr_reconcile.extraction.confidence import (  # noqa: E402
    features,
    field_of,
    shipped_calibration,
    stated,
    with_confidence,
)
from python_ocr_reconcile.extraction.invoice import extract_invoices  # noqa: E402
from python_ocr_reconcile.extraction.verify import verify_invoices  # noqa: E402
from python_ocr_reconcile.intake.identify import identify  # noqa: E402
from python_ocr_reconcile.models.invoice import Invoice  # noqa: E402
from python_ocr_reconcile.models.page import Page  # noqa: E402
from python_ocr_reconcile.reading.read import read_pages  # noqa: E402

TRUTH_OF = {field: key for key, field in FIELDS.items()}
BINS = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 1.0001)
PROMISED = 0.991
"""Right, of what is called sure: a little more than the 0.99 that is promised."""
REAL_SHARE = 0.5
"""Of the weight: drawn documents are many, real ones say how documents are."""


@dataclass(frozen=True)
class Document:
    """Pages with what stands on them."""

    pages: list[Page]
    record: dict[str, Any]
    fitted: bool
    real: bool


@dataclass(frozen=True)
class Judged:
    """One value."""

    field: str
    claimed: float | None
    features: dict[str, float]
    right: bool
    fitted: bool
    real: bool


def drawn(seeds: Iterable[int]) -> Iterator[Document]:
    """Invoices of the generator, a third of them as printed, two thirds with the slips of OCR."""
    for seed in seeds:
        invoice = draw(seed)
        pages = pages_of(invoice.pdf)
        if noise := (0.0, 1.0, 3.0)[seed % 3]:
            pages = slips(pages, seed, noise)
        yield Document(pages, invoice.truth, fitted=seed in DEVELOPMENT, real=False)


def corpus(folder: Path) -> Iterator[Document]:
    """The labelled documents of `folder`, split by their group, so that variants of one stay together."""
    settings = Settings.from_environment()
    for name, record in json.loads((folder / "truth.json").read_text("utf-8"))["documents"].items():
        path = folder / name
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        pages = read_pages(path, identify(path), settings, file_hash=digest)
        half = zlib.crc32((record.get("group") or name).encode()) % 2
        yield Document(pages, record, fitted=half == 0, real=True)


def judged(document: Document) -> Iterator[Judged]:
    """Each value of the first invoice of `document` that the truth knows."""
    for plain in verify_invoices(extract_invoices(document.pages).invoices[:1]):
        yield from _judged(plain, document)


def _judged(plain: Invoice, document: Document) -> Iterator[Judged]:
    stated = with_confidence(plain)
    printed = document.record.get("printed") or {}
    lines = Counter(
        Decimal(str(line["amount"]))
        for line in document.record.get("line_items") or []
        if line.get("amount") is not None
    )
    for pointer, entry in plain.evidence.items():
        field = field_of(pointer)
        if entry.value is None:
            continue
        if field == "line_items/amount" and document.record.get("line_items_reliable", True) and lines:
            right = lines[entry.value] > 0
            lines[entry.value] -= right
        elif field in TRUTH_OF:
            if document.record.get(TRUTH_OF[field]) is None or printed.get(TRUTH_OF[field]) is False:
                continue
            right = is_same(TRUTH_OF[field], document.record, entry.value)
        else:
            continue
        yield Judged(
            field, stated.evidence[pointer].confidence, features(pointer, entry, plain), right,
            document.fitted, document.real,
        )  # fmt: skip


def fit(values: list[Judged]) -> dict[str, float]:
    """The constants; those that no document can tell from nought are left out."""
    names = sorted({name for value in values for name in value.features})
    column = {name: place for place, name in enumerate(names)}
    x = np.zeros((len(values), len(names)))
    for row, value in enumerate(values):
        for name, amount in value.features.items():
            x[row, column[name]] = amount
    y = np.array([value.right for value in values], dtype=float)
    real = np.array([value.real for value in values])
    weight = np.ones(len(values))
    if real.any() and not real.all():
        weight[real] = REAL_SHARE / (1 - REAL_SHARE) * (~real).sum() / real.sum()
        weight /= weight.mean()
    constants = fit_signed(x, y, names, {name: sign for name in names if (sign := sign_of(name))}, weight)
    return {name: float(constants[place]) for name, place in column.items() if abs(constants[place]) >= 0.005}


def sign_of(name: str) -> int:
    """What a feature may do to a probability; one that comes out the other way only describes the sample."""
    if name.startswith(("doubt.", "ocr")) or name.endswith(".conflict"):
        return -1
    return 1 if name.endswith(".proved") else 0


def claimed(value: Judged, constants: dict[str, float]) -> float:
    linear = sum(constants.get(name, 0.0) * amount for name, amount in value.features.items())
    return float(1 / (1 + np.exp(-linear)))


def gate(values: list[Judged], constants: dict[str, float]) -> float:
    """From which probability on at least 99 in 100 of the drawn and of the real values are right."""
    claims = np.array([claimed(value, constants) for value in values])
    right = np.array([value.right for value in values], dtype=float)
    real = np.array([value.real for value in values])
    for low in (0.95, 0.96, 0.965, 0.97, 0.975, 0.98, 0.985, 0.99):
        parts = [part for part in ((claims >= low) & real, (claims >= low) & ~real) if part.any()]
        if all(right[part].mean() >= PROMISED for part in parts):
            return low
    return 0.995


def show(values: list[Judged], claims: np.ndarray, title: str) -> None:
    """The table: by bin, what was claimed and what was right."""
    right = np.array([value.right for value in values], dtype=float)
    print(f"\n{title}: {len(values)} values, {right.mean():.3f} of them right")
    print(f"{'confidence':>15}{'values':>8}{'claimed':>9}{'right':>8}{'at least':>10}")
    error = 0.0
    for low, high in pairwise(BINS):
        inside = (claims >= low) & (claims < high)
        if not inside.any():
            continue
        said, true = claims[inside].mean(), right[inside].mean()
        error += abs(said - true) * inside.sum() / len(values)
        bound = lower_bound(right[inside].sum(), int(inside.sum()))
        print(f"{low:>7.2f} to {min(high, 1):.2f}{inside.sum():8}{said:9.3f}{true:8.3f}{bound:10.3f}")
    sure = claims >= 0.95
    print(
        f"calibration error {error:.4f}; of the {sure.sum()} values at 0.95 or more "
        f"({sure.mean():.0%}) {right[sure].mean() if sure.any() else 0:.4f} are right"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("what", nargs="?", choices=("table", "fit"), default="table")
    parser.add_argument("--corpus", type=Path, action="append", default=[])
    parser.add_argument("--seeds", type=int, default=400)
    arguments = parser.parse_args()
    sure_from = shipped_calibration().sure_from
    documents = [d for folder in arguments.corpus for d in corpus(folder)]
    for seeds in (DEVELOPMENT, UNSEEN):
        documents += drawn(seeds[: arguments.seeds])
    values = [value for document in documents for value in judged(document)]
    held = [value for value in values if not value.fitted]
    if arguments.what == "fit":
        own = [value for value in values if value.fitted]
        constants = fit(own)
        sure_from = gate(own, constants)
        print(f"sure_from = {sure_from}\n\n[logistic]")
        for name, constant in constants.items():
            print(f'"{name}" = {constant:.3f}')
        claims = np.array([stated(claimed(value, constants), sure_from) for value in held])
    else:
        held = [value for value in held if value.claimed is not None]
        claims = np.array([value.claimed for value in held])
    for title, chosen in (
        ("held out, real", [v.real for v in held]),
        ("held out, drawn", [not v.real for v in held]),
    ):
        if any(chosen):
            show([v for v, c in zip(held, chosen, strict=True) if c], claims[np.array(chosen)], title)


if __name__ == "__main__":
    main()
