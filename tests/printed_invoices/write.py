"""Print invoices into a folder with ``truth.json`` beside them.

cd tests && python -m printed_invoices.write FOLDER --seeds 2 [--kept | --known] [--scans]
"""

from __future__ import annotations

import argparse
import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from invoice_generator import GRADES, rasterised

from printed_invoices.forms import FORMS, KEPT
from printed_invoices.sales import sale

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
OPTIONS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--no-pdf-header-footer", "--disable-background-networking", "--disable-component-update",
    "--disable-sync",
)  # fmt: skip


def browser() -> str | None:
    """The command of a browser that prints, ``None`` where there is none."""
    return next((name for name in BROWSERS if shutil.which(name)), None)


def drawn(forms: tuple[str, ...], seeds: range) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Name, HTML and truth record of each document."""
    for form in forms:
        body, wanted = FORMS[form]
        for seed in seeds:
            facts = sale(wanted, seed)
            record = facts.truth() | {"group": form, "layout": form}
            yield f"{form}_{seed:03}", body(facts), record


def printed(html: str, path: Path, command: str) -> None:
    """Print `html` to the PDF at `path`."""
    with tempfile.TemporaryDirectory() as name:
        page = Path(name, "page.html")
        page.write_text(f"<!doctype html>{html}", "utf-8")
        profile = f"--user-data-dir={name}/profile"
        subprocess.run(
            [command, *OPTIONS, profile, f"--print-to-pdf={path}", page.as_uri()],
            check=True,
            capture_output=True,
            timeout=60,
        )


def main() -> None:
    """Write the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--kept", action="store_true", help="only the forms that are for measuring")
    parser.add_argument("--known", action="store_true", help="only the forms that may be looked at")
    parser.add_argument("--scans", action="store_true", help="as scans, in three grades by turns")
    options = parser.parse_args()
    command = browser()
    if command is None:
        raise SystemExit("no browser to print with: install chromium")
    forms = KEPT if options.kept else tuple(f for f in FORMS if not (options.known and f in KEPT))
    options.folder.mkdir(parents=True, exist_ok=True)
    records = {}
    everything = drawn(forms, range(options.first, options.first + options.seeds))
    for n, (name, html, record) in enumerate(everything):
        path = options.folder / f"{name}.pdf"
        printed(html, path, command)
        if options.scans:
            path.write_bytes(rasterised(path.read_bytes(), tuple(GRADES)[n % len(GRADES)], n))
        records[path.name] = record
    truth = json.dumps({"documents": records}, indent=1, ensure_ascii=False)
    (options.folder / "truth.json").write_text(truth, "utf-8")


if __name__ == "__main__":
    main()
