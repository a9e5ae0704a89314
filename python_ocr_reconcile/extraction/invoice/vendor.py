"""Who sent the invoice: the company that the page supports from several sides.

Its letterhead, the small return address over the window, its legal form, its name in the footer, beside its
account, in the domain of its e-mail: each place gives candidates, and agreement between places decides. What
stands in the block of another party is nobody's letterhead.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from rapidfuzz import fuzz

from python_ocr_reconcile.extraction.invoice.customer import block_with
from python_ocr_reconcile.extraction.invoice.found import Found, found_words
from python_ocr_reconcile.extraction.invoice.letterhead import (
    DOMAIN,
    FirstPage,
    Named,
    in_segment,
    names_proprietor,
)
from python_ocr_reconcile.extraction.invoice.named_by_label import (
    before_account,
    labelled,
    signed_for,
    under_from,
)
from python_ocr_reconcile.extraction.invoice.names import Block, has_legal_form, name_below
from python_ocr_reconcile.extraction.invoice.near import leads_cell
from python_ocr_reconcile.extraction.invoice.row import Row
from python_ocr_reconcile.extraction.lexicon import fold, load_words

LEAST_SCORE = 0.8
MOST_INITIALS = 4
LEAST_BRAND_LETTERS = 5
"""A shorter name is found in too many others."""
SAME_NAME = 88
"""Likeness in percent from which two prints, one of them misread perhaps, are one name."""


def find_vendor(
    rows: Sequence[Row],
    first_page: Sequence[Row],
    blocks: Sequence[Block],
    customer_block: Block | None,
    customer: Found | None,
    height: float,
) -> Found | None:
    """The sender among the names of the first page, ``None`` where none is supported enough."""
    theirs, other_names = _other_parties(first_page, blocks, customer_block, customer)
    usual = sorted(r.line.height for r in first_page)[len(first_page) // 2] if first_page else 10.0
    top = min((r.line.y0 for r in first_page), default=0.0)
    origin = top if top > 0.25 * height else 0.0
    candidates = _candidates(FirstPage(first_page, blocks, theirs, origin, height, usual))
    domains = _domains(rows, theirs)
    folds = [fold(c.text) for c in candidates]
    whole = [f" {r.folded} " for r in rows]
    if customer is not None:
        other_names.append(fold(str(customer.value)))
    for named in candidates:
        folded = fold(named.text)
        named.score += 0.8 * min(sum(fuzz.ratio(folded, other) >= SAME_NAME for other in folds) - 1, 2)
        named.score += 0.8 * min(max(sum(f" {folded} " in t for t in whole) - 1, 0), 2)
        if any(_is_of_domain(folded, d) for d in domains):
            named.score += 1.5
        if _in_registered(named, candidates) is not None:
            named.score += 1.6  # the foot names the firm in full, and never the recipient
        if (
            any(fuzz.ratio(folded, name) > SAME_NAME for name in other_names)
            and named.method != "label_right"
        ):
            named.score -= 4.0
    best = max(candidates, key=lambda c: c.score, default=None)
    if best is None or best.score < LEAST_SCORE:
        return None
    best = _in_full(best, candidates, blocks)
    return found_words(best.words, best.page, best.text, best.method, max(0.0, 0.9 - 0.15 * best.score))


def _other_parties(
    rows: Sequence[Row], blocks: Sequence[Block], customer_block: Block | None, customer: Found | None
) -> tuple[frozenset[int], list[str]]:
    """What belongs to the recipient or the place of delivery, and the names that head it.

    A letterhead that stands right above "Bill to: ..." is in one block with it, and is not the recipient's.
    """
    head = min((w.y0 for w in customer.words), default=0.0) - 2.0 if customer else 0.0
    theirs = {id(s) for s in customer_block.segments if (s.y0 + s.y1) / 2 > head} if customer_block else set()
    names = []
    for row in rows:
        for label in row.labels:
            if label.key != "ship_to" or not leads_cell(row, label.start):
                continue
            named = name_below(rows, row, row.line.words[label.start].x0, reach=4)
            place = next((r.place for r in rows if named and named.words[0] in r.line.words), None)
            block = block_with(blocks, place, named.words[0]) if named and place is not None else None
            if named and block and len(block.segments) > 1:
                theirs |= {id(s) for s in block.segments}
                names.append(fold(str(named.value)))
    return frozenset(theirs), names


def _domains(rows: Sequence[Row], theirs: frozenset[int]) -> list[str]:
    """The names of the domains of mail and web addresses that are not the recipient's."""
    shared = load_words("invoice_words")["shared_domain"]
    found = []
    for row in rows:
        for segment in row.line.segments:
            if id(segment) in theirs or not re.search(r"@|www|http", segment.text, re.IGNORECASE):
                continue
            for domain in DOMAIN.findall(segment.text):
                levels = [d for d in domain.lower().split(".") if d not in shared]
                if levels and len(levels[-1]) > 2:
                    found.append(levels[-1])
    return found


