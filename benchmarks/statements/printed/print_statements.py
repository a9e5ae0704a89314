"""Print the statements of `elsewhere`, `europe` and `further` with Chromium, with their truth beside them.

    python benchmarks/statements/printed/print_statements.py FOLDER [--half looked_at|kept] [--seeds 1 2]

FOLDER/truth.json has a record a file. Layouts are dealt into two halves by their place in the lists: what
was mended was found on the one half (and on `us_two_accounts`,
`fintech_currencies` and `us_credit_card` of the other). Those of `further` were all looked at.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import elsewhere
import europe
import further
from ledger import Printed

LAYOUTS: list[Callable[[int], Printed]] = [*elsewhere.LAYOUTS, *europe.LAYOUTS]
HALVES = {"looked_at": [*LAYOUTS[0::2], *further.LAYOUTS], "kept": LAYOUTS[1::2]}


def print_pdf(html: str, path: Path) -> None:
    """`html` as a PDF of the sheets that a browser prints."""
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.html"
        page.write_text(f"<!doctype html><meta charset=utf-8>{html}", "utf-8")
        subprocess.run(
            [
                "chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--no-pdf-header-footer", f"--user-data-dir={folder}/profile",
                f"--print-to-pdf={path}", str(page),
            ],
            check=True, capture_output=True, timeout=60,
        )  # fmt: skip


def main() -> int:
    """Print them."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--half", choices=HALVES)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    records = {}
    for layout in HALVES[args.half] if args.half else [*LAYOUTS, *further.LAYOUTS]:
        for seed in args.seeds:
            printed = layout(1_000 * seed + len(layout.__name__))
            name = f"{layout.__name__}_{seed}.pdf"
            print_pdf(printed.html, args.folder / name)
            records[name] = printed.truth
    (args.folder / "truth.json").write_text(
        json.dumps({"documents": records}, indent=1, ensure_ascii=False), "utf-8"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
