"""Several receipts on one page: side by side, below one another, or both."""

from __future__ import annotations

import random
from dataclasses import dataclass

from msgspec import structs

from python_ocr_reconcile.models.page import Page, Word
from receipt_generator import Receipt, receipt

ARRANGEMENTS = ("row", "column", "grid", "two_and_one")


@dataclass
class Sheet:
    """A page of receipts, with the receipts in reading order."""

    page: Page
    receipts: list[Receipt]
    arrangement: str


def sheet(seed: int, noise: float = 0.0, arrangement: str | None = None, country: str | None = None) -> Sheet:
    """The sheet of `seed`: two to four receipts of one country or of several."""
    rng = random.Random(seed)
    kind = arrangement or rng.choice(ARRANGEMENTS)
    count = {"row": rng.choice((2, 3)), "column": rng.choice((2, 3)), "grid": 4, "two_and_one": 3}[kind]
    receipts = [receipt(seed * 10 + n, noise, country=country) for n in range(count)]
    columns = {
        "row": [[r] for r in receipts],
        "column": [receipts],
        "grid": [receipts[:2], receipts[2:]],
        "two_and_one": [receipts[:2], receipts[2:]],
    }[kind]
    words: list[Word] = []
    x = rng.uniform(5, 20)
    height = 0.0
    for column in columns:
        y = rng.uniform(5, 40)
        for one in column:
            shift = rng.uniform(0, 15)
            words += [
                structs.replace(w, x0=w.x0 + x + shift, x1=w.x1 + x + shift, y0=w.y0 + y, y1=w.y1 + y)
                for w in one.page.words
            ]
            y += one.page.height - 20 + rng.uniform(0, 25)
        height = max(height, y)
        x += max(one.page.width for one in column) + rng.uniform(2, 30)
    words.sort(key=lambda w: (round(w.y0 / 6), w.x0))
    return Sheet(Page(1, x + 20, height + 20, "ocr", words, ocr_engine="tesseract"), receipts, kind)
