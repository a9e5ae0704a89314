"""Many invoices in one file, as a scanner or an accounts department delivers them.

    many = batch(7)                                # count, sellers and what stands between drawn by the seed
    many = batch(7, count=100, kind="one_seller")
    many = hundred_on_28_pages(7)
    many = merged([(pdf, truth), ...], seed=7)     # documents of elsewhere, shuffled into one file

`truths` are the records of the invoices in order, `starts` where each begins.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import pymupdf

from invoice_generator import UNSEEN, bill_of, draw_onto, seller_of
from invoice_generator.facts import Facts, Terms, next_number
from invoice_generator.paper import A4, Paper
from invoice_generator.slip import MOST_ROWS, draw_slips
from invoice_generator.style import Style

KINDS = ("mixed", "one_seller", "few_sellers", "stacked")
Start = tuple[int, int]
"""1-based page, and how many invoices begin above it on that page."""


@dataclass(frozen=True)
class Batch:
    """A file of invoices and what is true of it."""

    pdf: bytes
    truths: list[dict[str, Any]]
    starts: list[Start]
    pages: int
    kind: str
    seed: int


@dataclass(frozen=True)
class Habits:
    """What else is in the file, as shares of invoices that it stands before or behind."""

    blank: float
    separator: float
    letter: float
    twice: float
    stamped: bool
    """Every page carries a number that runs through the whole file."""


def batch(seed: int, count: int | None = None, kind: str | None = None) -> Batch:
    """A file of `count` invoices (2 to 40 where the seed decides)."""
    rng = random.Random(f"batch {seed}")
    kind = kind or rng.choice(KINDS)
    count = count or rng.choice([2, 3, 5, 8, 12, 20, 40])
    held_out = seed >= UNSEEN.start
    some = {"mixed": count, "one_seller": 1, "few_sellers": rng.randint(2, 5), "stacked": rng.randint(1, 6)}[
        kind
    ]
    sellers = [seller_of(rng, held_out=held_out) for _ in range(some)]
    if rng.random() < 0.25:  # nothing on the pages says which page it is
        sellers = [replace(style, page_number=None) for style in sellers]
    habits = Habits(
        blank=rng.choice([0, 0, 0.1, 0.5]),
        separator=rng.choice([0, 0, 0, 0.2, 1.0]),
        letter=rng.choice([0, 0, 0, 0.1]),
        twice=rng.choice([0, 0, 0.06]),
        stamped=rng.random() < 0.12,
    )
    return _drawn(rng, seed, kind, sellers, count, habits)


def hundred_on_28_pages(seed: int) -> Batch:
    """100 invoices on 28 pages: four short ones on each of 24, four that have a page of their own."""
    rng = random.Random(f"hundred {seed}")
    sellers = [seller_of(rng, held_out=seed >= UNSEEN.start) for _ in range(30)]
    paper, truths, starts = Paper(), [], []
    alone = set(rng.sample(range(28), 4))
    numbers: dict[str, str] = {}
    for page in range(28):
        if page in alone:
            single = replace(rng.choice(sellers), conditions=False)
            layout = replace(single.layout, terms=replace(single.layout.terms, rows=(2, 3, 4)))
            style = replace(single, layout=layout)
            starts.append((paper.count + 1, 0))
            truths.append(draw_onto(paper, style, _next_bill(rng, style, numbers)))
            continue
        chosen = [rng.choice(sellers) for _ in range(4)]
        starts += [(paper.count + 1, place) for place in range(4)]
        truths += draw_slips(paper, [(style, _short_bill(rng, style, numbers)) for style in chosen], rng)
    return Batch(paper.tobytes(), truths, starts, paper.count, "hundred", seed)


def merged(documents: Sequence[tuple[bytes, dict[str, Any]]], seed: int) -> Batch:
    """The documents, shuffled, in one file."""
    rng = random.Random(f"merged {seed}")
    order = list(documents)
    rng.shuffle(order)
    whole, truths, starts = pymupdf.open(), [], []
    for pdf, truth in order:
        starts.append((whole.page_count + 1, 0))
        truths.append(truth)
        with pymupdf.open(stream=pdf, filetype="pdf") as one:
            whole.insert_pdf(one)
    return Batch(
        bytes(whole.tobytes(garbage=3, deflate=True)), truths, starts, whole.page_count, "merged", seed
    )


def _drawn(
    rng: random.Random, seed: int, kind: str, sellers: list[Style], count: int, habits: Habits
) -> Batch:
    paper, truths, starts = Paper(), [], []
    numbers: dict[str, str] = {}
    left = count
    while left > 0:
        _between(paper, rng, sellers[0], habits)
        style = sellers[(count - left) % len(sellers)] if kind == "mixed" else rng.choice(sellers)
        if kind == "stacked" and left > 1 and rng.random() < 0.8:
            many = min(left, rng.randint(2, 4))
            chosen = [rng.choice(sellers) for _ in range(many)]
            starts += [(paper.count + 1, place) for place in range(many)]
            truths += draw_slips(paper, [(s, _short_bill(rng, s, numbers)) for s in chosen], rng)
            left -= many
            continue
        bill = _next_bill(rng, style, numbers)
        copies = 2 if rng.random() < habits.twice and left > 1 else 1
        for _ in range(copies):
            starts.append((paper.count + 1, 0))
            truths.append(draw_onto(paper, style, bill))
        left -= copies
    if habits.stamped:
        _stamp(paper, rng)
    return Batch(paper.tobytes(), truths, starts, paper.count, kind, seed)


def _next_bill(rng: random.Random, style: Style, numbers: dict[str, str]) -> Facts:
    """The seller's next invoice, its number some way behind the last; now and then to the same customer."""
    number = numbers.get(style.seller.name)
    if number is not None:
        for _ in range(rng.choice([1, 1, 2, 7])):
            number = next_number(number)
    bill = bill_of(rng, style, number)
    numbers[style.seller.name] = bill.number
    return bill


