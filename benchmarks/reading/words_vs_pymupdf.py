"""The words of a 1,000-page text PDF against PyMuPDF alone.

    python benchmarks/reading/words_vs_pymupdf.py [--pages 1000] [--rounds 3]

PyMuPDF alone is ``page.get_text("words")`` over all pages in one process. `read_pages` does the same in child
processes, with its checks of each page, and once more with one child only, so that its own cost shows.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import tempfile
import time
from pathlib import Path

import pymupdf

from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.intake.identify import identify
from python_ocr_reconcile.reading.read import read_pages
from python_ocr_reconcile.reading.sandbox import close_pools


def text_pdf(path: Path, pages: int) -> None:
    """A statement: 45 lines of six columns a page."""
    chance = random.Random(1)
    document = pymupdf.open()
    for _ in range(pages):
        page = document.new_page()
        for row in range(45):
            y = 60 + 16 * row
            page.insert_text((50, y), f"{chance.randrange(1, 29):02d}.03.2024", fontsize=9)
            page.insert_text((120, y), f"Payment to supplier {chance.randrange(10**4)} reference", fontsize=9)
            page.insert_text((400, y), f"{chance.randrange(10**6) / 100:,.2f}", fontsize=9)
            page.insert_text((480, y), f"{chance.randrange(10**8) / 100:,.2f}", fontsize=9)
    document.save(path, deflate=True)


def pymupdf_alone(path: Path) -> tuple[float, int]:
    started = time.perf_counter()
    with pymupdf.open(path) as document:
        words = sum(len(page.get_text("words")) for page in document)
    return time.perf_counter() - started, words


def ours(path: Path, processes: int) -> tuple[float, int]:
    close_pools()  # starting the processes is part of the cost
    settings = Settings(processes=processes)
    file_hash = hashlib.sha256(path.read_bytes()).hexdigest()
    started = time.perf_counter()
    pages = read_pages(path, identify(path), settings, file_hash=file_hash)
    return time.perf_counter() - started, sum(len(page.words) for page in pages)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--pages", type=int, default=1_000)
    arguments.add_argument("--rounds", type=int, default=3)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "statement.pdf"
        text_pdf(path, options.pages)
        alone, two, one = [], [], []
        for _ in range(options.rounds):
            alone.append(pymupdf_alone(path))
            two.append(ours(path, 2))
            one.append(ours(path, 1))
    assert len({words for _, words in (*alone, *two, *one)}) == 1, "both must see the same words"
    base = min(alone)[0]
    print(f"PyMuPDF alone:              {base:6.2f} s for {options.pages} pages, {alone[0][1]:,} words")
    print(f"read_pages, two processes:  {min(two)[0]:6.2f} s, ratio {min(two)[0] / base:.3f}")
    print(f"read_pages, one process:    {min(one)[0]:6.2f} s, ratio {min(one)[0] / base:.3f}")


if __name__ == "__main__":
    main()