def _is_of_domain(folded: str, domain: str) -> bool:
    """Whether a name is that of a domain: "Kranz & Co GmbH" of kranz-co, "The Paper Mill" of papermill."""
    bare, plain = folded.replace(" ", ""), domain.replace("-", "")
    if plain in bare or fuzz.ratio(plain, bare) > 75:
        return True
    words = folded.split()
    return any(
        plain.startswith("".join(words[i:end])) and len("".join(words[i:end])) >= max(5, 0.6 * len(plain))
        for i in range(min(2, len(words)))
        for end in range(i + 1, len(words) + 1)
    )


def _in_full(brand: Named, candidates: Sequence[Named], blocks: Sequence[Block]) -> Named:
    """The registered name that holds the name of the letterhead or stands below it, where one is printed."""
    registered = _in_registered(brand, candidates) or _of_initials(brand, candidates)
    return registered or _registered_below(brand, candidates, blocks) or brand


def _registered_below(brand: Named, candidates: Sequence[Named], blocks: Sequence[Block]) -> Named | None:
    """The name with a legal form right below a brand in the block of its address."""
    if has_legal_form(brand.text):
        return None
    below = {
        id(two.words[0])
        for block in blocks
        for one, two in pairwise(block.segments)
        if one is block.segments[0] and brand.words and brand.words[0] in one.words
    }
    full = [
        c
        for c in candidates
        if c.score > 0 and c.words and id(c.words[0]) in below and has_legal_form(c.text)
    ]
    owners = [c for c in full if names_proprietor(c.text)]
    return None if owners else max(full, key=lambda c: c.score, default=None)


def _of_initials(brand: Named, candidates: Sequence[Named]) -> Named | None:
    """The name whose initials the letterhead shows, as logos do: "ABC" over "Able Building Crew"."""
    letters = fold(brand.text).replace(" ", "")
    if not 2 <= len(letters) <= MOST_INITIALS:
        return None
    full = [
        c
        for c in candidates
        if len(fold(c.text).split()) >= len(letters)
        and "".join(word[0] for word in fold(c.text).split()).startswith(letters)
    ]
    return max(full, key=lambda c: c.score, default=None)


def _in_registered(brand: Named, candidates: Sequence[Named]) -> Named | None:
    """The candidate with a legal form that holds the name of the letterhead: "Orbel" and "Haus Orbel AG"."""
    folded = fold(brand.text)
    if has_legal_form(brand.text) or sum(c.isalpha() for c in folded) < LEAST_BRAND_LETTERS:
        return None
    full = [c for c in candidates if f" {folded} " in f" {fold(c.text)} " and has_legal_form(c.text)]
    return max(full, key=lambda c: c.score, default=None)


def _candidates(page: FirstPage) -> list[Named]:
    found: list[Named] = []
    top_rank = 0
    for row in page.rows:
        found += under_from(page.rows, row)
        for label in row.labels:
            found += labelled(page.rows, row, label)
        found += signed_for(page, row)
        for segment in row.line.segments:
            if id(segment) in page.theirs:
                continue
            found += before_account(segment)
            named = in_segment(page, row, segment, top_rank)
            if named:
                top_rank += page.is_top(row)
                found.append(named)
    return found