def _short_bill(rng: random.Random, style: Style, numbers: dict[str, str]) -> Facts:
    terms = Terms(
        rows=tuple(range(1, MOST_ROWS + 1)),
        discount=0.0,
        shipping=0.0,
        prepaid=0.0,
        details=0.0,
        several_rates=0.1,
    )
    return _next_bill(rng, replace(style, layout=replace(style.layout, terms=terms)), numbers)


def _between(paper: Paper, rng: random.Random, style: Style, habits: Habits) -> None:
    """What stands before an invoice and is none."""
    words = style.words
    if rng.random() < habits.blank:
        paper.new_page(A4)
        paper.finish()
    if rng.random() < habits.separator:
        paper.new_page(A4)
        paper.text(A4[0] / 2, 400, words["separator"][0], 26, "hebo", "centre")
        paper.text(A4[0] / 2, 440, f"{words['separator'][-1]} {rng.randint(100, 999)}", 12, "helv", "centre")
        paper.finish()
    if rng.random() < habits.letter:
        paper.new_page(A4)
        paper.text(60, 70, style.seller.name, 12, style.bold)
        for nth, line in enumerate(style.seller.address):
            paper.text(60, 84 + 12 * nth, line, 9, style.font)
        for nth, line in enumerate(words["letter"]):
            paper.text(60, 220 + 22 * nth, line.format(phone=style.seller.phone), 10, style.font)
        paper.text(60, 340, words["thanks"][-1], 10, style.font)
        paper.text(60, 370, style.contact, 10, style.font)
        paper.finish()


def _stamp(paper: Paper, rng: random.Random) -> None:
    """A number on each page that runs through the file, as document scanners imprint it."""
    head = rng.choice(["", "SCAN ", "DOC-"])
    first = rng.choice([1, rng.randint(100, 9_000)])
    for page in paper.doc:
        text = f"{head}{first + page.number:06d}" if head else f"{page.number + 1}/{paper.count}"
        page.insert_text((page.rect.width - 90, 16), text, fontsize=7)
