"""OCR of 20 scanned pages against bare `tesseract`, run two at a time over the same images.

    python benchmarks/reading/ocr_vs_tesseract.py [--pages 20] [--language eng] [--rounds 4]

The pages are made here: dense invoices drawn at 300 dpi, a little grey and askew. The bare command gets each
page as a PNG file, with one thread (``OMP_THREAD_LIMIT=1``) and the same language. Both are measured in turn,
`rounds` times, each first as often as the other, and the median of the rounds' ratios counts: a machine that
is shared grows slower and faster for minutes. Ours is measured twice: with reading processes that must be
started first, as by the command line, and with those that are there, as in a service. The CPU seconds (of
all processes) tell the same on a machine that is busy with other things.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import os
import random
import resource
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pymupdf
from PIL import Image

from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.intake.identify import identify
from python_ocr_reconcile.reading.read import read_pages
from python_ocr_reconcile.reading.sandbox import close_pools

AT_A_TIME = 2
BARE = "bare tesseract, two at a time"
STARTING = "read_pages, processes to be started"
STARTED = "read_pages, processes there"
DPI = 300
GOODS = (
    "Consulting",
    "Travel expenses",
    "Printed manual",
    "Annual licence",
    "Spare parts",
    "Packing",
    "Support",
)


def scanned_page(number: int) -> Image.Image:
    chance = random.Random(number)
    document = pymupdf.open()
    page = document.new_page()
    page.insert_text((60, 70), f"Invoice number 2024-{number:04d}", fontsize=14)
    page.insert_text((60, 95), "Please pay the amount due to our account within thirty days of the date")
    for row in range(34):
        y = 130 + 18 * row
        price, quantity = chance.randrange(100, 90_000), chance.randrange(1, 30)
        page.insert_text((60, y), f"{row + 1}", fontsize=9)
        page.insert_text((85, y), f"{chance.choice(GOODS)}, item {chance.randrange(10**6):06d}", fontsize=9)
        page.insert_text((330, y), f"{quantity}", fontsize=9)
        page.insert_text((400, y), f"{price / 100:,.2f}", fontsize=9)
        page.insert_text((480, y), f"{price * quantity / 100:,.2f}", fontsize=9)
    pixmap = page.get_pixmap(dpi=DPI, colorspace=pymupdf.csGRAY)
    image = Image.frombytes("L", (pixmap.width, pixmap.height), pixmap.samples)
    grey = image.point(lambda value: 20 + value * 220 // 255)
    return grey.rotate(chance.uniform(-1, 1), Image.Resampling.BICUBIC, fillcolor=240)


def cpu_of_children() -> float:
    """Seconds that the processes started from here have used, those that still run included."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    ticks = 0
    for children in Path("/proc/self/task").glob("*/children"):
        for child in children.read_text().split():
            fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:15]))  # its own and of what it started, in user and system mode
    return ended.ru_utime + ended.ru_stime + ticks / os.sysconf("SC_CLK_TCK")


def measured(work: Callable[[], None]) -> tuple[float, float]:
    """Wall and CPU seconds."""
    started, used = time.perf_counter(), cpu_of_children()
    work()
    return time.perf_counter() - started, cpu_of_children() - used


def bare_tesseract(images: list[Path], language: str) -> None:
    def run(image: Path) -> None:
        command = ["tesseract", str(image), str(image.with_suffix("")), "-l", language, "tsv"]
        environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
        subprocess.run(command, check=True, capture_output=True, env=environment)

    with ThreadPoolExecutor(AT_A_TIME) as threads:
        list(threads.map(run, images))


def ours(pdf: Path, language: str, cache: Path) -> None:
    settings = Settings(processes=AT_A_TIME, ocr_languages=language, cache_folder=cache)
    file_hash = hashlib.sha256(pdf.read_bytes()).hexdigest()
    pages = read_pages(pdf, identify(pdf), settings, file_hash=file_hash)
    assert all(page.source == "ocr" and len(page.words) > 100 for page in pages)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--pages", type=int, default=20)
    arguments.add_argument("--language", default="eng")
    arguments.add_argument("--rounds", type=int, default=4)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        document = pymupdf.open()
        images = []
        for number in range(options.pages):
            image = scanned_page(number)
            path = folder / f"page-{number}.png"
            image.save(path, dpi=(DPI, DPI))
            images.append(path)
            target = io.BytesIO()
            image.save(target, "PNG")
            page = document.new_page(width=image.width * 72 / DPI, height=image.height * 72 / DPI)
            page.insert_image(page.rect, stream=target.getvalue())
        pdf = folder / "scan.pdf"
        document.save(pdf)
        figures: dict[str, list[tuple[float, float]]] = {name: [] for name in (BARE, STARTING, STARTED)}
        for turn in range(options.rounds):
            for name in (BARE, STARTING, STARTED) if turn % 2 else (STARTING, STARTED, BARE):
                if name == STARTING:
                    close_pools()
                cache = folder / f"{name}-{turn}"
                figures[name].append(
                    measured(lambda: bare_tesseract(images, options.language))
                    if name == BARE
                    else measured(lambda cache=cache: ours(pdf, options.language, cache))
                )
    print(f"{f'{options.pages} pages, {options.language}':44} wall s    CPU s")
    for name, rounds in figures.items():
        print(f"{name:44} {min(r[0] for r in rounds):6.2f}   {min(r[1] for r in rounds):6.2f}   (best)")
    for name in (STARTING, STARTED):
        ratios = [
            [own[i] / bare[i] for own, bare in zip(figures[name], figures[BARE], strict=True)] for i in (0, 1)
        ]
        wall, cpu = (statistics.median(of) for of in ratios)
        each = " ".join(f"{wall:.2f}/{cpu:.2f}" for wall, cpu in zip(*ratios, strict=True))
        print(f"{f'ratio, {name}':44} {wall:6.3f}   {cpu:6.3f}   (median of {each})")


if __name__ == "__main__":
    main()
