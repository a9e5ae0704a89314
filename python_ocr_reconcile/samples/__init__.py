"""Sample documents: a company's supplier invoices and the bank statement that pays most of them.

Every name, number and account is invented; accounts and VAT ids pass their checksums, sums add up. They
are drawn anew on each call, the same every time, with the truth about them beside, so that the demo and
the tests can check what the product reads off the page against what was put on it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

__all__ = ["Samples", "make_samples"]

INVOICES_FILE = "invoices.pdf"
STATEMENT_FILE = "statement.pdf"
TRUTH_FILE = "truth.json"


@dataclass(frozen=True, slots=True)
class Samples:
    """The sample files in one folder."""

    invoices: Path
    """Seven invoices and a credit note on nine pages, one of them scanned."""
    statement: Path
    """A bank statement of one month, scanned: images only."""
    truth: dict[str, Any]
    """What is printed on them and which entry pays which invoice; money as decimal text. See `truth.py`."""


def make_samples(folder: Path, progress: Callable[[str], None] | None = None) -> Samples:
    """Draw the sample documents into `folder`, which is made if need be; files there are replaced.

    `progress` is told the name of each file before it is drawn.
    """
    # Drawing pulls in PyMuPDF and numpy: 0.2 s that other commands need not wait for.
    from python_ocr_reconcile.samples.invoices import draw_invoices
    from python_ocr_reconcile.samples.statement import draw_statement
    from python_ocr_reconcile.samples.truth import truth

    folder.mkdir(parents=True, exist_ok=True)
    for name, draw in ((INVOICES_FILE, draw_invoices), (STATEMENT_FILE, draw_statement)):
        if progress:
            progress(name)
        (folder / name).write_bytes(draw())
    facts = truth()
    (folder / TRUTH_FILE).write_text(json.dumps(facts, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return Samples(folder / INVOICES_FILE, folder / STATEMENT_FILE, facts)
