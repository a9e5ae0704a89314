"""What each OCR engine costs a page, and what it gains: till receipts, against bare `tesseract`.

    python benchmarks/reading/engines.py [--receipts FOLDER] [--count 12] [--language eng]

FOLDER holds pictures and ``truth.json``: ``{"documents": {file: {"total": "12.60", "date_printed": "05 JAN
2017", "seller": "..."}}}``. Without it receipts are drawn here and photographed from aside, half in shadow.
Gains are shares of true values among the words: what is not there nothing that follows can find. Costs are of
one page at a time, in processes of their own; the ratio is that to the bare command in the same run.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import resource
import subprocess
import tempfile
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from rapidfuzz import fuzz

from python_ocr_reconcile.config import PhotoReader, Settings
from python_ocr_reconcile.intake.identify import identify
from python_ocr_reconcile.reading.read import read_pages
from python_ocr_reconcile.reading.sandbox import close_pools
from python_ocr_reconcile.samples.photo import photographed, till_receipt

FIELDS = ("total", "date", "seller")
Read = Callable[[Path], list[str]]


@dataclass
class Case:
    path: Path
    total: str
    date: str
    seller: str


def drawn(count: int, folder: Path) -> list[Case]:
    cases = []
    for seed in range(count):
        receipt = till_receipt(seed, "en")
        path = folder / f"{seed}.jpg"
        path.write_bytes(photographed(receipt.image, seed=seed, tilt=3 + seed % 6))
        cases.append(Case(path, str(receipt.total), receipt.date_printed, receipt.seller))
    return cases


def labelled(folder: Path, count: int) -> list[Case]:
    records = json.loads((folder / "truth.json").read_text("utf-8"))["documents"]
    cases = [
        Case(folder / name, record["total"], record["date_printed"], record["seller"])
        for name, record in records.items()
        if all(record.get(key) for key in ("total", "date_printed", "seller"))
    ]
    return cases[:count] if count else cases


def folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return re.sub(r"[^a-z0-9]+", "", plain)


def found(case: Case, words: list[str]) -> dict[str, bool]:
    text, whole = " ".join(words), folded("".join(words))
    units, cents = case.total.split(".")
    pattern = rf"(?<![\d.,])(?:\d{{1,3}}[.,\s])*?{re.escape(units)}[.,]\s?{cents}(?!\d)"
    seller = folded(case.seller)
    return {
        "total": re.search(pattern, text) is not None,
        "date": folded(case.date) in whole,
        "seller": len(whole) >= len(seller) and fuzz.partial_ratio(seller, whole) >= 90,
    }


def bare_tesseract(language: str) -> Read:
    def read(path: Path) -> list[str]:
        environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
        command = ["tesseract", str(path), "stdout", "-l", language]
        done = subprocess.run(command, check=True, capture_output=True, env=environment)
        return done.stdout.decode("utf-8", "replace").split()

    return read


def ours(settings: Settings) -> Read:
    def read(path: Path) -> list[str]:
        file_hash = hashlib.sha256(path.read_bytes()).hexdigest()
        pages = read_pages(path, identify(path), settings, file_hash=file_hash, use_cache=False)
        return [word.text for page in pages for word in page.words]

    return read


def cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measured(read: Read, cases: list[Case]) -> dict[str, float]:
    """Seconds a page, the first one apart (an engine loads its models once), and shares of what was found."""
    tally = dict.fromkeys(FIELDS, 0)
    read(cases[0].path)
    close_pools()
    before, started = cpu_seconds(), time.perf_counter()
    for case in cases:
        for field, there in found(case, read(case.path)).items():
            tally[field] += there
    wall = time.perf_counter() - started
    close_pools()  # only processes that have ended are counted
    cost = {"wall": wall / len(cases), "cpu": (cpu_seconds() - before) / len(cases)}
    return cost | {field: tally[field] / len(cases) for field in FIELDS}


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--receipts", type=Path)
    arguments.add_argument(
        "--count", type=int, default=0, help="of pages; 0: all that are there, or 12 drawn"
    )
    arguments.add_argument("--language", default="eng")
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cases = labelled(options.receipts, options.count) if options.receipts else None
        cases = cases or drawn(options.count or 12, folder)
        settings = Settings(processes=1, ocr_languages=options.language, cache_folder=folder / "cache")
        off = replace(settings, photo_reader=PhotoReader.OFF)
        readers = {
            "bare tesseract": bare_tesseract(options.language),
            "read_pages, tesseract alone": ours(off),
            "read_pages, with the photo reader": ours(settings),
        }
        rows = {label: measured(read, cases) for label, read in readers.items()}
    what = f"{len(cases)} receipts, {'labelled' if options.receipts else 'drawn'}, {options.language}"
    print(f"{what:36}{'wall s':>8}{'CPU s':>8}{'ratio':>8}" + "".join(f"{field:>8}" for field in FIELDS))
    base = rows["bare tesseract"]["cpu"]
    for label, row in rows.items():
        shares = "".join(f"{row[field]:8.2f}" for field in FIELDS)
        print(f"{label:36}{row['wall']:8.2f}{row['cpu']:8.2f}{row['cpu'] / base:8.2f}{shares}")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(f"largest process: {peak} MB")


if __name__ == "__main__":
    main()
