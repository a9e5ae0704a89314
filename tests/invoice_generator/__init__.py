"""Invoices of sellers that do not exist, drawn as PDFs with a text layer, with exact truth.

    drawn = draw(7)                                   # layout, country, seller and facts follow from the seed
    drawn = draw(7, layout="grid_totals", language="it")
    pages = pages_of(drawn.pdf)                       # words as the text layer gives them, without reading
    pages = slips(pages, 7)                           # the same as OCR would misread them, without OCR
    scan = rasterised(drawn.pdf, grade="poor", seed=7)

`drawn.truth` has the shape of a labelled record: `invoice_number`, `invoice_date`, `due_date`, `seller`,
`total`, `tax`, `net`, `currency`, `line_items`, ...; ``printed`` says which of them the page shows. Money of
a credit note is negative. The same seed gives the same pages.

Seeds `DEVELOPMENT` may be looked at and worked on. Seeds `UNSEEN` are scored and never looked at: they also
draw the layouts `HELD_OUT`, which no development seed draws: what reads those as well has learnt no layout.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from typing import Any

from invoice_generator.companies import COUNTRIES, company
from invoice_generator.drawing import Drawing
from invoice_generator.facts import Facts, facts, record
from invoice_generator.layouts import HELD_OUT, LAYOUTS, PUBLISHED
from invoice_generator.noise import GRADES, pages_of, rasterised, slips
from invoice_generator.paper import Paper
from invoice_generator.style import Style, style_of

__all__ = [
    "DEVELOPMENT",
    "GRADES",
    "HELD_OUT",
    "LAYOUTS",
    "PUBLISHED",
    "UNSEEN",
    "Drawn",
    "bill_of",
    "draw",
    "draw_onto",
    "pages_of",
    "rasterised",
    "seller_of",
    "slips",
]

DEVELOPMENT = range(10_000)
UNSEEN = range(1_000_000, 1_010_000)


@dataclass(frozen=True)
class Drawn:
    """An invoice and what is true of it."""

    pdf: bytes
    truth: dict[str, Any]
    seed: int


def draw(seed: int, layout: str | None = None, language: str | None = None) -> Drawn:
    """The invoice of `seed`, in any layout and language or in those that are named."""
    rng = random.Random(seed)
    style = seller_of(rng, layout, language, held_out=seed >= UNSEEN.start)
    paper = Paper()
    truth = draw_onto(paper, style, bill_of(rng, style))
    return Drawn(paper.tobytes(), truth, seed)


def seller_of(
    rng: random.Random, layout: str | None = None, language: str | None = None, *, held_out: bool = False
) -> Style:
    """A seller with a layout; those of `HELD_OUT` only where `held_out` says so."""
    choice = [
        some
        for some in (*PUBLISHED, *(HELD_OUT if held_out else ()))
        if language is None or language in some.languages
    ]
    chosen = LAYOUTS[layout] if layout else rng.choice(choice)
    return style_of(rng, chosen, language)


def bill_of(rng: random.Random, style: Style, number: str | None = None) -> Facts:
    """An invoice of the seller to a customer of its own country, or in one of six cases of another."""
    home = style.seller.country
    abroad = rng.random() < 0.15
    buyer = company(rng, rng.choice(list(COUNTRIES.values())) if abroad else home)
    while buyer.name == style.seller.name:
        buyer = company(rng, home)
    return facts(rng, style.seller, buyer, style.layout.terms, number)


def draw_onto(paper: Paper, style: Style, bill: Facts) -> dict[str, Any]:
    """Add the pages of `bill` to `paper`; gives its truth."""
    first = paper.count
    printed = Drawing(paper, style, bill).draw()
    return record(bill, style.layout.name, paper.count - first, printed)
