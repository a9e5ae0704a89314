"""A file of many invoices through the whole line, against PyMuPDF's words alone, at three sizes.

    python benchmarks/extraction/batch.py [--pages 100 1000 5000] [--rounds 3]

The whole line is identify, read, extract, verify and validate, in child processes, as `ocr-reconcile extract`
and every upload run it. PyMuPDF alone is ``page.get_text("words")`` over all pages in one process. Both are
measured in processes of their own: wall seconds, CPU seconds of all processes together, and, in another run,
the peak of their memory together (proportional set size, so that what they share counts once; sampled every
50 ms, which takes its share of the processors: hence the other run).

The file is drawn by `tests/invoice_generator`: mixed sellers, layouts, languages and lengths.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import pymupdf

ROOT = Path(__file__).parents[2]
DISTINCT_PAGES = 300
"""Drawn anew; a larger file repeats them in another order, for drawing takes longer than reading."""

_WORDS = """
import pymupdf, sys
with pymupdf.open(sys.argv[1]) as document:
    print(sum(len(page.get_text("words")) for page in document))
"""
_LINE = """
import json, sys
from pathlib import Path
from python_ocr_reconcile.config import Settings
from python_ocr_reconcile.reading.sandbox import close_pools
from python_ocr_reconcile.services.extract import extract_document
document = extract_document(Path(sys.argv[1]), "invoice", Settings(processes=int(sys.argv[2])))
close_pools()
print(len(document.invoices))
"""


@dataclass(frozen=True)
class Run:
    """What one process, with its children, cost."""

    seconds: float
    cpu_seconds: float
    peak_bytes: int
    answer: int


def batch_pdf(path: Path, pages: int) -> None:
    """A file of `pages` pages; its last invoice may lack its end."""
    sys.path.insert(0, str(ROOT / "tests"))
    from invoice_generator.batch import batch, merged

    documents: list[tuple[bytes, dict[str, int]]] = []
    drawn, seed = 0, 0
    while drawn < min(pages, DISTINCT_PAGES):
        part = batch(seed, count=12)
        documents.append((part.pdf, {}))
        drawn, seed = drawn + part.pages, seed + 1
    whole = pymupdf.open()
    chance = random.Random(1)
    while whole.page_count < pages:
        part = merged(chance.sample(documents, len(documents)), seed=whole.page_count)
        with pymupdf.open(stream=part.pdf, filetype="pdf") as one:
            whole.insert_pdf(one)
    whole.select(range(pages))
    whole.save(path, garbage=3, deflate=True)


def run(code: str, *arguments: str) -> Run:
    """`code` in a process of its own: once by itself for the time, and once watched for the memory."""
    started = time.perf_counter()
    process = _started(code, *arguments)
    answer = process.stdout.read() if process.stdout else b""
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"the run ended with {process.returncode}")
    return Run(seconds, used.ru_utime + used.ru_stime, _peak_bytes(code, *arguments), json.loads(answer))


def _started(code: str, *arguments: str) -> subprocess.Popen[bytes]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        stdout=subprocess.PIPE,
        env=environment,
        start_new_session=True,
    )


def _peak_bytes(code: str, *arguments: str) -> int:
    """The most memory that the process and all below it hold at once; it prints little."""
    peak = 0
    with _started(code, *arguments) as process:
        while process.poll() is None:
            peak = max(peak, sum(_proportional_bytes(pid) for pid in _family(process.pid)))
            time.sleep(0.05)
    return peak


def _family(pid: int) -> list[int]:
    """The process and all below it."""
    found, todo = [], [pid]
    while todo:
        one = todo.pop()
        found.append(one)
        for task in Path(f"/proc/{one}/task").glob("*/children"):
            try:
                todo += map(int, task.read_text().split())
            except OSError:
                continue
    return found


def _proportional_bytes(pid: int) -> int:
    try:
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in rollup.splitlines() if line.startswith("Pss:")), 0)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--pages", type=int, nargs="+", default=[100, 1_000, 5_000])
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--processes", type=int, default=2)
    options = arguments.parse_args()
    heads = ("pages", "invoices", "wall s", "CPU s", "ms/page", "peak MB", "words s", "ratio")
    print("".join(f"{head:>9}" for head in heads))
    with tempfile.TemporaryDirectory() as folder:
        for size in options.pages:
            path = Path(folder) / f"{size}.pdf"
            batch_pdf(path, size)
            alone = [run(_WORDS, str(path)) for _ in range(options.rounds)]
            ours = [run(_LINE, str(path), str(options.processes)) for _ in range(options.rounds)]
            base, line = min(r.seconds for r in alone), min(r.seconds for r in ours)
            cpu = min(r.cpu_seconds for r in ours)
            peak = max(r.peak_bytes for r in ours) / 1e6
            cells = (line, cpu, 1000 * cpu / size, peak, base, line / base)
            print(f"{size:9}{ours[0].answer:9}" + "".join(f"{cell:9.2f}" for cell in cells), flush=True)


if __name__ == "__main__":
    main()
