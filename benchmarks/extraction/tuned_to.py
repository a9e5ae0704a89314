"""Whether anything in the package is made for a document that it is measured on.

    python benchmarks/extraction/tuned_to.py FOLDER...

Each FOLDER has documents and ``truth.json``. Searched for, in the code and the data files of the package: the
names of the files, document and account numbers, the names of sellers, buyers, banks and account holders. The
exit code is 1 where one is found. Short names ("Free") are left out: they are words of a language too.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).resolve().parents[2] / "python_ocr_reconcile"
NAMED = {"seller", "buyer", "bank", "bank_name", "account_name", "account_holder", "counterparty", "iban"}
NUMBERED = {"invoice_number", "account_number", "account", "number", "payment_reference"}
LEAST_LETTERS, LEAST_DIGITS = 8, 5


def folded(text: str) -> str:
    """Letters and digits, single spaces between them."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().casefold()
    return " ".join(re.findall(r"[a-z0-9]+", plain))


def phrases(truth: dict[str, Any]) -> Iterator[str]:
    """What would give a document away."""
    for name, record in truth["documents"].items():
        yield folded(Path(name).stem)
        for key, value in _values(record):
            text = folded(value)
            digits, letters = sum(c.isdigit() for c in text), sum(c.isalpha() for c in text)
            if (key in NAMED and letters >= LEAST_LETTERS) or digits >= LEAST_DIGITS:
                yield text


def _values(record: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """The texts of a record under the keys that name somebody, with their keys."""
    if isinstance(record, dict):
        for name, value in record.items():
            yield from _values(value, name)
    elif isinstance(record, list):
        for value in record:
            yield from _values(value, key)
    elif record is not None and key in NAMED | NUMBERED:
        yield key, str(record)


def main() -> None:
    """Print where each is found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="+", type=Path)
    wanted: set[str] = set()
    for folder in parser.parse_args().folders:
        wanted |= set(phrases(json.loads((folder / "truth.json").read_text("utf-8"))))
    found = 0
    files = [p for kind in ("py", "toml", "json", "html") for p in PACKAGE.rglob(f"*.{kind}")]
    for path in sorted(files):
        text = f" {folded(path.read_text('utf-8'))} "
        for phrase in sorted(wanted):
            if f" {phrase} " in text:
                found += 1
                print(f"{path.relative_to(PACKAGE.parent)}: {phrase}")
    print(f"{len(wanted)} names, numbers and file names, {len(files)} files of the package, {found} found")
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
